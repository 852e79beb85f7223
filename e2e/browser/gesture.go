package browser

import (
	"context"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Keys types keys, one after the other, where the focus is: characters, or the
// constants below.
func (t *Tab) Keys(keys string) {
	t.tb.Helper()
	t.run("type keys", chromedp.KeyEvent(keys))
}

// ShiftKeys is [Tab.Keys] with Shift held down.
func (t *Tab) ShiftKeys(keys string) {
	t.tb.Helper()
	t.run("type keys with Shift", chromedp.KeyEvent(keys, chromedp.KeyModifiers(input.ModifierShift)))
}

// Keys without a character.
const (
	KeyTab   = kb.Tab
	KeyEnter = kb.Enter
	KeySpace = " "
	KeyLeft  = kb.ArrowLeft
	KeyRight = kb.ArrowRight
	KeyUp    = kb.ArrowUp
	KeyDown  = kb.ArrowDown
)

// middle scrolls the first element that a CSS selector finds into view and returns its
// middle, in CSS pixels of the viewport.
func (t *Tab) middle(selector string) (x, y float64) {
	t.tb.Helper()
	var at struct{ X, Y float64 }
	t.evaluate("find "+selector, `(() => {
		const e = document.querySelector(`+quote(selector)+`);
		e.scrollIntoView({ block: "center", behavior: "instant" });
		const { x, y, width, height } = e.getBoundingClientRect();
		return { X: x + width / 2, Y: y + height / 2 };
	})()`, &at)
	return at.X, at.Y
}

// Drag drags with the mouse, from the middle of an element, by CSS pixels.
func (t *Tab) Drag(selector string, dx, dy float64) {
	t.tb.Helper()
	x, y := t.middle(selector)
	mouse := func(kind input.MouseType, x, y float64) chromedp.Action {
		return input.DispatchMouseEvent(kind, x, y).WithButton(input.Left).WithButtons(1).WithClickCount(1)
	}
	t.run("drag "+selector,
		mouse(input.MousePressed, x, y), mouse(input.MouseMoved, x+dx/2, y+dy/2), mouse(input.MouseMoved, x+dx, y+dy),
		mouse(input.MouseReleased, x+dx, y+dy))
}

// Pinch puts two fingers on an element, moves them apart by a factor and together to
// the right by CSS pixels, and lifts them.
func (t *Tab) Pinch(selector string, factor, dx float64) {
	t.tb.Helper()
	const apart = 40 // CSS pixels from the middle to a finger, at first
	x, y := t.middle(selector)
	touch := func(kind input.TouchType, reach, dx float64) chromedp.Action {
		points := []*input.TouchPoint{}
		if kind != input.TouchEnd {
			points = append(points, &input.TouchPoint{X: x + dx - reach, Y: y, ID: 1}, &input.TouchPoint{X: x + dx + reach, Y: y, ID: 2})
		}
		return input.DispatchTouchEvent(kind, points)
	}
	t.run("pinch "+selector, emulation.SetTouchEmulationEnabled(true),
		touch(input.TouchStart, apart, 0), touch(input.TouchMove, apart*(1+factor)/2, dx/2), touch(input.TouchMove, apart*factor, dx),
		touch(input.TouchEnd, 0, 0), emulation.SetTouchEmulationEnabled(false))
}

// ForcedColours shows pages with the colours of the system alone, as high contrast does.
func (t *Tab) ForcedColours() {
	t.tb.Helper()
	t.run("force colours", chromedp.ActionFunc(func(ctx context.Context) error {
		return emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}}).Do(ctx)
	}))
}
