package page_test

import (
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/web/page"
)

type partsView struct {
	Answer  string
	Answers []string
	Table   page.Table
}

// show renders a piece of a template in Greek.
func show(t *testing.T, piece string, faults *photo.Error) string {
	t.Helper()
	screen := page.Page{Name: "try/page", Layout: page.Layout{Title: "Δ"}, View: partsView{
		Answer: "b", Answers: []string{"a"},
		Table: page.Table{Caption: "Λίστα", Heads: []string{"Εφαρμογή", "Κατάσταση", "Ενέργεια"}, Rows: [][]page.Cell{{
			{Text: "Μια εφαρμογή", Lang: "el"}, {Text: "Ενεργή", Tone: "ok"}, {Text: "Ανάκληση", Path: "/x", Hidden: "Μια εφαρμογή"},
		}}},
	}}
	var err error
	if faults != nil {
		err = faults
	}
	seen := ask(t, tryPage(t, piece), "/x", answer(screen, err))
	if seen.Code >= 500 {
		t.Fatalf("not rendered: %s", piece)
	}
	return seen.Body.String()
}

// People who cannot see the page rely on the links between a control and its label,
// hint and error.
func TestComponentsAreWired(t *testing.T) {
	t.Parallel()
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
		"masked number": {`{{template "summary-list" (rows (row "<b>" "••••••783") (row "κ" "69••••4567 (<i>)"))}} {{screenreader "στο m•••@example.gr (••12)"}}`, nil, []string{
			`<span aria-hidden="true">••••••783</span><span class="govgr-visually-hidden">που τελειώνει σε 783</span></dd>`,
			`<span class="govgr-visually-hidden">69, που τελειώνει σε 4567</span> (&lt;i&gt;)`,
			`στο <span aria-hidden="true">m•••@example.gr</span>`, `(<span aria-hidden="true">••12</span>`, `&lt;b&gt;`,
		}},
		"summary list": {`{{template "summary-list" (rows (row "Κινητό" "69••••4567" "/x" "Αλλαγή") (row "α" "β"))}}`, nil, []string{
			`<a class="govgr-link" href="/x">Αλλαγή<span class="govgr-visually-hidden">: Κινητό</span></a>`,
		}},
		"table": {`{{template "table" .View.Table}}`, nil, []string{
			`role="columnheader">Εφαρμογή</th>`, `data-label="Κατάσταση"><span class="app-tag app-tag--ok">Ενεργή</span>`,
			`<span class="govgr-visually-hidden"> Μια εφαρμογή</span></a>`, `<span lang="el">Μια εφαρμογή</span>`,
		}},
		"panel":   {`{{template "panel" (panel "Συγχαρητήρια!" "κείμενο")}}`, nil, []string{`<h1 class="govgr-panel__title">Συγχαρητήρια!</h1>`}},
		"warning": {`{{template "warning" "Κάτι"}}`, nil, []string{"Προσοχή: </span>Κάτι"}},
		"notice":  {`{{template "notice" (notice "Ένα" "Δύο")}}`, nil, []string{"Σημαντικό", "Ένα", "Δύο"}},
		"success": {`{{template "success" (notice "Ένα" "")}}`, nil, []string{`role="alert"`, `tabindex="-1" data-autofocus`}},
		"steps":   {`{{template "steps" (list (step "Ένα" "Δύο"))}}`, nil, []string{"<ol", "Ένα"}},
		"others": {`{{template "inset" "α"}}{{template "or"}}` +
			`{{template "tag" (tag "bad" "Έληξε")}}{{template "start" (link "/login" "Σύνδεση")}}{{template "submit" "α"}}` +
			`{{template "submit-secondary" "α"}}{{template "submit-warning" "α"}}{{template "button-link-secondary" (link "/x" "y")}}`, nil, []string{
			`app-tag--bad`, `href="/login"`,
		}},
	} {
		t.Run(name, func(t *testing.T) { contains(t, show(t, c.piece, c.wrong), c.want...) })
	}
}

// A misspelt option would silently lose a hint or a value.
func TestMisuseOfAComponentIsAnError(t *testing.T) {
	t.Parallel()
	for _, piece := range []string{
		`{{template "field" (field . "q" "lable" "x")}}`, `{{template "field" (field . "q")}}`,
		`{{template "field" (field . "q" "label" 7)}}`, `{{template "field" (field . "q" "label")}}`,
		`{{template "radios" (choices . "q" "legend" "x")}}`, `{{template "summary-list" (rows (row "a"))}}`,
		`{{asset "nothing.css"}}`, `{{t "code.len" "n"}}`, `{{t "code.len" 1 2}}`,
	} {
		seen := ask(t, tryPage(t, piece), "/x", answer(page.View("try/page", partsView{}), nil))
		if seen.Code != 500 {
			t.Errorf("%s: status %d", piece, seen.Code)
		}
	}
}

// Only the counter needs the whole window; lines as long as it are hard to read.
func TestPageIsAsWideAsItsLayoutSays(t *testing.T) {
	t.Parallel()
	r := tryPage(t, `x`)
	for width, classes := range map[page.Width][]string{
		page.Narrow: {`<div class="govgr-width-container app-page">`, `<div class="govgr-grid-column-two-thirds">`},
		page.Full:   {`<div class="govgr-width-container app-page">`, `<div class="app-full">`},
		page.Wide:   {`<div class="app-wide app-page">`, `<div class="desk-page">`, `app-header-wide`},
	} {
		p := page.Page{Name: "try/page", Layout: page.Layout{Title: "Δ", Width: width}}
		contains(t, ask(t, r, "/x", answer(p, nil)).Body.String(), classes...)
	}
}

// Every page defines its scripts under one name; without their own place each
// would get those of the page parsed before.
func TestPageHasItsOwnScriptsAlone(t *testing.T) {
	t.Parallel()
	own := tryPage(t, `{{define "scripts"}}<meta name="own">{{end}}x`)
	contains(t, ask(t, own, "/x", answer(page.View("try/page", nil), nil)).Body.String(), `<meta name="own">`)
	lacks(t, ask(t, own, "/x", answer(page.View("citizen/rejected", struct{ Until time.Time }{}), nil)).Body.String(), `desk.js`, `name="own"`, `scan.js`)
	lacks(t, ask(t, tryPage(t, `x`), "/x", answer(page.View("try/page", nil), nil)).Body.String(), `desk.js`, `scan.js`)
}
