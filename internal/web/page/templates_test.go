package page_test

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"myphoto/internal/lang"
	"myphoto/internal/web/page"
	"myphoto/internal/web/template"
)

// A key that is not in the catalogue would reach people in square brackets.
// Only keys written out are seen here; those put together at run time are left to
// the tests of their pages.
func TestEveryKeyInATemplateCanBeSaid(t *testing.T) {
	t.Parallel()
	key := regexp.MustCompile(`\bt "([^"]+)"`)
	var seen int
	err := fs.WalkDir(template.Files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := fs.ReadFile(template.Files, name)
		for _, match := range key.FindAllStringSubmatch(string(body), -1) {
			seen++
			if !lang.Greek.Has(match[1]) {
				t.Errorf("%s says %q, which is in no catalogue", name, match[1])
			}
		}
		return err
	})
	if err != nil || seen == 0 {
		t.Fatal(err, seen)
	}
}

func TestEveryLongTextIsInBothLanguages(t *testing.T) {
	t.Parallel()
	names := func(l lang.Language) string {
		found, err := fs.Glob(template.Files, "text/"+string(l)+"/*.html")
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %v", l, err)
		}
		return strings.ReplaceAll(strings.Join(found, " "), "text/"+string(l)+"/", "")
	}
	if greek, english := names(lang.Greek), names(lang.English); greek != english {
		t.Errorf("Greek has %s\nEnglish has %s", greek, english)
	}
}

// Inline scripts, styles and handlers are blocked by our policy: a page that has one
// does not work.
func TestNoTemplateHasInlineScriptOrStyle(t *testing.T) {
	t.Parallel()
	inline := regexp.MustCompile(`(?i)<style|\sstyle=|\son[a-z]+="|javascript:|<script>|<script [^>]*[^"]>[^<]`)
	err := fs.WalkDir(template.Files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := fs.ReadFile(template.Files, name)
		if found := inline.Find(body); found != nil {
			t.Errorf("%s has %q", name, found)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAllPagesParse(t *testing.T) {
	t.Parallel()
	r, err := page.New(testConfig())
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Names()) == 0 {
		t.Error("no pages")
	}
}
