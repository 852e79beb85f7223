package people_test

import (
	"testing"
	"time"

	"myphoto/internal/sandbox/people"
)

// A number that fails its checksum would be refused before a register is asked, and
// its trap would never be met.
func TestRegisteredPeopleHaveNumbersOfTheirOwn(t *testing.T) {
	t.Parallel()
	users := map[string]bool{}
	for _, p := range people.Everybody() {
		users[p.User] = true
	}
	seen := map[string]bool{}
	for _, e := range people.Registered() {
		for _, amka := range append([]string{e.AMKA}, e.Former...) {
			if amka != "" && !people.ValidAMKA(amka) {
				t.Errorf("%s: ΑΜΚΑ %s fails its checksum", e.Name, amka)
			}
		}
		if e.AFM != "" && !people.ValidAFM(e.AFM) || e.PAAYPA != "" && len(e.PAAYPA) != 11 {
			t.Errorf("%s: %s, %s", e.Name, e.AFM, e.PAAYPA)
		}
		for _, number := range append([]string{e.AMKA, e.PAAYPA, e.AFM}, e.Former...) {
			if number != "" && seen[number] {
				t.Errorf("%s has the number of somebody else", e.Name)
			}
			seen[number] = true
		}
		if _, err := time.Parse(time.DateOnly, e.Birth); err != nil || e.InForce() == "" {
			t.Errorf("%s: born %q, number %q", e.Name, e.Birth, e.InForce())
		}
		for _, c := range e.Custodians {
			if !users[c.User] {
				t.Errorf("%s: custodian %s cannot sign in", e.Name, c.User)
			}
		}
	}
}

func TestCustodyIsThatOfTheDocumentation(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		user, amka string
		want       people.Custody
	}{
		{"maria", "15061200018", people.Joint},
		{"giorgos", "15061200018", people.Joint},
		{"maria", "15061200026", people.Sole},
		{"giorgos", "15061200026", people.None},
		{"vasso", "01030900011", people.Sole},
		{"maria", "01030900011", people.None},
	} {
		e, found := people.ByNumber(c.amka, "", "")
		if got := e.Of(c.user); !found || got != c.want {
			t.Errorf("%s of %s: %s, found %v", c.user, c.amka, got, found)
		}
	}
	if _, found := people.ByNumber("", "", ""); found {
		t.Error("no number finds somebody")
	}
}
