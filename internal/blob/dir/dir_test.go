package dir_test

import (
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"myphoto/internal/blob"
	"myphoto/internal/blob/blobtest"
	"myphoto/internal/blob/dir"
)

func open(t *testing.T, now func() time.Time) (*dir.Dir, string) {
	t.Helper()
	root := filepath.Join(t.TempDir(), "files")
	return dir.Open(root, now), root
}

func openMarked(t *testing.T, now func() time.Time) (*dir.Dir, string) {
	t.Helper()
	d, root := open(t, now)
	if err := d.SetMark(t.Context(), "test"); err != nil {
		t.Fatal(err)
	}
	return d, root
}

func TestDirKeepsTheContract(t *testing.T) {
	t.Parallel()
	blobtest.Run(t, func(t *testing.T) blob.Backend {
		d, _ := open(t, time.Now)
		return d
	})
}

// Without the clean-up, every power cut during an upload would leave
// ciphertext on the disk for ever.
func TestRemainsOfInterruptedPutsGoAfterADay(t *testing.T) {
	t.Parallel()
	tomorrow := func() time.Time { return time.Now().Add(25 * time.Hour) }
	for _, c := range []struct {
		name string
		now  func() time.Time
		left int
	}{{"today", time.Now, 1}, {"tomorrow", tomorrow, 0}} {
		d, root := openMarked(t, c.now)
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

// An empty file finds room on a full disk, and a service must not report that
// it is ready while every upload fails. A limit on the size of files stands in
// for the disk.
func TestHealthNeedsRoomForBytes(t *testing.T) {
	d, root := openMarked(t, time.Now)
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 1024, Max: before.Max}); err != nil {
		t.Fatal(err)
	}
	full := d.Health(t.Context())
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	if full == nil {
		t.Error("healthy without room for a byte more than 1024")
	}
	if left, _ := filepath.Glob(filepath.Join(root, "*")); len(left) > 1 {
		t.Errorf("left behind: %v", left)
	}
	if err := d.Health(t.Context()); err != nil {
		t.Errorf("with room again: %v", err)
	}
}
