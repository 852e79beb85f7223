package browsers

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"myphoto/e2e/tree"
)

const (
	patience  = time.Minute // for a page or its scripts, on slow machines
	pollEvery = 100 * time.Millisecond
)

// Browser is one browser with its own cookies, as a person uses it. Its methods wait
// until they succeed, and fail the test after a minute.
type Browser struct {
	WithoutScript bool // scripts of pages do not run

	tb        testing.TB
	transport transport
	faults    func() ([]string, error)
	typesDate string // how a date is typed into its field, as a layout of package time
}

// open makes the window as wide as a desktop's and sees to the end of the browser.
func (b *Browser) open(faults func() ([]string, error)) {
	b.tb.Helper()
	b.faults = faults
	b.tb.Cleanup(func() {
		for _, line := range b.Faults() {
			b.tb.Errorf("console: %s", line)
		}
		if err := b.transport.close(); err != nil {
			b.tb.Errorf("close the browser: %v", err)
		}
	})
	b.await("resize the window", func() error { return b.resize(1366, 900) })
}

// await repeats what the browser refuses, until it succeeds: pages come, go and move.
func (b *Browser) await(what string, act func() error) {
	b.tb.Helper()
	for deadline := time.Now().Add(patience); ; <-time.After(pollEvery) {
		err := act()
		if err == nil {
			return
		}
		_, refused := errors.AsType[*refusal](err)
		starting := b.faults == nil // nothing listens yet
		if later := refused || starting || errors.Is(err, errYet); !later || time.Now().After(deadline) {
			b.tb.Fatalf("%s: %v\n%s", what, err, b.state())
		}
	}
}

// errYet marks what the page does not show yet.
var errYet = errors.New("not yet")

// state describes the page, for the message of a failed test.
func (b *Browser) state() string {
	if b.transport == nil {
		return ""
	}
	name := "failed-" + strings.ReplaceAll(b.tb.Name(), "/", "-")
	address, _ := b.address()
	text, err := b.shown("body")
	return fmt.Sprintf("at %s (%s.png): %v\n%s", address, name, errors.Join(err, b.keep(name)), text)
}

// Screenshot saves a picture of the window as .cache/shots/NAME.png, for whoever wants to
// look.
func (b *Browser) Screenshot(name string) {
	b.tb.Helper()
	if err := b.keep(name); err != nil {
		b.tb.Errorf("take a screenshot: %v", err)
	}
}

func (b *Browser) keep(name string) error {
	png, err := b.picture()
	if err != nil {
		return err
	}
	path := tree.Path(b.tb, ".cache", "shots", name+".png")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, png, 0o644)
}

// Faults returns the faults of scripts and the violations of the content security policy
// on the pages since the last call. Faults that are never returned fail the test at its
// end.
func (b *Browser) Faults() []string {
	b.tb.Helper()
	lines, err := b.faults()
	if err != nil {
		b.tb.Errorf("read the faults of the pages: %v", err)
	}
	return lines
}

// Visit opens an address.
func (b *Browser) Visit(address string) {
	b.tb.Helper()
	b.await("visit "+address, func() error { return b.navigate(address) })
}

// Address returns the address of the page.
func (b *Browser) Address() (address string) {
	b.tb.Helper()
	b.await("read the address", func() (err error) {
		address, err = b.address()
		return err
	})
	return address
}

// Expect waits until the browser is at an address, whatever its query.
func (b *Browser) Expect(address string) {
	b.tb.Helper()
	b.await("come to "+address, func() error {
		at, err := b.address()
		if path, _, _ := strings.Cut(at, "?"); err == nil && path != address {
			return errYet
		}
		return err
	})
}

// shown returns the visible text of the one element that a CSS selector finds, with
// each run of white space as one space.
func (b *Browser) shown(selector string) (string, error) {
	e, err := one(b.find("css selector", selector))
	if err != nil {
		return "", err
	}
	text, err := b.text(e)
	return strings.Join(strings.Fields(text), " "), err
}

// one returns the only element of a list.
func one(found []element, err error) (element, error) {
	if err == nil && len(found) != 1 {
		err = fmt.Errorf("%d of them: %w", len(found), errYet)
	}
	if err != nil {
		return element{}, err
	}
	return found[0], nil
}

// See waits until the page shows a text.
func (b *Browser) See(text string) {
	b.tb.Helper()
	b.SeeIn("body", text)
}

// SeeIn waits until the element that a CSS selector finds shows a text.
func (b *Browser) SeeIn(selector, text string) {
	b.tb.Helper()
	b.await(fmt.Sprintf("see %q in %s", text, selector), func() error {
		shown, err := b.shown(selector)
		if err == nil && !strings.Contains(shown, text) {
			return errYet
		}
		return err
	})
}

// Shows reports whether the page shows a text now.
func (b *Browser) Shows(text string) (is bool) {
	b.tb.Helper()
	b.await("read the page", func() error {
		shown, err := b.shown("body")
		is = strings.Contains(shown, text)
		return err
	})
	return is
}

// SeePictures waits until the page shows n pictures, all of them loaded.
func (b *Browser) SeePictures(n int) {
	b.tb.Helper()
	b.await(fmt.Sprintf("see %d pictures", n), func() error {
		found, err := b.find("css selector", "main img")
		if err != nil {
			return err
		}
		if len(found) != n {
			return fmt.Errorf("%d of them: %w", len(found), errYet)
		}
		for _, e := range found {
			if err := b.loaded(e); err != nil {
				return err
			}
		}
		return nil
	})
}

// loaded fails with [errYet] unless a picture is there whole.
func (b *Browser) loaded(e element) error {
	var complete bool
	var width int
	if err := b.property(e, "complete", &complete); err != nil {
		return err
	}
	if err := b.property(e, "naturalWidth", &width); err != nil {
		return err
	}
	if !complete || width == 0 {
		return errYet
	}
	return nil
}

// Has reports how many elements of the page a CSS selector finds.
func (b *Browser) Has(selector string) (n int) {
	b.tb.Helper()
	b.await("count "+selector, func() error {
		found, err := b.find("css selector", selector)
		n = len(found)
		return err
	})
	return n
}

// Press clicks the one visible button, link or summary with a label, which is its text
// or its aria-label, once it stands still: a font or a picture that arrives moves it away
// from the click.
func (b *Browser) Press(label string) {
	b.tb.Helper()
	var before box
	b.await("press "+label, func() error {
		e, err := b.labelled(label)
		if err != nil {
			return err
		}
		at, err := b.box(e)
		if err == nil && at != before {
			before, err = at, errYet
		}
		if err != nil {
			return err
		}
		return b.click(e)
	})
}

// labelled returns the one visible element to press that has a label.
func (b *Browser) labelled(label string) (element, error) {
	const pressable = `//*[self::button or self::a[@href] or self::summary][normalize-space(.)=%[1]s or @aria-label=%[1]s]`
	found, err := b.find("xpath", fmt.Sprintf(pressable, quote(label)))
	if err != nil {
		return element{}, err
	}
	var visible []element
	for _, e := range found {
		is, err := b.displayed(e)
		if err != nil {
			return element{}, err
		}
		if is {
			visible = append(visible, e)
		}
	}
	return one(visible, nil)
}

// Fill replaces the value of the field with a form name by typing.
func (b *Browser) Fill(name, value string) {
	b.tb.Helper()
	b.await("fill "+name, func() error {
		e, err := one(b.find("css selector", "[name="+quote(name)+"]"))
		if err != nil {
			return err
		}
		if err := b.clear(e); err != nil {
			return err
		}
		return b.enter(e, value)
	})
}

// FillDate is [Browser.Fill] of a field for a date.
func (b *Browser) FillDate(name string, date time.Time) {
	b.tb.Helper()
	b.Fill(name, date.Format(b.typesDate))
}

// Choose ticks the box of a form name and a value, or selects the option of a select,
// unless it is chosen already.
func (b *Browser) Choose(name, value string) {
	b.tb.Helper()
	selector := fmt.Sprintf(`input[name=%[1]s][value=%[2]s], select[name=%[1]s] option[value=%[2]s]`, quote(name), quote(value))
	b.await("choose "+name+" "+value, func() error {
		e, err := one(b.find("css selector", selector))
		if err != nil {
			return err
		}
		chosen, err := b.selected(e)
		if err != nil || chosen {
			return err
		}
		if err := b.click(e); err != nil {
			return err
		}
		return errYet // until it says so
	})
}

// ChooseFiles puts files, by their absolute paths, into the field of a form name or an id.
func (b *Browser) ChooseFiles(field string, paths ...string) {
	b.tb.Helper()
	selector := fmt.Sprintf(`input[type=file][name=%[1]s], input[type=file][id=%[1]s]`, quote(field))
	b.await("choose files for "+field, func() error {
		e, err := one(b.find("css selector", selector))
		if err != nil {
			return err
		}
		return b.enter(e, strings.Join(paths, "\n"))
	})
}

// Value returns the value of the field with a form name.
func (b *Browser) Value(name string) (value string) {
	b.tb.Helper()
	b.await("read "+name, func() error {
		e, err := one(b.find("css selector", "[name="+quote(name)+"]"))
		if err != nil {
			return err
		}
		return b.property(e, "value", &value)
	})
	return value
}

// quote returns a string in the quotation of CSS and XPath; names and labels have no
// quotation marks.
func quote(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		return `""` // strings always marshal
	}
	return string(quoted)
}
