package myphoto_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// planned lists the places that the map names though nothing stands there yet.
var planned = []string{
	"blob/s3", "internal/blob/s3", "courier/webhook", "internal/courier/webhook", "store/postgres",
	"internal/service/audit", "internal/web/audit", "service/clerk",
}

var (
	codeWord  = regexp.MustCompile("`([^`]+)`")
	testName  = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	namedTest = regexp.MustCompile(`\bTest[A-Z]\w+`)
	placeWord = regexp.MustCompile(`^[a-z0-9_.]+(/[A-Za-z0-9_.*-]+)+$`)
)

// TestMapNamesOnlyWhatIsThere: a map that sends a newcomer to a file that has moved
// costs more than none.
func TestMapNamesOnlyWhatIsThere(t *testing.T) {
	t.Parallel()
	for _, doc := range []string{"docs/ARCHITECTURE.md", "CONTRIBUTING.md"} {
		text, err := os.ReadFile(doc)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range codeWord.FindAllSubmatch(text, -1) {
			place := string(word[1])
			if placeWord.MatchString(place) && !exists(place) && !slices.Contains(planned, place) {
				t.Errorf("%s names %s, which is not there", doc, place)
			}
		}
	}
}

// TestDocumentsNameTestsThatExist: a rule is worth what shows it. Every answer to a
// threat names its tests.
func TestDocumentsNameTestsThatExist(t *testing.T) {
	t.Parallel()
	all := allTests(t)
	docs, err := filepath.Glob("docs/*.md")
	decisions, fault := filepath.Glob("docs/decisions/*.md")
	if err != nil || fault != nil {
		t.Fatal(err, fault)
	}
	for _, doc := range slices.Concat(docs, decisions, []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"}) {
		text, err := os.ReadFile(doc)
		if err != nil {
			t.Fatal(err)
		}
		names := namedTest.FindAllString(string(text), -1)
		for _, name := range names {
			if !all[name] {
				t.Errorf("%s names %s, which does not exist", doc, name)
			}
		}
		if doc == filepath.Join("docs", "security.md") && len(names) < 20 {
			t.Errorf("%s names %d tests", doc, len(names))
		}
	}
}

// allTests returns the names of the tests of all packages.
func allTests(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for _, p := range packages(t) {
		for _, name := range slices.Concat(p.TestGoFiles, p.XTestGoFiles) {
			source, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range testName.FindAllSubmatch(source, -1) {
				all[string(found[1])] = true
			}
		}
	}
	return all
}

// TestPlannedPlacesAreNotThereYet: what has been built is checked like the rest.
func TestPlannedPlacesAreNotThereYet(t *testing.T) {
	t.Parallel()
	for _, place := range planned {
		if exists(place) {
			t.Errorf("%s is planned and already there", place)
		}
	}
}

// exists reports whether a place of the map is there: from the root, or, as the
// text shortens it, from a folder of rooms.
func exists(place string) bool {
	for _, from := range []string{"", "internal", "internal/service", "internal/web", "internal/web/template", "internal/inspect", "internal/store", "docs"} {
		found, err := filepath.Glob(filepath.Join(from, place))
		if err == nil && len(found) > 0 {
			return true
		}
	}
	// crypto/rand and the like are the standard library's. Its text/template is
	// named in full, for the pages have a folder text.
	first, _, _ := strings.Cut(place, "/")
	return place == "text/template" || slices.Contains([]string{"net", "crypto", "database"}, first)
}
