package browsers

import (
	"encoding/json"
	"fmt"
)

// command is a command of WebDriver: its name in Marionette, and its method and its
// path below the session over HTTP, in which {id} is the parameter id, an element.
type command struct{ name, method, path string }

// transport carries commands to a browser and brings back their values.
type transport interface {
	call(c command, parameters map[string]any) (json.RawMessage, error)
	close() error
}

// refusal is an answer of the browser that a command failed: no such element, or none
// any more, something covers it. The same command may succeed later.
type refusal struct {
	Kind    string `json:"error"`
	Message string `json:"message"`
}

func (r *refusal) Error() string { return r.Kind + ": " + r.Message }

// element is how a browser names an element of the page that it shows. The key is
// fixed by the standard.
type element struct {
	ID string `json:"element-6066-11e4-a52e-4f735466cecf"`
}

func (b *Browser) call(c command, parameters map[string]any, into any) error {
	if parameters == nil {
		parameters = map[string]any{}
	}
	value, err := b.transport.call(c, parameters)
	if err != nil || into == nil {
		return err
	}
	if err := json.Unmarshal(value, into); err != nil {
		return fmt.Errorf("%s answers %.200s: %w", c.name, value, err)
	}
	return nil
}

func (b *Browser) navigate(address string) error {
	return b.call(command{"WebDriver:Navigate", "POST", "/url"}, map[string]any{"url": address}, nil)
}

func (b *Browser) address() (address string, err error) {
	err = b.call(command{"WebDriver:GetCurrentURL", "GET", "/url"}, nil, &address)
	return address, err
}

// find returns the elements of the page; how is "css selector" or "xpath".
func (b *Browser) find(how, what string) (found []element, err error) {
	err = b.call(command{"WebDriver:FindElements", "POST", "/elements"}, map[string]any{"using": how, "value": what}, &found)
	return found, err
}

// script runs the body of a function in the page and decodes what it returns.
func (b *Browser) script(body string, into any) error {
	return b.call(command{"WebDriver:ExecuteScript", "POST", "/execute/sync"}, map[string]any{"script": body, "args": []any{}}, into)
}

// picture returns what the window shows, as a PNG.
func (b *Browser) picture() (png []byte, err error) {
	err = b.call(command{"WebDriver:TakeScreenshot", "GET", "/screenshot"}, map[string]any{"full": false}, &png)
	return png, err
}

func (b *Browser) resize(width, height int) error {
	return b.call(command{"WebDriver:SetWindowRect", "POST", "/window/rect"}, map[string]any{"width": width, "height": height}, nil)
}

func (b *Browser) click(e element) error {
	return b.call(command{"WebDriver:ElementClick", "POST", "/element/{id}/click"}, map[string]any{"id": e.ID}, nil)
}

func (b *Browser) clear(e element) error {
	return b.call(command{"WebDriver:ElementClear", "POST", "/element/{id}/clear"}, map[string]any{"id": e.ID}, nil)
}

// enter types into a field, or gives a field for files the paths of files.
func (b *Browser) enter(e element, text string) error {
	return b.call(command{"WebDriver:ElementSendKeys", "POST", "/element/{id}/value"}, map[string]any{"id": e.ID, "text": text}, nil)
}

func (b *Browser) text(e element) (text string, err error) {
	err = b.call(command{"WebDriver:GetElementText", "GET", "/element/{id}/text"}, map[string]any{"id": e.ID}, &text)
	return text, err
}

func (b *Browser) property(e element, name string, into any) error {
	return b.call(command{"WebDriver:GetElementProperty", "GET", "/element/{id}/property/" + name}, map[string]any{"id": e.ID, "name": name}, into)
}

func (b *Browser) displayed(e element) (is bool, err error) {
	err = b.call(command{"WebDriver:IsElementDisplayed", "GET", "/element/{id}/displayed"}, map[string]any{"id": e.ID}, &is)
	return is, err
}

// box is where an element stands on the page, in CSS pixels.
type box struct{ X, Y, Width, Height float64 }

func (b *Browser) box(e element) (at box, err error) {
	err = b.call(command{"WebDriver:GetElementRect", "GET", "/element/{id}/rect"}, map[string]any{"id": e.ID}, &at)
	return at, err
}

func (b *Browser) selected(e element) (is bool, err error) {
	err = b.call(command{"WebDriver:IsElementSelected", "GET", "/element/{id}/selected"}, map[string]any{"id": e.ID}, &is)
	return is, err
}
