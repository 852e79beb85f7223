package web_test

import (
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"myphoto/internal/httpx"
	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/web/template"
)

// listed returns the keys that are put together from a prefix and a typed list.
func listed() map[string][]string {
	return map[string][]string{
		"reject.reason.":        texts(photo.RejectReasons()),
		"studio.age.":           texts(spec.Ages()),
		"override.":             texts(spec.Exemptions()),
		"citizen.alt.":          {string(photo.ItemPhoto), string(photo.ItemSignature)},
		"citizen.facts.":        {string(photo.ItemPhoto), string(photo.ItemSignature)},
		"studio.repeat.":        {string(photo.ItemPhoto), string(photo.ItemSignature)},
		"citizen.erase.":        {string(photo.Associated), string(photo.Dissociated)},
		"citizen.mode.":         {string(photo.Once), string(photo.UntilDate), string(photo.UntilFiles)},
		"citizen.history.kind.": {"all", "retrievals", "grants", "files"},
	}
}

func texts[T ~string](list []T) []string {
	var all []string
	for _, one := range list {
		all = append(all, string(one))
	}
	return all
}

// A new reason or age without words would reach people in brackets.
func TestEveryValueOfATypedListHasItsSentence(t *testing.T) {
	t.Parallel()
	for prefix, values := range listed() {
		for _, value := range values {
			if !lang.Greek.Has(prefix + value) {
				t.Errorf("no sentence %s%s", prefix, value)
			}
		}
	}
}

// A sentence that nothing says is translated, reviewed and read for nothing.
func TestEverySentenceIsSaidSomewhere(t *testing.T) {
	t.Parallel()
	said := readSources(t)
	for _, key := range lang.Keys() {
		if !said.has(key) && !said.has(withoutForm(key)) {
			t.Errorf("nothing says %s", key)
		}
	}
	for _, dead := range []string{"no.such.key", "state.app.draft", "button.nothing", "citizen.nowhere.title", "reject.not-me"} {
		if said.has(dead) {
			t.Errorf("%s passes, though nothing says it", dead)
		}
	}
}

func withoutForm(key string) string {
	for _, form := range []string{".zero", ".one", ".other"} {
		if stem, plural := strings.CutSuffix(key, form); plural {
			return stem
		}
	}
	return key
}

// sources are the texts in quotes of the program: whole keys, the prefixes of keys
// that are put together, and the words that follow a prefix.
type sources struct {
	quoted   map[string]bool
	prefixes []string
	titles   map[string]bool // of pages, from the names of their templates
}

func readSources(t *testing.T) sources {
	t.Helper()
	s := sources{quoted: map[string]bool{}, titles: map[string]bool{}}
	literal := regexp.MustCompile("[\"`]([a-zA-Z0-9_.-]+)[\"`]")
	for _, root := range []string{"../../internal", "../../cmd"} {
		err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || strings.HasSuffix(name, "_test.go") || strings.Contains(name, "internal/lang/") {
				return err
			}
			if !slices.Contains([]string{".go", ".html", ".js", ".json"}, filepath.Ext(name)) || strings.Contains(name, "testdata") {
				return nil
			}
			text, err := os.ReadFile(name)
			for _, found := range literal.FindAllStringSubmatch(string(text), -1) {
				s.quoted[found[1]] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for one := range s.quoted {
		if last := one[len(one)-1]; len(one) > 1 && (last == '.' || last == '-') {
			s.prefixes = append(s.prefixes, one)
		}
	}
	err := fs.WalkDir(template.Files, ".", func(name string, _ fs.DirEntry, err error) error {
		name = strings.NewReplacer("text/el/", "text/", "text/en/", "text/").Replace(strings.TrimSuffix(name, ".html"))
		s.titles[strings.ReplaceAll(name, "/", ".")+".title"] = true
		return err
	})
	if err != nil || len(s.prefixes) < 30 {
		t.Fatal(err, s.prefixes)
	}
	return s
}

// has reports whether the sources say a key: they quote it, or a prefix of it and
// then all its other words.
func (s sources) has(key string) bool {
	if s.quoted[key] || s.titles[key] {
		return true
	}
	return slices.ContainsFunc(s.prefixes, func(prefix string) bool {
		rest, ok := strings.CutPrefix(key, prefix)
		if values, known := listed()[prefix]; known && ok {
			return slices.Contains(values, rest)
		}
		return ok && (s.quoted[rest] || s.words(prefix, rest))
	})
}

// words reports whether each word of the rest of a key is quoted, or is a suffix
// that the renderer or the problem documents append.
func (s sources) words(prefix, rest string) bool {
	for _, word := range strings.Split(rest, ".") {
		suffix := slices.Contains([]string{"title", "body", "detail", "time", "profile"}, word)
		if !s.quoted[word] && !suffix && (prefix != "system." || !answered(word)) {
			return false
		}
	}
	return true
}

// answered reports whether there is a system page of a status.
func answered(status string) bool {
	code, err := strconv.Atoi(status)
	if err != nil {
		return false
	}
	for kind := range photo.Kind(32) { // more than there are
		if httpx.Status(kind) == code {
			return true
		}
	}
	return code == http.StatusMethodNotAllowed
}
