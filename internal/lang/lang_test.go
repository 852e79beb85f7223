package lang_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/lang"
)

// catalogue reads the file of a language as it stands on disk.
func catalogue(t *testing.T, l lang.Language) (said map[string]string, lines []string) {
	t.Helper()
	raw, err := os.ReadFile(string(l) + ".json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &said); err != nil {
		t.Fatalf("%s.json: %v", l, err)
	}
	for _, line := range strings.Split(string(raw), "\n") {
		if key, _, ok := strings.Cut(strings.TrimSpace(line), `": `); ok {
			lines = append(lines, strings.TrimPrefix(key, `"`))
		}
	}
	return said, lines
}

func TestBothLanguagesHaveTheSameKeysAndPlaceholders(t *testing.T) {
	t.Parallel()
	greek, _ := catalogue(t, lang.Greek)
	english, _ := catalogue(t, lang.English)
	placeholder := regexp.MustCompile(`\{[^}]*\}`)
	inside := func(sentences map[string]string) map[string][]string {
		found := map[string][]string{}
		for key, s := range sentences {
			names := placeholder.FindAllString(s, -1)
			slices.Sort(names)
			found[key] = slices.Compact(names)
		}
		return found
	}
	if diff := cmp.Diff(inside(greek), inside(english)); diff != "" {
		t.Errorf("el.json (-) and en.json (+) differ:\n%s", diff)
	}
}

// Sorted files with one sentence a line can be read, searched and merged; a
// key written twice would silently hide the first.
func TestCatalogueIsSortedAndHasNoKeyTwice(t *testing.T) {
	t.Parallel()
	for _, l := range lang.Languages() {
		said, lines := catalogue(t, l)
		if !slices.IsSorted(lines) {
			t.Errorf("%s.json is not sorted by key", l)
		}
		if len(lines) != len(said) {
			t.Errorf("%s.json has %d lines for %d keys", l, len(lines), len(said))
		}
	}
}

// A singular without its plural would come out in brackets for every other
// number. ("reject.reason.other" alone is a reason, not a plural.)
func TestSingularHasItsPlural(t *testing.T) {
	t.Parallel()
	for _, key := range lang.Keys() {
		if stem, ok := strings.CutSuffix(key, ".one"); ok && !lang.Greek.Has(stem) {
			t.Errorf("%s has no plural", key)
		}
		if stem, ok := strings.CutSuffix(key, ".zero"); ok && !lang.Greek.Has(stem) {
			t.Errorf("%s has words for none, but not for one and more", key)
		}
	}
}

// The style of the service: plain words, no begging, no full stop in labels
// and titles.
func TestSentencesKeepTheStyle(t *testing.T) {
	t.Parallel()
	for _, l := range lang.Languages() {
		said, _ := catalogue(t, l)
		for key, s := range said {
			low := strings.ToLower(s)
			for _, banned := range []string{"παρακαλ", "please", "μη έγκυρ", "invalid"} {
				if strings.Contains(low, banned) {
					t.Errorf("%s %s says %q", l, key, banned)
				}
			}
			if s == "" || s != strings.TrimSpace(s) {
				t.Errorf("%s %s is empty or has space around it", l, key)
			}
			if strings.HasSuffix(key, ".title") && strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "Α.Φ.Μ.") {
				t.Errorf("%s %s: a title has no full stop", l, key)
			}
		}
	}
}

func TestSentenceIsFilledInItsLanguage(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 11, 21, 22, 30, 0, 0, time.UTC)
	for _, c := range []struct {
		l    lang.Language
		key  string
		args map[string]any
		want string
	}{
		{lang.Greek, "code.len", map[string]any{"n": 21}, "Ο κωδικάριθμος έχει 22 χαρακτήρες. Πληκτρολογήσατε 21"},
		{lang.English, "code.len", map[string]any{"n": 21}, "The code number has 22 characters. You entered 21"},
		{lang.Greek, "files", map[string]any{"n": 1}, "1 αρχείο"},
		{lang.Greek, "files", map[string]any{"n": 0}, "0 αρχεία"},
		{lang.English, "files", map[string]any{"n": int64(1200)}, "1,200 files"},
		{lang.Greek, "citizen.link.replaces", map[string]any{"n": 0}, "Τα αρχεία που έχετε τώρα αποσυσχετίζονται"},
		{lang.English, "citizen.authorised.n", map[string]any{"n": 0}, "None"},
		{lang.English, "citizen.authorised.n", map[string]any{"n": 2}, "2 applications"},
		{lang.Greek, "files", map[string]any{"n": 1200}, "1.200 αρχεία"},
		{lang.English, "signin.otp.until", map[string]any{"time": day}, "It is valid until 00:30"},
		{lang.English, "studio.stats.lead", map[string]any{"date": day}, lang.English.Say("studio.stats.lead", map[string]any{"date": "22/11/2026"})},
		{lang.Greek, "file.big", map[string]any{"max": 3, "have": 3.14}, "Το αρχείο είναι 3,1 MB, το όριο είναι 3 MB. Αποθηκεύστε το ως JPG με ποιότητα 90 ή σε μικρότερη ανάλυση"},
		{lang.Greek, "file.fine", map[string]any{"have": "800 × 1200", "bytes": 94_210}, "JPG, 800 × 1200 εικονοστοιχεία, 94 KB"},
		{lang.English, "file.fine", map[string]any{"have": "800 × 1200", "bytes": float64(94_210)}, "JPG, 800 × 1200 pixels, 94 KB"},
		{lang.English, "file.fine", map[string]any{"have": "800 × 1200", "bytes": int64(2_140_000)}, "JPG, 800 × 1200 pixels, 2.1 MB"},
		{lang.English, "code.quota", map[string]any{"time": day}, "No submissions left today. Try again after 00:30"},
		{lang.English, "code.len", nil, "The code number has 22 characters. You entered {n}"},
		{lang.English, "no.such.key", nil, "[no.such.key]"},
		{lang.Language("de"), "code.len", nil, "[code.len]"},
	} {
		if got := c.l.Say(c.key, c.args); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.l, c.key, got, c.want)
		}
	}
}

// A value that itself looks like a placeholder must not be filled again: names
// of studios and bodies are other people's text.
func TestValueIsNotFilledAgain(t *testing.T) {
	t.Parallel()
	got := lang.English.Say("studio.reason", map[string]any{"reason": "{reason} {n}"})
	if got != "Reason: {reason} {n}" {
		t.Error(got)
	}
}

func TestDatesAreAthenian(t *testing.T) {
	t.Parallel()
	summer := time.Date(2026, 7, 14, 21, 5, 0, 0, time.UTC)
	for _, l := range lang.Languages() {
		if got := l.DateTime(summer); got != "15/07/2026, 00:05" {
			t.Errorf("%s: %s", l, got)
		}
	}
}

func TestSizesAndNumbersAreWrittenAsTheLanguageDoes(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64][2]string{
		0: {"0 B", "0 B"}, 999: {"999 B", "999 B"}, 412345: {"412 KB", "412 KB"},
		999_499: {"999 KB", "999 KB"}, 999_500: {"1 MB", "1 MB"}, 2_140_000: {"2,1 MB", "2.1 MB"},
	} {
		if got := [2]string{lang.Greek.Bytes(n), lang.English.Bytes(n)}; got != want {
			t.Errorf("%d bytes: %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int64]string{0: "0", -1: "-1", 999: "999", 1000: "1.000", -1234567: "-1.234.567"} {
		if got := lang.Greek.Number(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

// A limit rounded like a measure would be another limit.
func TestLimitsAreWrittenExactly(t *testing.T) {
	t.Parallel()
	for v, want := range map[float64][2]string{
		0.0015 * 100: {"0,15", "0.15"}, 0.7 * 100: {"70", "70"}, -15: {"-15", "-15"}, 22.5: {"22,5", "22.5"}, 50000: {"50000", "50000"},
	} {
		if got := [2]string{lang.Greek.Exact(v), lang.English.Exact(v)}; got != want {
			t.Errorf("%v: %q, want %q", v, got, want)
		}
	}
}

func TestEachLanguageIsTheOthersOther(t *testing.T) {
	t.Parallel()
	if lang.Greek.Other() != lang.English || lang.English.Other() != lang.Greek {
		t.Error("the two languages are not each other's other")
	}
}

// A sentence about a document names it by its key; without this the page would
// show "profile.passport".
func TestValueThatIsASentenceIsSaid(t *testing.T) {
	t.Parallel()
	want := "Accepted for: Passport"
	if got := lang.English.Say("studio.verdict.ok", map[string]any{"document": named("profile.passport")}); got != want {
		t.Error(got)
	}
}

type named string

func (n named) SentenceKey() string { return string(n) }
