package people_test

import (
	"testing"

	"myphoto/internal/sandbox/people"
)

// A tax number that fails its checksum would be refused by the service before
// any register is asked, and the person could never be used in a story.
func TestEverybodyHasOneValidTaxNumber(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, p := range people.All() {
		if !people.ValidAFM(p.AFM) {
			t.Errorf("%s: AFM %s fails its checksum", p.User, p.AFM)
		}
		for _, key := range []string{p.User, p.AFM, p.Mobile, p.Email} {
			if other, taken := seen[key]; key != "" && taken {
				t.Errorf("%s and %s share %q", p.User, other, key)
			}
			seen[key] = p.User
		}
		if found, ok := people.ByAFM(p.AFM); !ok || found.User != p.User {
			t.Errorf("ByAFM(%s) = %q, %v", p.AFM, found.User, ok)
		}
	}
	if len(people.Everybody()) != 20 {
		t.Errorf("%d people; want the 14 of the documentation and the 6 of the registered children", len(people.Everybody()))
	}
}

func TestTaxNumberChecksum(t *testing.T) {
	t.Parallel()
	for afm, want := range map[string]bool{
		"094259216": true, "090165560": true, "123456783": true,
		"123456781": false, "000000000": false, "12345678": false, "12345678X": false, "": false,
	} {
		if got := people.ValidAFM(afm); got != want {
			t.Errorf("ValidAFM(%q) = %v", afm, got)
		}
	}
}
