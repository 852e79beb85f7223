package studio

import (
	"io"
	"net/http"
	"slices"
	"time"

	"myphoto/internal/export"
	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/web/page"
)

// mostListed is how many uploads one list shows.
const mostListed = 500

// filter is what the list was asked for, as typed.
type filter struct{ Text, From, To, Status, Employee string }

// listView is the list of uploads.
type listView struct {
	filter
	File      string // address of the same list for spreadsheets
	Statuses  []page.Option
	Employees []page.Option // of the owner alone
	Table     page.Table
	Count     int
	Full      bool // there may be more
	Opened    int  // how many a text is looked for in
	Owner     bool
}

var errDate = &photo.Error{Kind: photo.Invalid, Code: "studio.date"}

func (s *Studio) list(req *http.Request, who photo.Operator) (page.Reply, error) {
	members, err := s.members(req, who)
	if err != nil {
		return nil, err
	}
	_, owner := who.Owner()
	l := page.Language(req)
	v := listView{filter: filterOf(req), File: "/studio/list.csv?" + req.URL.Query().Encode(), Opened: service.MostOpened, Owner: owner}
	v.Statuses = append(v.Statuses, page.Option{Label: l.Say("studio.list.any", nil)})
	for _, status := range statuses() {
		v.Statuses = append(v.Statuses, page.Option{Value: status, Label: l.Say("upload.status."+status, nil)})
	}
	if owner {
		v.Employees = append(v.Employees, page.Option{Label: l.Say("studio.list.everybody", nil)})
		for _, m := range members {
			v.Employees = append(v.Employees, page.Option{Value: m.ID, Label: m.Label})
		}
	}
	list, refusal := s.listing(req, who, members)
	if _, here := again(refusal); refusal != nil && !here {
		return nil, refusal
	}
	v.Count, v.Full = len(list.Rows), list.More
	v.Table = listed(l, list.Rows, makers(l, who, members))
	return s.screen(req, "studio/list", v), refusal
}

// Narrowed reports whether anything was asked for.
func (f filter) Narrowed() bool { return f != filter{} }

func filterOf(req *http.Request) filter {
	q := req.URL.Query()
	return filter{clipped(q.Get("q")), q.Get("from"), q.Get("to"), q.Get("status"), q.Get("employee")}
}

// members lists the employees for the owner; an employee has no list.
func (s *Studio) members(req *http.Request, who photo.Operator) ([]service.Member, error) {
	owner, ok := who.Owner()
	if !ok {
		return nil, nil
	}
	return s.Desk.Staff(req.Context(), owner)
}

// listing gives the uploads that the filter of the request lets through. It
// refuses dates that are none, under the names of their fields.
func (s *Studio) listing(req *http.Request, who photo.Operator, members []service.Member) (service.Listing, error) {
	asked := filterOf(req)
	from, fault := day(asked.From, "from")
	to, second := day(asked.To, "to")
	if err := photo.Join(fault, second); err != nil {
		return service.Listing{}, err
	}
	f := service.Filter{From: from, State: states[asked.Status], Match: asked.match(page.Language(req)), Most: mostListed}
	if !to.IsZero() {
		f.To = to.AddDate(0, 0, 1)
	}
	if n := slices.IndexFunc(members, func(m service.Member) bool { return m.ID == asked.Employee }); n >= 0 {
		f.By = members[n].Subject
	}
	return s.Desk.List(req.Context(), who, f)
}

// day reads a date as browsers send it, 2026-11-21, as midnight in Athens; the
// zero time when there is none.
func day(typed, field string) (time.Time, *photo.Error) {
	if typed == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, "02/01/2006", "2/1/2006"} {
		if at, err := time.ParseInLocation(layout, typed, photo.Athens()); err == nil && at.Year() >= 2020 && at.Year() < 2200 {
			return at, nil
		}
	}
	return time.Time{}, errDate.OnField(field)
}

// states tells in which state of the life cycle a status can be.
var states = map[string]photo.State{
	"draft": photo.Draft, "uploaded": photo.Waiting, "sent": photo.Waiting, "mailed": photo.Waiting, "delivered": photo.Waiting,
	"undelivered": photo.Waiting, "viewed": photo.Waiting, "rejected": photo.Waiting, "linked": photo.Associated,
	"unlinked": photo.Dissociated, "expired": photo.Erased, "withdrawn": photo.Erased, "erased": photo.Erased,
}

// makers names for the owner who made an upload: employees by their labels. Nil
// where there is nobody to be told apart.
func makers(l language, who photo.Operator, members []service.Member) func(photo.SubjectID) string {
	if len(members) == 0 {
		return nil
	}
	return func(by photo.SubjectID) string {
		if n := slices.IndexFunc(members, func(m service.Member) bool { return m.Subject == by }); n >= 0 {
			return members[n].Label
		}
		if by == who.Who() {
			return l.Say("studio.list.owner", nil)
		}
		return l.Say("studio.list.former", nil)
	}
}

func listed(l language, rows []service.Row, maker func(photo.SubjectID) string) page.Table {
	t := page.Table{Caption: l.Say("studio.list.title", nil), Names: 2}
	keys := []string{"when", "client", "documents", "contact", "status", "until"}
	if maker != nil {
		keys = append(keys, "by")
	}
	for _, key := range keys {
		t.Heads = append(t.Heads, l.Say("studio.list."+key, nil))
	}
	for _, row := range rows {
		name := row.Label
		if name == "" {
			name = number(row.ID)
		}
		t.Rows = append(t.Rows, []page.Cell{
			{Text: l.DateTime(row.CreatedAt)},
			{Text: name, Path: uploadPath(row.ID)},
			{Text: names(l, row.Documents)},
			{Text: dashed(row.Contact)},
			{Text: l.Say("upload.status."+row.Status, nil), Tone: tones[row.Status]},
			{Text: dashed(dateOf(l, row.LastDay))},
		})
		if last := len(t.Rows) - 1; maker != nil {
			t.Rows[last] = append(t.Rows[last], page.Cell{Text: maker(row.By)})
		}
	}
	return t
}

func dashed(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func dateOf(l language, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return l.Date(t)
}

// table is the list as a file for spreadsheets, for the owner.
func (s *Studio) table(req *http.Request, who photo.Photographer) (page.Reply, error) {
	members, err := s.members(req, who)
	if err != nil {
		return nil, err
	}
	list, err := s.listing(req, who, members)
	if err != nil {
		return nil, err
	}
	l := page.Language(req)
	shown := listed(l, list.Rows, makers(l, who, members))
	var lines [][]string
	for _, row := range shown.Rows {
		var line []string
		for _, cell := range row {
			line = append(line, cell.Text)
		}
		lines = append(lines, line)
	}
	return page.Stream{
		Type: "text/csv; charset=utf-8", Name: "uploads.csv",
		Write: func(w io.Writer) error { return export.CSV(w, shown.Heads, lines) },
	}, nil
}
