package outbound_test

import (
	"strings"
	"testing"

	"myphoto/internal/outbound"
)

// Of two members with one name a reader takes the first and another the last; who has
// custody of a child must not depend on that.
func TestOnlyPlainBoundedJSONIsRead(t *testing.T) {
	t.Parallel()
	type document struct {
		A struct{ B *string }
		C []int
	}
	for _, good := range []string{
		`{"a":{"b":"x"}}`, "\ufeff" + ` {"a":{"b":"x"},"c":[1,2,3],"other":{"a":[{},{"a":1},{"a":2}]}} ` + "\n", `{"A":{"B":"\u0078"}}`,
	} {
		var got document
		if err := outbound.ReadJSON([]byte(good), &got); err != nil || got.A.B == nil || *got.A.B != "x" {
			t.Errorf("%q: %v", good, err)
		}
	}
	for name, bad := range map[string]string{
		"nothing":               ``,
		"no value":              ` `,
		"two values":            `{}{}`,
		"text after it":         `{} x`,
		"cut off":               `{"a":{"b":"x"}`,
		"HTML":                  `<html></html>`,
		"another type":          `{"a":[1]}`,
		"text for a number":     `{"c":["1"]}`,
		"member twice":          `{"a":{"b":"x","b":"y"}}`,
		"twice, in other case":  `{"a":{"b":"x","B":"y"}}`,
		"twice, by escapes":     `{"a":{"b":"x","\u0062":"y"}}`,
		"twice, Kelvin sign":    `{"k":1,"` + "\u212a" + `":2}`,
		"twice, in a list":      `{"c":[],"d":[{"a":1,"a":1}]}`,
		"too deep":              strings.Repeat("[", 33) + strings.Repeat("]", 33),
		"too many":              "[" + strings.Repeat("1,", 10_000) + "1]",
		"malformed UTF-8":       "{\"a\":{\"b\":\"\xff\"}}",
		"comma after the last":  `{"a":{"b":"x"},}`,
		"no comma between":      `[1 2]`,
		"name that is a number": `{1:2}`,
	} {
		var got document
		if err := outbound.ReadJSON([]byte(bad), &got); err == nil || strings.Contains(err.Error(), "x") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzReadJSON(f *testing.F) {
	f.Add([]byte(`{"a":{"b":"x"},"c":[1,{"a":null}]}`))
	f.Add([]byte(`{"a":1,"A":2}`))
	f.Fuzz(func(t *testing.T, document []byte) {
		var first, second any
		if outbound.ReadJSON(document, &first) == nil && outbound.ReadJSON(document, &second) != nil {
			t.Fatal("read once and not again")
		}
	})
}
