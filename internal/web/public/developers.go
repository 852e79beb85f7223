package public

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"golang.org/x/text/language"

	"myphoto/internal/lang"
	"myphoto/internal/web/page"
)

// Config is what the public pages show of the API and of the state of the service.
type Config struct {
	Problems    []Problem    // every refusal of the API
	FieldCodes  []string     // every code of a field at fault
	TestPersons []TestPerson // whom developers can retrieve at once; only in the demo
	Parts       func(context.Context) []Part
	Now         func() time.Time
}

// Problem is one kind of refusal of the API.
type Problem struct {
	Code   string
	Status int
}

// TestPerson is somebody invented, with files and an authorisation in a state:
// live, once, revoked, expired.
type TestPerson struct{ State, TaxID string }

// Part is a part of the service and whether it works now. Its name is the end of
// the key status.part.<name>.
type Part struct {
	Name  string
	Works bool
}

// docsView is what the developers' page shows.
type docsView struct {
	Application, Secret, TaxID    string
	Persons, Problems, FieldCodes *page.Table
}

func (Config) developers(*http.Request) (page.Reply, error) {
	return page.View("public/dev", nil), nil
}

// docs shows how an application retrieves files. In the demo the commands work as
// they are printed.
func (c Config) docs(req *http.Request) (page.Reply, error) {
	l := page.Language(req)
	view := docsView{
		Application: "driving-licences", Secret: l.Say("text.api.your-secret", nil), TaxID: l.Say("text.api.an-afm", nil),
		Problems: c.problemTable(l), FieldCodes: c.fieldTable(l),
	}
	if len(c.TestPersons) > 0 {
		view.Secret, view.TaxID, view.Persons = "demo-"+view.Application, c.TestPersons[0].TaxID, c.personTable(l)
	}
	reply := page.View("text/api", view)
	reply.Layout.Width = page.Full
	return reply, nil
}

func (c Config) personTable(l lang.Language) *page.Table {
	table := &page.Table{
		Caption: l.Say("text.api.persons", nil), HeaderColumn: 1,
		Heads: []string{l.Say("text.api.afm", nil), l.Say("text.api.state", nil), l.Say("text.api.answer", nil)},
	}
	for _, p := range c.TestPersons {
		state, reply := l.Say("text.api.state."+p.State, nil), l.Say("text.api.reply."+p.State, nil)
		table.Rows = append(table.Rows, []page.Cell{{Text: p.TaxID}, {Text: state}, {Text: reply}})
	}
	return table
}

func (c Config) problemTable(l lang.Language) *page.Table {
	table := &page.Table{
		Caption: l.Say("text.api.problems", nil), HeaderColumn: 1,
		Heads: []string{"code", l.Say("text.api.status", nil), l.Say("text.api.meaning", nil)},
	}
	for _, p := range c.Problems {
		table.Rows = append(table.Rows, []page.Cell{
			{Text: p.Code, Path: "/problems/" + p.Code}, {Text: strconv.Itoa(p.Status)}, {Text: l.Say("problem."+p.Code+".title", nil)},
		})
	}
	return table
}

func (c Config) fieldTable(l lang.Language) *page.Table {
	table := &page.Table{
		Caption: l.Say("text.api.fields", nil), HeaderColumn: 1, Heads: []string{"code", l.Say("text.api.meaning", nil)},
	}
	for _, code := range c.FieldCodes {
		table.Rows = append(table.Rows, []page.Cell{{Text: code}, {Text: l.Say("api.field."+code, map[string]any{"max": "64"})}})
	}
	return table
}

// statusView is what the page of the state shows.
type statusView struct {
	At    time.Time
	Parts []page.Row
}

// status shows which parts of the service work now.
func (c Config) status(req *http.Request) (page.Reply, error) {
	l, view := page.Language(req), statusView{At: c.Now()}
	for _, part := range c.Parts(req.Context()) {
		state := "public.status.works"
		if !part.Works {
			state = "public.status.fails"
		}
		view.Parts = append(view.Parts, page.Row{Key: l.Say("status.part."+part.Name, nil), Value: l.Say(state, nil)})
	}
	return page.View("public/status", view), nil
}

// readerLanguage leads readers whose browser prefers English to the English page,
// unless they come from a page of ours, where they chose the language: developers
// open these addresses directly.
func readerLanguage(next page.Handler) page.Handler {
	return func(req *http.Request) (page.Reply, error) {
		if page.Language(req) == lang.Greek && prefersEnglish(req) && !fromHere(req) {
			return page.Redirect(page.Localise(lang.English, req.URL.Path)), nil
		}
		return next(req)
	}
}

func prefersEnglish(req *http.Request) bool {
	wanted, _, err := language.ParseAcceptLanguage(req.Header.Get("Accept-Language"))
	if err != nil || len(wanted) == 0 {
		return false
	}
	_, i, confidence := language.NewMatcher([]language.Tag{language.Greek, language.English}).Match(wanted...)
	return i == 1 && confidence != language.No
}

// fromHere reports whether a page of ours led here.
func fromHere(req *http.Request) bool {
	from, err := url.Parse(req.Referer())
	sameHost := err == nil && from.Host != "" && from.Host == req.Host
	return cmp.Or(req.Header.Get("Sec-Fetch-Site"), "none") == "same-origin" || sameHost
}
