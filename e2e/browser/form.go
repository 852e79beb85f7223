package browser

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// Fill replaces the value of the field with that form name by typing. A date is
// given as 2026-11-21.
func (t *Tab) Fill(name, value string) {
	t.tb.Helper()
	field, kind := "[name="+quote(name)+"]", ""
	t.run("fill "+name,
		chromedp.WaitVisible(field, chromedp.ByQuery),
		chromedp.Evaluate(`(() => { const f = document.querySelector(`+quote(field)+`); f.focus(); if (f.type === 'date') f.value = `+quote(value)+`; else f.select(); return f.type; })()`, &kind),
		chromedp.ActionFunc(func(ctx context.Context) error {
			switch {
			case kind == "date": // the order of its parts depends on the browser's language
				return nil
			case value == "":
				return chromedp.KeyEvent("\b").Do(ctx)
			default:
				return input.InsertText(value).Do(ctx)
			}
		}),
	)
}

// Choose ticks the checkbox or radio button of that form name and value, or
// selects the option of a select, unless it is already chosen.
func (t *Tab) Choose(name, value string) {
	t.tb.Helper()
	t.form("choose "+name+" "+value, `(name, value) => {
		const select = document.querySelector('select[name="' + CSS.escape(name) + '"]');
		if (select) {
			if (![...select.options].some(o => o.value === value)) return 'no such option';
			select.value = value;
			select.dispatchEvent(new Event('input', {bubbles: true}));
			select.dispatchEvent(new Event('change', {bubbles: true}));
			return '';
		}
		const box = [...document.querySelectorAll('input[name="' + CSS.escape(name) + '"]')].find(i => i.value === value);
		if (!box) return 'no such box';
		if (!box.checked) box.click();
		return box.checked ? '' : 'it stays unticked';
	}`, name, value)
}

// Untick unticks the checkbox of that form name and value.
func (t *Tab) Untick(name, value string) {
	t.tb.Helper()
	t.form("untick "+name+" "+value, `(name, value) => {
		const box = [...document.querySelectorAll('input[type=checkbox][name="' + CSS.escape(name) + '"]')].find(i => i.value === value);
		if (!box) return 'no such box';
		if (box.checked) box.click();
		return box.checked ? 'it stays ticked' : '';
	}`, name, value)
}

// Value returns the value of the field with that form name.
func (t *Tab) Value(name string) string {
	t.tb.Helper()
	var value string
	t.run("read "+name, chromedp.Value("[name="+quote(name)+"]", &value, chromedp.ByQuery))
	return value
}

// ChooseFile puts files, by their absolute paths, into the file field of that
// form name.
func (t *Tab) ChooseFile(name string, paths ...string) {
	t.tb.Helper()
	t.run("choose a file for "+name, chromedp.SetUploadFiles("input[type=file][name="+quote(name)+"]", paths, chromedp.ByQuery, chromedp.NodeReady))
}

// Drop drags files, by their absolute paths, from outside the browser and drops them
// on the element that a CSS selector finds. Without paths it drops a text, as of a
// picture that is dragged from a page.
func (t *Tab) Drop(selector string, paths ...string) {
	t.tb.Helper()
	var at struct{ X, Y float64 }
	// A preview or a finding that appears moves what stands below it.
	t.Await(`new Promise((still) => {
		const e = document.querySelector(`+quote(selector)+`);
		let last = "", same = 0;
		const look = () => {
			e.scrollIntoView({block: "center", behavior: "instant"});
			const { x, y, width, height } = e.getBoundingClientRect();
			const now = [x, y, width, height].join();
			same = now === last ? same + 1 : 0;
			last = now;
			same < 10 ? setTimeout(look, 50) : still({X: x + width / 2, Y: y + height / 2});
		};
		look();
	})`, &at)
	data := &input.DragData{Items: []*input.DragDataItem{}, Files: paths, DragOperationsMask: 1 | 2 | 16} // copy, link, move
	if len(paths) == 0 {
		data.Items = append(data.Items, &input.DragDataItem{MimeType: "text/uri-list", Data: "https://elsewhere.example/a.jpg"})
	}
	for _, kind := range []input.DispatchDragEventType{input.DragEnter, input.DragOver, input.Drop} {
		t.run("drop on "+selector, input.DispatchDragEvent(kind, at.X, at.Y, data))
	}
}

// form calls a function of the page with the arguments. The function returns what
// is wrong, or nothing.
func (t *Tab) form(what, function string, args ...string) {
	t.tb.Helper()
	list, err := json.Marshal(args)
	if err != nil {
		t.tb.Fatal(err)
	}
	var wrong string
	t.evaluate(what, fmt.Sprintf("(%s)(...%s)", function, list), &wrong)
	if wrong != "" {
		t.tb.Fatalf("%s on %s: %s", what, t.Address(), wrong)
	}
}

// quote returns a JSON string, which for the names and labels that pages use is
// also a string of JavaScript and of CSS selectors.
func quote(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		return `""` // strings always marshal
	}
	return string(quoted)
}
