package photo_test

import (
	"testing"

	"myphoto/internal/photo"
)

// A label that turns the rest of its line around, or looks like another and is
// not, deceives whoever reads the list of uploads.
func TestTextHoldsOnlyWhatCanBeSeen(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want string
	}{
		"letters":                   {"Μ. Παπαδοπούλου, Müller 李 №1", ""},
		"space that does not break": {"10\u00a0€", ""},
		"accent of its own":         {"ά", ""},
		"joiners":                   {"\u0646\u0645\u06cc\u200c\u0634\u0648\u062f 👨\u200d👩\u200d👧 ❤\ufe0f", ""},
		"new emoji":                 {"\U0001fae9", ""},
		"line end":                  {"a\nb", "text.control"},
		"zero":                      {"a\x00", "text.control"},
		"half a character":          {"a\xff", "text.control"},
		"turned":                    {"a\u202egpj", "text.control"},
		"isolated":                  {"a\u2066b\u2069", "text.control"},
		"mark of direction":         {"a\u200fb", "text.control"},
		"space without width":       {"a\u200bb", "text.control"},
		"byte order mark":           {"\ufeffa", "text.control"},
		"word joiner":               {"a\u2060b", "text.control"},
		"filler":                    {"\u3164", "text.control"},
		"line separator":            {"a\u2028b", "text.control"},
		"paragraph separator":       {"a\u2029b", "text.control"},
		"private use":               {"\ue000", "text.control"},
		"too long":                  {"1234567890123456789012345678901", "text.long"},
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
