package service_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a citizen or a studio does is written only while the session lives; a write
// that does not ask would commit after a sign-out.
func TestDesksOfPeopleWriteOnlyInALiveSession(t *testing.T) {
	t.Parallel()
	asking := 0
	// What begins before the session is kept, ends it, or is of the service itself.
	unasked := map[string]int{"signin/eligibility.go": 1, "signin/otp.go": 1, "signin/sessions.go": 1, "signin/signin.go": 1, "custody/acting.go": 1}
	for _, desk := range []string{"citizen", "consent", "custody", "studio", "signin"} {
		files, err := filepath.Glob(filepath.Join(desk, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatal(desk, err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			asking += strings.Count(string(text), "Store.WriteSignedIn(") + strings.Count(string(text), "Store.WriteActing(")
			if desk := filepath.Dir(name); (desk == "citizen" || desk == "consent") && strings.Contains(string(text), "Store.WriteSignedIn(") {
				t.Errorf("%s writes without asking whether a custodian still is one", name)
			}
			if n := strings.Count(string(text), "Store.Write("); n != unasked[name] {
				t.Errorf("%s writes %d times without asking for the session, want %d", name, n, unasked[name])
			}
		}
	}
	if asking < 15 {
		t.Errorf("only %d writes ask for the session", asking)
	}
}
