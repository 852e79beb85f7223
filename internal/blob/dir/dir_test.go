package dir_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"myphoto/internal/blob"
	"myphoto/internal/blob/blobtest"
	"myphoto/internal/blob/dir"
)

func open(t *testing.T, now func() time.Time) (*dir.Dir, string) {
	t.Helper()
	root := filepath.Join(t.TempDir(), "files")
	d, err := dir.Open(root, now)
	if err != nil {
		t.Fatal(err)
	}
	return d, root
}

func TestDirKeepsTheContract(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blob.Backend {
		d, _ := open(t, time.Now)
		return d
	})
}

// Without the clean-up, every power cut during an upload would leave
// ciphertext on the disk for ever.
func TestRemainsOfInterruptedPutsGoAfterADay(t *testing.T) {
	tomorrow := func() time.Time { return time.Now().Add(25 * time.Hour) }
	for _, c := range []struct {
		name string
		now  func() time.Time
		left int
	}{{"today", time.Now, 1}, {"tomorrow", tomorrow, 0}} {
		d, root := open(t, c.now)
		left := filepath.Join(root, "fil_x123.part")
		if err := os.WriteFile(left, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := d.List(t.Context(), func(blob.Entry) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if found, _ := filepath.Glob(left); len(found) != c.left {
			t.Errorf("%s: %d remains, want %d", c.name, len(found), c.left)
		}
	}
}
