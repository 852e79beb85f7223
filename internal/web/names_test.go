package web_test

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"myphoto/internal/lang"
	"myphoto/internal/web/template"
)

var (
	// control matches a line of a template that has something to press, to tick, to fill
	// in or a heading to find.
	control = regexp.MustCompile(`submit|button|link|<a |"label"|<label|checkbox|<th|<h[1-6]|row `)
	says    = regexp.MustCompile(`\(?t "([a-z0-9.-]+)"`)
	named   = regexp.MustCompile(`[«“]\{\{[^}]*\}\}[»”]`)
	filled  = regexp.MustCompile(`\{\{t "([a-z0-9.-]+)"[^}]*\}\}`)
	printed = regexp.MustCompile(`\(?t \(print "([a-z0-9.-]+)"`)
	quoted  = map[lang.Language]*regexp.Regexp{lang.Greek: regexp.MustCompile(`«([^»{}]+)»`), lang.English: regexp.MustCompile(`“([^”{}]+)”`)}
)

// handled are the keys, and the prefixes of keys, of labels that handlers hand to the
// components.
var handled = []string{"citizen.mode.", "consent.text", "studio.acknowledged"}

// labels returns the keys of what the pages show as names of controls and headings,
// and the prefixes of those that are put together.
func labels(t *testing.T) (keys []string) {
	t.Helper()
	prefixes := slices.Clone(handled)
	err := fs.WalkDir(template.Files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".html") {
			return err
		}
		text, err := fs.ReadFile(template.Files, name)
		for line := range strings.Lines(string(text)) {
			line = named.ReplaceAllString(line, "")
			if !control.MatchString(line) {
				continue
			}
			for _, found := range says.FindAllStringSubmatch(line, -1) {
				keys = append(keys, found[1])
			}
			for _, found := range printed.FindAllStringSubmatch(line, -1) {
				prefixes = append(prefixes, found[1])
			}
		}
		return err
	})
	if err != nil || len(keys) < 100 {
		t.Fatal(err, len(keys))
	}
	for _, key := range lang.Keys() {
		for _, prefix := range prefixes {
			if strings.HasPrefix(key, prefix) {
				keys = append(keys, key)
			}
		}
		if strings.HasSuffix(key, ".title") {
			keys = append(keys, key)
		}
	}
	return keys
}

// Whoever is told to press a button must find one of that name: as it is named, or
// the beginning of a longer label.
func TestNamesInTextsExistOnPages(t *testing.T) {
	t.Parallel()
	keys := labels(t)
	for l, pattern := range quoted {
		var shown []string
		for _, key := range keys {
			shown = append(shown, l.Say(key, nil))
		}
		exists := func(name string) bool {
			if name == "progressive" || name == "_sig" { // an option of the programs that save pictures; part of a file's name
				return true
			}
			for _, label := range shown {
				if label == name || strings.HasPrefix(label, name+" ") {
					return true
				}
			}
			return false
		}
		check := func(where, text string) {
			for _, found := range pattern.FindAllStringSubmatch(text, -1) {
				if !exists(found[1]) {
					t.Errorf("%s names %q, which no page shows", where, found[1])
				}
			}
		}
		for _, key := range lang.Keys() {
			if !strings.HasPrefix(key, "api.") && !strings.HasPrefix(key, "text.api.") && !strings.HasPrefix(key, "problem.") { // names of fields
				check(key, l.Say(key, nil))
			}
		}
		for _, name := range textsOf(t, l) {
			text, err := fs.ReadFile(template.Files, name)
			if err != nil {
				t.Fatal(err)
			}
			check(name, filled.ReplaceAllStringFunc(string(text), func(call string) string {
				return l.Say(filled.FindStringSubmatch(call)[1], nil)
			}))
		}
	}
}

func textsOf(t *testing.T, l lang.Language) []string {
	t.Helper()
	names, err := fs.Glob(template.Files, "text/"+string(l)+"/*.html")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	return names
}
