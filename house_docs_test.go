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
	"blob/s3", "internal/blob/s3", "courier/webhook", "internal/courier/webhook", "store/postgres", "registry/custody",
	"service/custody", "internal/service/audit", "internal/web/audit", "service/clerk",
}

var (
	codeWord  = regexp.MustCompile("`([^`]+)`")
	testName  = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
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

// TestSecurityNamesTestsThatExist: an answer to a threat is worth what shows it.
func TestSecurityNamesTestsThatExist(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
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
	named := 0
	for _, word := range codeWord.FindAllSubmatch(text, -1) {
		if name := string(word[1]); strings.HasPrefix(name, "Test") {
			named++
			if !all[name] {
				t.Errorf("docs/security.md names %s, which does not exist", name)
			}
		}
	}
	if named < 20 {
		t.Errorf("docs/security.md names %d tests", named)
	}
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
