package studio_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"myphoto/internal/photo"
)

func TestStatementCountsWorkWithoutNamesOrNumbers(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	if page := said(h.get("/studio/statement")); !strings.Contains(page, "Καμία μεταφόρτωση σε αυτή την περίοδο") || !strings.Contains(page, "τηρούνται 10 έτη") {
		t.Error(page)
	}
	h.uploaded(filled())
	h.post("/studio/staff/new", url.Values{"afm": {"987654324"}, "label": {"=Ελένη"}})
	h.as("eleni", photo.RoleEmployee)
	values, files := filledForAnother()
	values.Set("acknowledged", "yes")
	h.uploaded(values, files)
	own := h.get("/studio/statement.csv").Body.String()
	if !strings.HasPrefix(own, "\ufeffΗμέρα;Έγγραφο;Μεταφορτώσεις;") || strings.Count(own, "\n") != 2 {
		t.Errorf("of the employee: %q", own)
	}
	h.as("nikos", photo.RolePhotographer)
	seen := h.get("/studio/statement")
	for _, want := range []string{"Μεταφορτώσεις 2", "Δεκτές με την πρώτη 100% (2 από 2)", "=Ελένη", "Φωτογράφος", "Δίπλωμα οδήγησης"} {
		if !strings.Contains(said(seen), want) {
			t.Errorf("no %q in %s", want, said(seen))
		}
	}
	csv := h.get("/studio/statement.csv").Body.String()
	if !strings.Contains(csv, ";'=Ελένη;") || strings.Count(csv, "\n") != 3 {
		t.Errorf("of the owner: %q", csv)
	}
	for _, secret := range []string{"Παπαδοπούλου", "0001", "0002", "upl_"} {
		if strings.Contains(csv, secret) || strings.Contains(said(seen), secret) {
			t.Errorf("the statement knows %q", secret)
		}
	}
	h.as("kostas", photo.RolePhotographer)
	if page := said(h.get("/studio/statement")); !strings.Contains(page, "Καμία μεταφόρτωση") {
		t.Errorf("another studio: %s", page)
	}
}

func TestStatementRefusesPeriodsWithTheRemedy(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	for query, want := range map[string]string{
		"from=2026-11-21&to=2026-11-20": "Η τελευταία ημέρα είναι πριν από την πρώτη",
		"from=2024-01-01&to=2026-01-01": "το πολύ ένα έτος",
		"from=x":                        "ημερομηνία",
	} {
		seen := h.get("/studio/statement?" + query)
		if seen.Code != http.StatusUnprocessableEntity || !strings.Contains(said(seen), want) {
			t.Errorf("%s: %d %s", query, seen.Code, said(seen))
		}
		if file := h.get("/studio/statement.csv?" + query); file.Code == http.StatusOK {
			t.Errorf("%s has a file", query)
		}
	}
	for _, query := range []string{"from=2026-01-01&to=2026-12-31", "from=&to=", "from=1/1/2026&to=2/1/2026"} {
		if seen := h.get("/studio/statement?" + query); seen.Code != http.StatusOK {
			t.Errorf("%s: %d %s", query, seen.Code, said(seen))
		}
	}
}
