package page_test

import (
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/web/page"
)

type partsView struct {
	Answer  string
	Answers []string
	Pages   page.Pages
	Rows    [][]page.Cell
	Moments []page.Moment
}

// show renders one piece of a template in Greek.
func show(t *testing.T, piece string, faults *photo.Error) string {
	t.Helper()
	screen := page.Screen{Name: "try/page", Frame: page.Frame{Title: "Δ"}, View: partsView{
		Answer: "b", Answers: []string{"a"}, Pages: page.Pages{Path: "/list", Current: 6, Last: 30},
		Rows: [][]page.Cell{{
			{Text: "Μια εφαρμογή", Lang: "el"}, {Text: "Ενεργή", Tone: "ok"}, {Text: "Ανάκληση", Path: "/x", Hidden: "Μια εφαρμογή"},
		}},
		Moments: []page.Moment{{When: "21/11/2026", What: "Συσχέτιση", More: "Έγινε"}},
	}}
	var err error
	if faults != nil {
		err = faults
	}
	seen := ask(t, trying(t, piece), "/x", answer(screen, err))
	if seen.Code >= 500 {
		t.Fatalf("not rendered: %s", piece)
	}
	return seen.Body.String()
}

// The wiring between a control and its label, hint and error is what people
// who cannot see the page go by.
func TestComponentsAreWired(t *testing.T) {
	wrong := &photo.Error{Kind: photo.Invalid, Code: "app.choose", Field: "q"}
	options := `"legend" "Ερώτηση" "hint" "Βοήθεια" "options" (options (option "a" "Άλφα") (option "b" "Βήτα" "λίγα λόγια"))`
	for name, c := range map[string]struct {
		piece string
		wrong *photo.Error
		want  []string
	}{
		"radios": {`{{template "radios" (choices . "q" ` + options + ` "value" .View.Answer)}}`, wrong, []string{
			`<fieldset class="govgr-fieldset" aria-describedby="q-hint q-error">`, `id="q" name="q" value="a"`,
			`id="q-1" name="q" value="b" checked aria-describedby="q-1-hint"`, `href="#q">Επιλέξτε εφαρμογή`,
		}},
		"checkboxes": {`{{template "checkboxes" (choices . "q" ` + options + ` "values" .View.Answers)}}`, nil, []string{
			`id="q" name="q" value="a" checked`, `type="checkbox"`,
		}},
		"select": {`{{template "select" (choices . "q" ` + options + ` "value" "b")}}`, wrong, []string{
			`<label class="govgr-label" for="q">`, `<option value="b" selected>`, `aria-invalid="true"`,
		}},
		"textarea": {`{{template "textarea" (field . "q" "label" "Κείμενο" "rows" 3 "value" "</textarea>")}}`, wrong, []string{
			`rows="3"`, `&lt;/textarea&gt;`, `aria-describedby="q-error"`,
		}},
		"code": {`{{template "code" (field . "code" "label" "Κωδικάριθμος" "value" "B3+O")}}`, nil, []string{
			`autocapitalize="none"`, `spellcheck="false"`, `value="B3&#43;O"`, `lang="en"`,
		}},
		"otp": {`{{template "otp" (field . "otp" "label" "Κωδικός")}}`, nil, []string{
			`autocomplete="one-time-code"`, `inputmode="numeric"`,
		}},
		"file": {`{{template "file" (field . "qr" "label" "QR" "accept" "image/*" "multiple" true)}}`, nil, []string{
			`accept="image/*" multiple>` + "\n" + `<label`, `for="qr"`, `Επιλογή αρχείου`,
		}},
		"scan": {`{{template "scan" "code"}}`, nil, []string{`data-scan="code"`, `data-point="Στρέψτε`, "hidden>", `role="status"`}},
		"masked number": {`{{template "summary-list" (rows (row "<b>" "••••••783") (row "κ" "69••••4567 (<i>)"))}} {{spoken "στο m•••@example.gr (••12)"}}`, nil, []string{
			`<span aria-hidden="true">••••••783</span><span class="govgr-visually-hidden">που τελειώνει σε 783</span></dd>`,
			`<span class="govgr-visually-hidden">69, που τελειώνει σε 4567</span> (&lt;i&gt;)`,
			`στο <span aria-hidden="true">m•••@example.gr</span>`, `(<span aria-hidden="true">••12</span>`, `&lt;b&gt;`,
		}},
		"summary list": {`{{template "summary-list" (rows (row "Κινητό" "69••••4567" "/x" "Αλλαγή") (row "α" "β"))}}`, nil, []string{
			`<a class="govgr-link" href="/x">Αλλαγή<span class="govgr-visually-hidden">: Κινητό</span></a>`,
		}},
		"table": {`{{template "table" (table "Λίστα" (heads "Εφαρμογή" "Κατάσταση" "Ενέργεια") .View.Rows)}}`, nil, []string{
			`role="columnheader">Εφαρμογή</th>`, `data-label="Κατάσταση"><span class="app-tag app-tag--ok">Ενεργή</span>`,
			`<span class="govgr-visually-hidden"> Μια εφαρμογή</span></a>`, `<span lang="el">Μια εφαρμογή</span>`,
		}},
		"pagination": {`{{template "pagination" .View.Pages}}`, nil, []string{
			`aria-current="page">6</li>`, `rel="prev" href="/list?page=5"`, `rel="next" href="/list?page=7"`, `?page=2"`, `?page=10"`,
		}},
		"timeline": {`{{template "timeline" .View.Moments}}`, nil, []string{"21/11/2026", "Συσχέτιση"}},
		"progress": {`{{template "progress" (progress "Μεταφόρτωση" 163)}}`, nil, []string{`value="100" aria-label="Μεταφόρτωση"`}},
		"panel":    {`{{template "panel" (panel "Συγχαρητήρια!" "κείμενο")}}`, nil, []string{`<h1 class="govgr-panel__title">Συγχαρητήρια!</h1>`}},
		"warning":  {`{{template "warning" "Κάτι"}}`, nil, []string{"Προσοχή: </span>Κάτι"}},
		"notice":   {`{{template "notice" (notice "Ένα" "Δύο")}}`, nil, []string{"Σημαντικό", "Ένα", "Δύο"}},
		"success":  {`{{template "success" (notice "Ένα" "")}}`, nil, []string{`role="alert"`, `tabindex="-1" data-autofocus`}},
		"details":  {`{{template "details" (details "Τι" "Αυτό")}}`, nil, []string{"<summary", "Αυτό"}},
		"steps":    {`{{template "steps" (list (details "Ένα" "Δύο"))}}`, nil, []string{"<ol", "Ένα"}},
		"others": {`{{template "accordion" (list (details "Τι" "Αυτό"))}}{{template "inset" "α"}}{{template "spinner"}}{{template "or"}}` +
			`{{template "tag" (tag "bad" "Έληξε")}}{{template "start" (link "/login" "Σύνδεση")}}{{template "submit" "α"}}` +
			`{{template "submit-secondary" "α"}}{{template "submit-warning" "α"}}{{template "button-link-secondary" (link "/x" "y")}}`, nil, []string{
			`app-tag--bad`, `href="/login"`,
		}},
		"layout": {`{{define "column"}}govgr-grid-column-full{{end}}{{define "container"}}app-wide{{end}}x`, nil, []string{
			`<div class="app-wide app-page">`, `<div class="govgr-grid-column-full">`,
		}},
	} {
		t.Run(name, func(t *testing.T) { contains(t, show(t, c.piece, c.wrong), c.want...) })
	}
}

// A misspelt option would silently lose a hint or a value.
func TestMisuseOfAComponentIsAnError(t *testing.T) {
	for _, piece := range []string{
		`{{template "field" (field . "q" "lable" "x")}}`, `{{template "field" (field . "q")}}`,
		`{{template "field" (field . "q" "label" 7)}}`, `{{template "field" (field . "q" "label")}}`,
		`{{template "radios" (choices . "q" "legend" "x")}}`, `{{template "summary-list" (rows (row "a"))}}`,
		`{{asset "nothing.css"}}`, `{{t "code.len" "n"}}`, `{{t "code.len" 1 2}}`,
	} {
		seen := ask(t, trying(t, piece), "/x", answer(page.View("try/page", partsView{}), nil))
		if seen.Code != 500 {
			t.Errorf("%s: status %d", piece, seen.Code)
		}
	}
}

func TestShortListsHaveNoPagination(t *testing.T) {
	if p := (page.Pages{Current: 1, Last: 1}); p.Next() != 0 || p.Previous() != 0 || len(p.Numbers()) != 1 {
		t.Error(p)
	}
	if n := (page.Pages{Current: 30, Last: 30}).Numbers(); n[0] != 22 || n[len(n)-1] != 30 {
		t.Error(n)
	}
}
