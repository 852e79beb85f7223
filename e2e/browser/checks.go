package browser

import (
	"context"
	"encoding/json"
	"os"
	"strings"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"myphoto/e2e/tree"
)

// axeTags are the rules every page must meet: WCAG 2.2 AA, EN 301 549, and
// what axe-core calls best practice.
const axeTags = `["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","EN-301-549","best-practice"]`

// Violation is one rule of accessibility that a page breaks.
type Violation struct {
	ID     string   `json:"id"`
	Impact string   `json:"impact"`
	Help   string   `json:"help"`
	Nodes  []string `json:"nodes"` // CSS selectors of the elements at fault
}

// Axe returns the violations that axe-core finds on the page. It needs scripts
// switched on.
func (t *Tab) Axe() []Violation {
	t.tb.Helper()
	path := tree.Path(t.tb, ".cache", "axe.min.js")
	source, err := os.ReadFile(path)
	if err != nil {
		t.tb.Fatalf("axe-core is missing (make test installs it): %v", err)
	}
	var there bool
	var found string
	await := func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }
	t.run("check accessibility",
		chromedp.Evaluate(`typeof axe !== 'undefined'`, &there),
		chromedp.ActionFunc(func(ctx context.Context) error {
			if there { // since the last check of this page
				return nil
			}
			_, thrown, err := runtime.Evaluate(string(source)).Do(ctx)
			if err == nil && thrown != nil {
				err = thrown
			}
			return err
		}),
		chromedp.Evaluate(`axe.run(document, {resultTypes: ['violations'], runOnly: {type: 'tag', values: `+axeTags+`}}).then(r => JSON.stringify(
			r.violations.map(v => ({id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.map(n => n.target.join(' '))}))))`, &found, await),
	)
	var violations []Violation
	if err := json.Unmarshal([]byte(found), &violations); err != nil {
		t.tb.Fatalf("read what axe-core found: %v", err)
	}
	return violations
}

// Accessible fails the test for each violation that axe-core finds.
func (t *Tab) Accessible() {
	t.tb.Helper()
	for _, v := range t.Axe() {
		t.tb.Errorf("%s: %s (%s): %s at %s", t.Address(), v.ID, v.Impact, v.Help, strings.Join(v.Nodes, " · "))
	}
}

// NoHorizontalScroll fails the test when the page, shown at width CSS pixels,
// is wider than that (WCAG 1.4.10 asks for 320); the tab keeps its size.
func (t *Tab) NoHorizontalScroll(width int64) {
	t.tb.Helper()
	if wide, parts := t.measure(width); wide > width {
		t.tb.Errorf("%s is %d pixels wide at %d:\n%s", t.Address(), wide, width, strings.Join(parts, "\n"))
	}
}

// Width returns the width of the page, in CSS pixels, in a viewport of the given
// width; the tab keeps its size.
func (t *Tab) Width(width int64) int64 {
	t.tb.Helper()
	wide, _ := t.measure(width)
	return wide
}

// measure returns the width of the page and the first parts that are too wide.
func (t *Tab) measure(width int64) (wide int64, parts []string) {
	t.tb.Helper()
	var found struct {
		Page  int64    `json:"page"`
		Parts []string `json:"parts"`
	}
	t.run("narrow", chromedp.EmulateViewport(width, t.height))
	t.evaluate("measure", `(() => {
		const edge = document.documentElement.clientWidth;
		const parts = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > edge + 1);
		return {page: document.scrollingElement.scrollWidth, parts: parts.slice(0, 5).map(e => e.outerHTML.slice(0, 120))};
	})()`, &found)
	t.run("widen again", chromedp.EmulateViewport(t.width, t.height))
	return found.Page, found.Parts
}
