package sqlite_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/store"
)

// Without this a copy of the database file, taken while the service is
// stopped, would lack what was written last.
func TestClosedDatabaseIsOneFile(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s, err := store.Open(t.Context(), "sqlite:"+filepath.Join(folder, "myphoto.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		event := &ledger.Event{Act: "test", Actor: "service", Role: "service"}
		if err := s.Write(t.Context(), event, func(*store.Tx) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if err := s.Write(t.Context(), event, func(*store.Tx) error { return photo.ErrMoved }); err == nil {
			t.Fatal("a refusal was lost")
		}
	}
	if err := s.Read(context.Background(), func(tx *store.Tx) error {
		_, err := tx.CountWaitingEvents(t.Context())
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 {
		t.Errorf("%v", entries)
	}
}
