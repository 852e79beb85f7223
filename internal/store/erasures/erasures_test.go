package erasures_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store/erasures"
)

// Without this a full disk or a loss of power in the middle of a line would
// swallow the next erasure too, and a restored backup would show it again.
func TestLineCutShortSpoilsNoOther(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "erasures.log")
	list := erasures.Open(path)
	if err := list.Begin(); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	first, second, third := string(photo.NewUploadID()), string(photo.NewFileID()), string(photo.NewUploadID())
	add := func(ids ...string) {
		t.Helper()
		for _, id := range ids {
			if err := list.Append(id, at); err != nil {
				t.Fatal(err)
			}
		}
	}
	add(first, second)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, info.Size()-10); err != nil {
		t.Fatal(err)
	}
	add(second, third)
	var seen []string
	if err := list.Each(func(id string) error {
		seen = append(seen, id)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{first, second, third} {
		if !slices.Contains(seen, id) {
			t.Errorf("%s is not on the list %v", id, seen)
		}
	}
}

// A list that begins anew where one was lost would let a restored database show
// again what was on the lost one.
func TestListThatIsGoneIsNotBegunAnew(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "erasures.log")
	list := erasures.Open(path)
	if err := list.Begin(); err != nil {
		t.Fatal(err)
	}
	id, none := string(photo.NewUploadID()), func(string) error { return nil }
	if err := errors.Join(list.Check(), list.Append(id, time.Now()), list.Each(none)); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{"append": list.Append(id, time.Now()), "check": list.Check(), "each": list.Each(none)} {
		if !errors.Is(err, erasures.ErrMissing) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := os.Lstat(path); err == nil {
		t.Error("there is a new list")
	}
}
