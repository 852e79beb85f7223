package browser

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

const startsWithin = 60 * time.Second

// chromium is the one browser of this test binary.
type chromium struct {
	once         sync.Once
	ctx          context.Context //nolint:containedctx // chromedp keeps the browser in its context
	endAllocator context.CancelFunc
	profile      string
	err          error
}

var shared chromium //nolint:gochecknoglobals // one browser for all tests of a binary: each start costs seconds

// Run runs the tests and then ends the browser and removes its profile.
func Run(m *testing.M) {
	defer shared.end()
	m.Run() // the test runner takes the exit code from m
}

func (c *chromium) start() (context.Context, error) {
	c.once.Do(func() { c.err = c.launch() })
	return c.ctx, c.err
}

func (c *chromium) launch() error {
	profile, err := os.MkdirTemp("", "myphoto-chromium-")
	if err != nil {
		return fmt.Errorf("make a profile: %w", err)
	}
	c.profile = profile
	options := []chromedp.ExecAllocatorOption{chromedp.UserDataDir(profile), chromedp.WSURLReadTimeout(startsWithin)}
	for _, flag := range []string{
		"headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "no-default-browser-check",
		"disable-background-networking", "disable-component-update", "disable-sync", "hide-scrollbars", "disable-dev-shm-usage",
	} {
		options = append(options, chromedp.Flag(flag, true))
	}
	allocated, endAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	c.endAllocator = endAllocator
	ctx, endBrowser := chromedp.NewContext(allocated)
	if err := chromedp.Run(ctx); err != nil {
		endBrowser()
		return fmt.Errorf("start Chromium (make test installs it): %w", err)
	}
	c.ctx = ctx
	return nil
}

// visitor makes a browser context with its own cookies and a blank tab in it. The
// tab needs its own window because a new context has none.
func (c *chromium) visitor() (cdp.BrowserContextID, target.ID, error) {
	ctx, err := c.start()
	if err != nil {
		return "", "", err
	}
	ctx = cdp.WithExecutor(ctx, chromedp.FromContext(ctx).Browser)
	cookies, err := target.CreateBrowserContext().WithDisposeOnDetach(true).Do(ctx)
	if err != nil {
		return "", "", fmt.Errorf("make a visitor: %w", err)
	}
	tab, err := target.CreateTarget("about:blank").WithBrowserContextID(cookies).WithNewWindow(true).Do(ctx)
	if err != nil {
		return "", "", fmt.Errorf("open a tab: %w", err)
	}
	return cookies, tab, nil
}

// forget removes a visitor's cookies and tabs.
func (c *chromium) forget(cookies cdp.BrowserContextID) error {
	return target.DisposeBrowserContext(cookies).Do(cdp.WithExecutor(c.ctx, chromedp.FromContext(c.ctx).Browser))
}

func (c *chromium) end() {
	if c.ctx != nil {
		_ = chromedp.Cancel(c.ctx) // waits until Chromium has ended; its error does not change the result of the tests
	}
	if c.endAllocator != nil {
		c.endAllocator()
	}
	if c.profile != "" {
		_ = os.RemoveAll(c.profile) // a last write of Chromium may race with it; the folder is temporary
	}
}
