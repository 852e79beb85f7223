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
	for _, desk := range []string{"citizen", "consent", "studio"} {
		files, err := filepath.Glob(filepath.Join(desk, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatal(desk, err)
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			asking += strings.Count(string(text), "Store.WriteSignedIn(")
			if !strings.HasSuffix(name, "_test.go") && strings.Contains(string(text), "Store.Write(") {
				t.Errorf("%s writes without asking for the session", name)
			}
		}
	}
	if asking < 15 {
		t.Errorf("only %d writes ask for the session", asking)
	}
}
