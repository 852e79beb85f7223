package tree

import (
	"os"
	"path/filepath"
	"testing"
)

// Path returns the absolute path of a file, given by its path elements from the
// root of the repository. It fails the test when the root cannot be found.
func Path(tb testing.TB, elements ...string) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatalf("find the repository: %v", err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(append([]string{dir}, elements...)...)
		}
		if dir == filepath.Dir(dir) {
			tb.Fatal("find the repository: no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}
