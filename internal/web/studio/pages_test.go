package studio_test

import (
	"html"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/web/page"
)

// Every page, empty and filled, must be complete in both languages: one heading, no
// sentence missing from the catalogue, no value missing from a sentence.
func TestEveryPageIsWholeInBothLanguages(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	paths := []string{"/studio", "/studio/new", "/studio/list", "/studio/list?status=linked&from=2026-01-01", "/studio/specs", "/studio/staff", "/studio/staff/new", "/studio/not-eligible"}
	h.whole(paths)
	values, files := filled()
	sent := h.uploaded(values, files)
	values.Set("idempotency_key", "KEY2")
	files["signature"] = scribble(600, 200)
	draft := h.uploaded(values, files)
	h.Deliver()
	h.post("/studio/staff/new", url.Values{"afm": {"987654324"}, "label": {"Ελένη"}})
	removal := regexp.MustCompile(`/studio/staff/emp_[a-z0-9]+/remove`).FindString(h.get("/studio/staff").Body.String())
	h.whole(append(paths, sent, sent+"?done=resent", sent+"/contact", sent+"/replace", sent+"/withdraw", sent+"/slip",
		draft, draft+"/withdraw", removal, "/studio/staff?done=added"))
}

func (h *house) whole(paths []string) {
	h.t.Helper()
	missing := regexp.MustCompile(`\[[a-z.-]+\]|\{[a-z_]+\}|%!`)
	for _, path := range paths {
		for _, l := range lang.Languages() {
			seen := h.get(page.Localise(l, path))
			body := seen.Body.String()
			switch {
			case seen.Code != http.StatusOK:
				h.t.Errorf("%s %s: %d %s", l, path, seen.Code, said(seen))
			case strings.Count(body, "<h1") != 1:
				h.t.Errorf("%s %s: %d headings", l, path, strings.Count(body, "<h1"))
			case missing.MatchString(said(seen)):
				h.t.Errorf("%s %s: %s", l, path, missing.FindString(said(seen)))
			}
		}
	}
}

// Codes are written far from the catalogue; one without a sentence would reach people
// in brackets.
func TestEveryCodeOfTheCounterCanBeSaid(t *testing.T) {
	t.Parallel()
	code := regexp.MustCompile(`[cC]ode: +"([a-z.-]+)"|(?:fact|pixelFinding)\((?:"[a-z]+", )?"([a-z.]+)"`)
	seen := 0
	for _, folder := range []string{"../../inspect/*.go", "../../service/studio/*.go", "*.go"} {
		names, err := filepath.Glob(folder)
		if err != nil || len(names) == 0 {
			t.Fatal(folder, err)
		}
		for _, name := range names {
			source, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range code.FindAllStringSubmatch(string(source), -1) {
				seen++
				if key := found[1] + found[2]; !lang.Greek.Has(key) && !strings.HasSuffix(name, "_test.go") {
					t.Errorf("%s: %s is in no catalogue", name, key)
				}
			}
		}
	}
	for _, refusal := range []*photo.Error{
		photo.ErrTooManyResends, photo.ErrContactDaily, photo.ErrStudioRate, photo.ErrNotAcknowledged, photo.ErrNotAgreed,
		photo.ErrNoChannel, photo.ErrMoved, photo.ErrReadOnly, photo.ErrErased, photo.ErrSameRequest, spec.ErrNoDocument,
		spec.ErrUnknownDocument,
	} {
		if !lang.Greek.Has(refusal.Code) {
			t.Errorf("%s is in no catalogue", refusal.Code)
		}
	}
	if seen < 20 {
		t.Errorf("only %d codes were found", seen)
	}
}

func TestEveryPageAsksWhoIsThere(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, path := range []string{"/studio", "/studio/new", "/studio/list", "/studio/specs", "/studio/staff", "/studio/list.csv", "/studio/not-eligible"} {
		if seen := h.get(path); seen.Code != http.StatusUnauthorized {
			t.Errorf("%s: %d", path, seen.Code)
		}
	}
	h.as("maria", photo.RoleCitizen)
	if seen := h.get("/studio"); seen.Code != http.StatusForbidden {
		t.Errorf("a citizen got %d", seen.Code)
	}
}

func TestEmployeeSeesOwnUploadsAloneAndNoStaff(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	ofOwner := h.uploaded(filled())
	h.post("/studio/staff/new", url.Values{"afm": {"987654324"}, "label": {"Ελένη"}})
	h.as("eleni", photo.RoleEmployee)
	for _, path := range []string{"/studio/staff", "/studio/staff/new", "/studio/list.csv"} {
		if seen := h.get(path); seen.Code != http.StatusForbidden {
			t.Errorf("%s: %d", path, seen.Code)
		}
	}
	if seen := h.get(ofOwner); seen.Code != http.StatusNotFound {
		t.Errorf("the owner's upload: %d", seen.Code)
	}
	if seen := h.get("/studio"); strings.Contains(seen.Body.String(), "/studio/staff") {
		t.Error("the page offers the staff")
	}
	if seen := h.get("/studio/list"); strings.Contains(seen.Body.String(), "list.csv") || strings.Contains(seen.Body.String(), ofOwner) {
		t.Error("the list offers the table or others' uploads")
	}
	values, files := filled()
	mine := h.uploaded(values, files)
	h.as("nikos", photo.RolePhotographer)
	member := regexp.MustCompile(`emp_[a-z0-9]+`).FindString(h.get("/studio/staff").Body.String())
	if seen := said(h.get("/studio/list")); !strings.Contains(seen, " Ελένη") || !strings.Contains(seen, " Φωτογράφος") {
		t.Error("the owner does not see who made which upload")
	}
	seen := h.get("/studio/list?employee=" + member).Body.String()
	if !strings.Contains(seen, mine) || strings.Contains(seen, ofOwner) {
		t.Error("the owner's list is not narrowed to the employee")
	}
}

func TestListIsNarrowedByStatusAndDays(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	path := h.uploaded(filled())
	today := h.Clock.Now().In(photo.Athens()).Format(time.DateOnly)
	tomorrow := h.Clock.Now().In(photo.Athens()).AddDate(0, 0, 1).Format(time.DateOnly)
	for query, there := range map[string]bool{
		"": true, "?status=uploaded": true, "?status=delivered": false, "?status=draft": false,
		"?from=" + today + "&to=" + today: true, "?from=" + tomorrow: false,
	} {
		if got := strings.Contains(h.get("/studio/list"+query).Body.String(), path); got != there {
			t.Errorf("%q lists it: %t", query, got)
		}
	}
	seen := h.get("/studio/list?from=yesterday")
	if seen.Code != http.StatusUnprocessableEntity || !strings.Contains(seen.Body.String(), `value="yesterday"`) {
		t.Errorf("%d", seen.Code)
	}
}

// A client on the phone gives a name; nobody scrolls through a month for it. What is
// typed comes back, the file follows the same search, and a search without a match
// says so.
func TestListIsSearchedByWhatItShows(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	maria := h.uploaded(filled())
	values, files := filledForAnother()
	values.Set("label", "Γάμος Νικολάου")
	values.Set("acknowledged", "yes") // the advice that the same picture went to somebody else
	nikolaou := h.uploaded(values, files)
	id := maria[len("/studio/u/upl_"):][:6]
	for text, there := range map[string][2]bool{
		"": {true, true}, "ΠΑΠΑΔΟΠΟΥΛΟΥ": {true, false}, "παπαδοπουλου μ.": {true, false}, "γαμος": {false, true},
		"0001": {true, false}, "690 000 0002": {false, true}, "+306900000001": {true, false}, id: {true, false},
		"μεταφορτωθηκε": {true, true}, "δίπλωμα": {true, true}, "διαβατηριο": {false, false}, "γαμος 0001": {false, false},
		"•": {true, true}, "%": {false, false},
	} {
		query := "?q=" + url.QueryEscape(text)
		seen := html.UnescapeString(h.get("/studio/list" + query).Body.String())
		if got := [2]bool{strings.Contains(seen, maria), strings.Contains(seen, nikolaou)}; got != there {
			t.Errorf("%q lists %v, want %v", text, got, there)
		}
		if !strings.Contains(seen, `value="`+text+`"`) || strings.Contains(seen, `list.csv`+query+`"`) != (there[0] || there[1]) {
			t.Errorf("%q is not kept", text)
		}
		if empty := strings.Contains(seen, "με αυτά τα κριτήρια"); empty == (there[0] || there[1]) || strings.Contains(seen, "Εμφάνιση όλων") != (text != "") {
			t.Errorf("%q: empty %t", text, empty)
		}
	}
	if seen := h.get("/studio/list.csv?q=" + url.QueryEscape("γάμος")).Body.String(); strings.Count(seen, "\n") != 2 {
		t.Errorf("the file has %q", seen)
	}
	if seen := h.get("/studio/list?status=draft&q=" + url.QueryEscape("γάμος")).Body.String(); strings.Contains(seen, nikolaou) {
		t.Error("the text undid the other filter")
	}
	if seen := h.get("/studio/list?q=" + url.QueryEscape(strings.Repeat("ώ", 5000))); seen.Code != http.StatusOK || !strings.Contains(said(seen), "με αυτά τα κριτήρια") {
		t.Errorf("a long text: %d", seen.Code)
	}
}

func TestTableIsAFileWithoutWholeContacts(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	values, files := filled()
	values.Set("label", "=cmd")
	h.uploaded(values, files)
	seen := h.get("/studio/list.csv?status=uploaded")
	if !strings.Contains(seen.Header().Get("Content-Disposition"), "attachment") || !strings.Contains(seen.Body.String(), "'=cmd") ||
		strings.Contains(seen.Body.String(), "6900000001") {
		t.Errorf("%v %s", seen.Header(), seen.Body.String())
	}
}

func TestNotEligibleSaysWhy(t *testing.T) {
	t.Parallel()
	h := open(t)
	for user, want := range map[string]string{"petros": "διακοπή δραστηριότητας", "maria": "ΑΦΜ σας δεν βρέθηκε"} {
		h.as(user, photo.RoleCitizen)
		if seen := h.get("/studio/not-eligible"); !strings.Contains(said(seen), want) || !strings.Contains(said(seen), "74.20") || !strings.Contains(said(seen), "Σύνδεση ως Πολίτης") {
			t.Errorf("%s: %s", user, said(seen))
		}
	}
}

func TestSpecificationsAreThoseOfTheChecks(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	seen := said(h.get("/studio/specs"))
	for _, want := range []string{"αναλογία 2:3", "1280 × 1600 εικονοστοιχεία, μόνο κοπή", "508 dpi, έως 3 MB", "αναλογία 3:1", "40 × 60 χιλιοστά", "Έκδοση προδιαγραφής: 2"} {
		if !strings.Contains(seen, want) {
			t.Errorf("no %q", want)
		}
	}
}
