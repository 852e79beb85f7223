package browser

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"myphoto/e2e/tree"
)

const (
	patience  = time.Minute // for a page or its scripts: several browsers share slow machines
	pollEvery = 25 * time.Millisecond
)

// Tab is one tab with its own cookies. Its methods fail the test when a page is not
// as expected.
type Tab struct {
	tb      testing.TB
	ctx     context.Context //nolint:containedctx // chromedp keeps the tab in its context
	cookies cdp.BrowserContextID
	width   int64
	height  int64
	script  bool
	console console
}

// An Option sets how a tab is opened.
type Option func(*settings)

type settings struct {
	width, height int64
	language      string
	script        bool
}

// Size sets the viewport in CSS pixels; the default is a phone of 390 × 844.
func Size(width, height int64) Option {
	return func(s *settings) { s.width, s.height = width, height }
}

// Language sets the language that the tab requests; the default is Greek.
func Language(tag string) Option { return func(s *settings) { s.language = tag } }

// WithoutScript switches JavaScript off.
func WithoutScript() Option { return func(s *settings) { s.script = false } }

// Open opens a tab with its own cookies. It is closed when the test ends, which
// then fails for any error left in its console.
func Open(tb testing.TB, options ...Option) *Tab {
	tb.Helper()
	s := settings{width: 390, height: 844, language: "el", script: true}
	for _, option := range options {
		option(&s)
	}
	cookies, blank, err := shared.visitor()
	if err != nil {
		tb.Fatal(err)
	}
	ctx, closeTab := chromedp.NewContext(shared.ctx, chromedp.WithTargetID(blank))
	t := &Tab{tb: tb, ctx: ctx, cookies: cookies, width: s.width, height: s.height, script: s.script}
	tb.Cleanup(func() {
		closeTab()
		if err := shared.forget(cookies); err != nil {
			tb.Errorf("close the tab: %v", err)
		}
		for _, line := range t.console.take() {
			tb.Errorf("console: %s", line)
		}
	})
	chromedp.ListenTarget(ctx, t.console.hear)
	t.run("open a tab",
		network.Enable(),
		network.SetExtraHTTPHeaders(network.Headers{"Accept-Language": s.language}),
		chromedp.EmulateViewport(s.width, s.height),
		emulation.SetScriptExecutionDisabled(!s.script),
	)
	return t
}

// run runs actions within the patience for one page and fails the test otherwise.
// The first run has no deadline, because that would end the tab with it.
func (t *Tab) run(what string, actions ...chromedp.Action) {
	t.tb.Helper()
	if chromedp.FromContext(t.ctx).Target == nil {
		if err := chromedp.Run(t.ctx, actions...); err != nil {
			t.tb.Fatalf("%s: %v", what, err)
		}
		return
	}
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		t.tb.Fatalf("%s: %v", what, err)
	}
}

// Visit opens an address and waits until its page is loaded.
func (t *Tab) Visit(address string) {
	t.tb.Helper()
	t.run("visit "+address, chromedp.Navigate(address))
}

// Block blocks requests of the page, though not of its workers, to addresses that
// match a URL pattern such as "*://*:*/*/swap.js".
func (t *Tab) Block(pattern string) {
	t.tb.Helper()
	t.run("block "+pattern, network.SetBlockedURLs().WithURLPatterns([]*network.BlockPattern{{URLPattern: pattern, Block: true}}))
}

// Before runs a script in every page that the tab opens, before those of the page, until
// the returned function is called: to take away what an older browser does not have.
func (t *Tab) Before(script string) (undo func()) {
	t.tb.Helper()
	var id page.ScriptIdentifier
	t.run("prepare pages", chromedp.ActionFunc(func(ctx context.Context) (err error) {
		id, err = page.AddScriptToEvaluateOnNewDocument(script).Do(ctx)
		return err
	}))
	return func() { t.run("prepare no pages", page.RemoveScriptToEvaluateOnNewDocument(id)) }
}

// Address returns the address of the tab's page.
func (t *Tab) Address() string {
	t.tb.Helper()
	var address string
	t.run("read the address", chromedp.Location(&address))
	return address
}

// Text returns the visible text of the page, with each run of white space as one
// space.
func (t *Tab) Text() string {
	t.tb.Helper()
	return t.textOf("body")
}

// TextOf returns the visible text of the first element that a CSS selector finds.
func (t *Tab) TextOf(selector string) string {
	t.tb.Helper()
	return t.textOf(selector)
}

func (t *Tab) textOf(selector string) string {
	t.tb.Helper()
	for deadline := time.Now().Add(patience); ; {
		var text string
		ctx, cancel := context.WithTimeout(t.ctx, patience)
		err := chromedp.Run(ctx, chromedp.Text(selector, &text, chromedp.ByQuery))
		cancel()
		switch {
		case err == nil:
			return strings.Join(strings.Fields(text), " ")
		case !hasLeft(err) || time.Now().After(deadline):
			t.tb.Fatalf("read %s: %v", selector, err)
		}
	}
}

// hasLeft reports whether the page went away while it was read, because another one
// comes, which can be read then.
func hasLeft(err error) bool {
	for _, said := range []string{"Cannot find context", "No node with given id", "Could not find node", "Inspected target navigated"} {
		if strings.Contains(err.Error(), said) {
			return true
		}
	}
	return false
}

// See waits until the page shows a text.
func (t *Tab) See(text string) {
	t.tb.Helper()
	want := strings.Join(strings.Fields(text), " ")
	for deadline := time.Now().Add(patience); ; <-time.After(pollEvery) {
		got := t.Text()
		if strings.Contains(got, want) {
			return
		}
		if time.Now().After(deadline) {
			t.tb.Fatalf("%s does not show %q but:\n%s", t.Address(), want, got)
		}
	}
}

// Has reports how many elements of the page a CSS selector finds.
func (t *Tab) Has(selector string) int {
	t.tb.Helper()
	var n int
	t.evaluate("count "+selector, "document.querySelectorAll("+quote(selector)+").length", &n)
	return n
}

// Resize changes the viewport, in CSS pixels.
func (t *Tab) Resize(width, height int64) {
	t.tb.Helper()
	t.width, t.height = width, height
	t.run("resize", chromedp.EmulateViewport(width, height))
}

// Screenshot saves a picture of the whole page as .cache/shots/NAME.png.
func (t *Tab) Screenshot(name string) {
	t.tb.Helper()
	var png []byte
	t.run("take a screenshot", chromedp.FullScreenshot(&png, 100))
	path := tree.Path(t.tb, ".cache", "shots", name+".png")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.tb.Fatalf("keep a screenshot: %v", err)
	}
	if err := os.WriteFile(path, png, 0o644); err != nil {
		t.tb.Fatalf("keep a screenshot: %v", err)
	}
}

// Sheets returns how many sheets of A4 the page takes in print.
func (t *Tab) Sheets() int {
	t.tb.Helper()
	var pdf []byte
	t.run("print", chromedp.ActionFunc(func(ctx context.Context) (err error) {
		pdf, _, err = page.PrintToPDF().WithPaperWidth(8.27).WithPaperHeight(11.69).Do(ctx)
		return err
	}))
	return len(sheet.FindAll(pdf, -1))
}

// sheet is a page object of a PDF; that of the tree of pages is called Pages.
var sheet = regexp.MustCompile(`/Type\s*/Page\b[^s]`)

// Cookies returns the cookies that the tab would send to its page, for requests
// without the browser.
func (t *Tab) Cookies() []*http.Cookie {
	t.tb.Helper()
	var all []*http.Cookie
	t.run("read cookies", chromedp.ActionFunc(func(ctx context.Context) error {
		stored, err := network.GetCookies().Do(ctx)
		for _, c := range stored {
			all = append(all, &http.Cookie{Name: c.Name, Value: c.Value})
		}
		return err
	}))
	return all
}

// Evaluate evaluates an expression in the page and decodes its JSON value into a
// pointer. It works with scripts of the page switched off as well.
func (t *Tab) Evaluate(expression string, into any) {
	t.tb.Helper()
	t.evaluate("evaluate", expression, into)
}

// Await is [Tab.Evaluate] of an expression that returns a promise, for which the
// page may take a minute.
func (t *Tab) Await(expression string, into any) {
	t.tb.Helper()
	await := func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }
	t.run("await", chromedp.Evaluate(expression, into, await))
}

func (t *Tab) evaluate(what, expression string, into any) {
	t.tb.Helper()
	t.run(what, chromedp.Evaluate(expression, into))
}

// loader returns the id of the document that the tab shows; every navigation
// changes it.
func (t *Tab) loader() cdp.LoaderID {
	t.tb.Helper()
	var id cdp.LoaderID
	t.run("read the document", chromedp.ActionFunc(func(ctx context.Context) error {
		frames, err := page.GetFrameTree().Do(ctx)
		if err == nil {
			id = frames.Frame.LoaderID
		}
		return err
	}))
	return id
}
