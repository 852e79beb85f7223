package browser

import (
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Submit presses Ctrl and Enter.
func (t *Tab) Submit() {
	t.tb.Helper()
	t.run("press Ctrl and Enter", chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(2)))
}

// Beside opens another tab of the same visitor, in the same size.
func (t *Tab) Beside() *Tab {
	t.tb.Helper()
	browser := cdp.WithExecutor(shared.ctx, chromedp.FromContext(shared.ctx).Browser)
	blank, err := target.CreateTarget("about:blank").WithBrowserContextID(t.cookies).Do(browser)
	if err != nil {
		t.tb.Fatalf("open another tab: %v", err)
	}
	ctx, closeTab := chromedp.NewContext(shared.ctx, chromedp.WithTargetID(blank))
	t.tb.Cleanup(closeTab)
	other := &Tab{tb: t.tb, ctx: ctx, cookies: t.cookies, width: t.width, height: t.height, script: t.script}
	other.run("open another tab", chromedp.EmulateViewport(t.width, t.height))
	return other
}
