package browser

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Press clicks the one visible button, link or summary with a label (its text or
// its aria-label), with the mouse. When that leads to another page, it waits until
// the page is loaded.
func (t *Tab) Press(label string) {
	t.tb.Helper()
	t.PressIn("body", label)
}

// PressIn is [Tab.Press] within the first element that a CSS selector finds, for
// labels that a page has several times.
func (t *Tab) PressIn(selector, label string) {
	t.tb.Helper()
	before := t.loader()
	found := t.click(selector, label)
	if !t.leaves(found) {
		return
	}
	for deadline := time.Now().Add(patience); t.loader() == before; <-time.After(pollEvery) {
		if time.Now().After(deadline) {
			t.tb.Fatalf("press %q: no other page within %v", label, patience)
		}
	}
	t.loaded(label)
}

// loaded waits until the page is complete. It polls from outside because without
// scripts no timer of the page runs.
func (t *Tab) loaded(label string) {
	t.tb.Helper()
	t.run("load the page after "+label, chromedp.WaitReady("body", chromedp.ByQuery))
	for deadline := time.Now().Add(patience); ; <-time.After(pollEvery) {
		var complete bool
		t.evaluate("load the page after "+label, "document.readyState === 'complete'", &complete)
		if complete {
			return
		}
		if time.Now().After(deadline) {
			t.tb.Fatalf("load the page after %s: not complete within %v", label, patience)
		}
	}
}

// Download presses a label whose response is a file, and returns its name and its
// bytes.
func (t *Tab) Download(label string) (name string, content []byte) {
	t.tb.Helper()
	folder := t.tb.TempDir()
	ended := make(chan string, 1)
	chromedp.ListenTarget(t.ctx, func(event any) {
		switch e := event.(type) {
		case *browser.EventDownloadWillBegin:
			name = e.SuggestedFilename
		case *browser.EventDownloadProgress:
			if e.State != browser.DownloadProgressStateInProgress {
				select {
				case ended <- e.GUID + " " + string(e.State):
				default:
				}
			}
		}
	})
	t.run("prepare a download", browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllowAndName).
		WithBrowserContextID(t.cookies).WithDownloadPath(folder).WithEventsEnabled(true))
	t.click("body", label)
	select {
	case end := <-ended:
		guid, state, _ := strings.Cut(end, " ")
		content, err := os.ReadFile(filepath.Join(folder, guid))
		if state != string(browser.DownloadProgressStateCompleted) || err != nil {
			t.tb.Fatalf("download %q: %s, %v", label, state, err)
		}
		return name, content
	case <-time.After(patience):
		t.tb.Fatalf("download %q: not done within %v", label, patience)
		return "", nil
	}
}

// place is the element on which a label was found.
type place struct {
	Wrong string  `json:"wrong"`
	X     float64 `json:"x"`
	Y     float64 `json:"y"`
	Leads bool    `json:"leads"` // to another page, unless a script prevents it
}

// find looks for the label, scrolls it into view, checks that nothing covers it
// and, when scripts may run, notes whether one of them handles the click.
const find = `(root, label) => {
	const clean = s => (s || '').replace(/\s+/g, ' ').trim();
	const all = [...(document.querySelector(root) || document.createElement('i')).querySelectorAll(
		'button, a[href], input[type=submit], input[type=button], summary, [role=button]')];
	const shown = all.filter(e => e.checkVisibility({visibilityProperty: true}));
	const name = e => clean(e.getAttribute('aria-label')) || clean(e.innerText) || clean(e.value);
	const hits = shown.filter(e => name(e) === clean(label) || clean(e.innerText) === clean(label));
	if (hits.length !== 1) return {wrong: hits.length + ' of them among: ' + shown.map(name).join(' · ')};
	const e = hits[0];
	if (e.disabled) return {wrong: 'it is disabled'};
	e.scrollIntoView({block: 'center', behavior: 'instant'});
	const box = [...e.getClientRects()].find(r => r.width > 0 && r.height > 0);
	if (!box) return {wrong: 'it has no size'};
	const x = box.x + box.width / 2, y = box.y + box.height / 2;
	const top = document.elementFromPoint(x, y);
	if (!top || !(e.contains(top) || top.contains(e))) return {wrong: 'covered by ' + (top ? top.outerHTML.slice(0, 200) : 'nothing')};
	const form = e.form && e.type === 'submit' ? e.form : null;
	const url = e.tagName === 'A' && e.target !== '_blank' ? new URL(e.href) : null;
	const jump = url && url.hash && url.href.split('#')[0] === location.href.split('#')[0];
	const checked = form && (form.noValidate || e.formNoValidate || form.checkValidity());
	window.pressedHeld = false;
	for (const kind of ['click', 'invalid']) {
		window.addEventListener(kind, ev => { if (ev.defaultPrevented || kind === 'invalid') window.pressedHeld = true; }, {once: true});
	}
	window.addEventListener('submit', ev => { window.pressedHeld = ev.defaultPrevented; }); // the last one counts
	return {wrong: '', x, y, leads: !!(checked || (url && !jump))};
}`

// click clicks once the element stands still: a picture that has just appeared
// moves everything below it.
func (t *Tab) click(selector, label string) place {
	t.tb.Helper()
	found, again := t.find(selector, label), place{}
	for deadline := time.Now().Add(patience); found != again && time.Now().Before(deadline); {
		<-time.After(2 * pollEvery)
		found, again = t.find(selector, label), found
	}
	t.run("press "+label, chromedp.MouseClickXY(found.X, found.Y))
	return found
}

func (t *Tab) find(selector, label string) (found place) {
	t.tb.Helper()
	t.evaluate("find "+label, "("+find+")("+quote(selector)+", "+quote(label)+")", &found)
	if found.Wrong != "" {
		t.tb.Fatalf("press %q on %s: %s", label, t.Address(), found.Wrong)
	}
	return found
}

// leaves reports whether the click leads to another page, which a script of the
// page may prevent, at once or after a question during which the form is busy.
func (t *Tab) leaves(found place) bool {
	t.tb.Helper()
	if !found.Leads || !t.script {
		return found.Leads
	}
	var held bool
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	const answered = `new Promise((done) => { const look = () => {
		document.querySelector("form[aria-busy=true]") ? setTimeout(look, 20) : done(window.pressedHeld === true);
	}; look(); })`
	wait := func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }
	err := chromedp.Run(ctx, chromedp.Evaluate(answered, &held, wait))
	if err != nil && hasLeft(err) {
		return true // the page was left during the question
	}
	if err != nil {
		t.tb.Fatalf("look whether a script took over: %v", err)
	}
	return !held
}
