package store_test

import (
	"bytes"
	"maps"
	"path/filepath"
	"testing"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/store"
	"myphoto/internal/store/storetest"
)

func TestOpenRefusesAnyAddressButSQLite(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "postgres://x", "sqlite:" + t.TempDir()} {
		if s, err := store.Open(t.Context(), address, storetest.Now); err == nil {
			t.Errorf("%q was opened: %v", address, s.Close())
		}
	}
}

// An act that was refused may be tried again in another way, with the same event: what
// only its refusal is recorded with does not belong to it.
func TestRefusalLeavesTheFactsOfItsEvent(t *testing.T) {
	t.Parallel()
	now := storetest.Now()
	s, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "test.db"), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	var e *ledger.Event
	for range 3 {
		e = storetest.Event()
		e.Facts = map[string]string{"documents": "passport"}
		if err := s.RecordRefusal(t.Context(), e, photo.ErrForbidden); err != nil {
			t.Fatal(err)
		}
	}
	now = now.Add(time.Minute)
	if err := s.RecordRefusal(t.Context(), e, photo.ErrForbidden); err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(e.Facts, map[string]string{"documents": "passport"}) || e.Outcome != photo.ErrForbidden.Code {
		t.Errorf("the event became %+v", e)
	}
	err = s.Read(t.Context(), func(tx *store.Tx) error {
		row, err := tx.Event(t.Context(), e.ID)
		if !bytes.Contains(row.Body, []byte(`"repeated":"2"`)) {
			t.Errorf("recorded %s", row.Body)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
