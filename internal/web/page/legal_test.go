package page_test

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
	"testing"

	"myphoto/internal/web/page"
	"myphoto/internal/web/template"
)

// legalDigests holds what people accepted under each version: the words of the
// terms and the privacy notice in both languages. Lines are added, never changed.
var legalDigests = map[string]string{
	"2026-11-21": "5ae7a33f26c9cc47de427981d00ebfd5",
	"2026-11-30": "9c40c36c5d92054c5d1dd036afd47e7c",
}

// People accept a version. Words that change under an old version, even by a number
// that comes from a rule, would bind everybody to what nobody was asked about.
func TestChangedLegalTextNeedsANewVersion(t *testing.T) {
	t.Parallel()
	r := tryPage(t, `@@{{template "text/terms" .}}{{template "text/privacy" .}}@@`)
	sum := sha256.New()
	for _, path := range []string{"/x", "/en/x"} {
		parts := strings.Split(ask(t, r, path, answer(page.View("try/page", nil), nil)).Body.String(), "@@")
		if len(parts) != 3 {
			t.Fatalf("%s: no text", path)
		}
		words := strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(parts[1], " "))
		if len(words) < 300 {
			t.Fatalf("%s: only %d words", path, len(words))
		}
		sum.Write([]byte(strings.Join(words, " ")))
	}
	if got := hex.EncodeToString(sum.Sum(nil)[:16]); got != legalDigests[template.LegalVersion] {
		t.Errorf("the words of the terms or the privacy notice are not those of %s (%q): give template.LegalVersion and signin.TermsVersion "+
			"a new day and add a line with its digest %q", template.LegalVersion, legalDigests[template.LegalVersion], got)
	}
}

// The notice must promise what the service does.
func TestPeriodsThatTheOperatorSetsAreInTheTexts(t *testing.T) {
	t.Parallel()
	config := testConfig()
	config.ContactDays, config.LedgerYears = 1, 12
	r := tryPageWith(t, config, `{{template "text/retention" .}}`)
	for path, promises := range map[string][]string{
		"/x": {">1 ημέρα μετά", ">12 έτη<"}, "/en/x": {">1 day after", ">12 years<"},
	} {
		text := ask(t, r, path, answer(page.View("try/page", nil), nil)).Body.String()
		for _, promise := range promises {
			if !strings.Contains(text, promise) {
				t.Errorf("%s lacks %q", path, promise)
			}
		}
	}
}
