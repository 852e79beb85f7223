package photo_test

import (
	"testing"

	"myphoto/internal/photo"
)

// A label that reverses the rest of its line, or that only looks like another
// label, deceives the reader of the list of uploads.
func TestTextHoldsOnlyVisibleCharacters(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want string
	}{
		"letters":                {"Μ. Παπαδοπούλου, Müller 李 №1", ""},
		"no-break space":         {"10\u00a0€", ""},
		"combining accent":       {"ά", ""},
		"joiners":                {"\u0646\u0645\u06cc\u200c\u0634\u0648\u062f 👨\u200d👩\u200d👧 ❤\ufe0f", ""},
		"new emoji":              {"\U0001fae9", ""},
		"line end":               {"a\nb", "text.control"},
		"NUL":                    {"a\x00", "text.control"},
		"malformed UTF-8":        {"a\xff", "text.control"},
		"right-to-left override": {"a\u202egpj", "text.control"},
		"direction isolate":      {"a\u2066b\u2069", "text.control"},
		"direction mark":         {"a\u200fb", "text.control"},
		"zero-width space":       {"a\u200bb", "text.control"},
		"byte order mark":        {"\ufeffa", "text.control"},
		"word joiner":            {"a\u2060b", "text.control"},
		"filler":                 {"\u3164", "text.control"},
		"line separator":         {"a\u2028b", "text.control"},
		"paragraph separator":    {"a\u2029b", "text.control"},
		"private use":            {"\ue000", "text.control"},
		"too long":               {"1234567890123456789012345678901", "text.long"},
	} {
		got := ""
		if fault := photo.CheckText(c.text, 30); fault != nil {
			got = fault.Code
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
