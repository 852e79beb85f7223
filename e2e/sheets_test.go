package e2e_test

import (
	"testing"
)

// A sheet for the wall of a studio is one sheet of paper for each office.
func TestSpecificationSheets(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t)
	v.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	for _, id := range []string{"driving-licence", "identity-card", "passport", "academic-id", "tachograph-card"} {
		v.inBoth(func() {
			v.visit("/studio/specs/" + id)
			if n := v.Sheets(); n != 1 {
				t.Errorf("%s takes %d sheets in %s", id, n, v.lang)
			}
			v.inspect("sheet/" + id)
		})
	}
	v.tour("empty", "/studio/statement")
	v.upload()
	v.tour("", "/studio/statement")
	v.refused("statement", func() {
		v.visit("/studio/statement?from=2026-02-01&to=2026-01-01")
	})
}
