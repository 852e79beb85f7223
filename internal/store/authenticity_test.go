package store_test

import (
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/store"
	"myphoto/internal/store/storetest"
)

// A record that somebody else changed is named as such: "moved" would let the owner
// try again for ever.
func TestForgedStudioIsNotCalledMoved(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "forged.db")
	s, err := store.Open(t.Context(), "sqlite:"+path, storetest.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	storetest.Authenticate(s)
	owner := photo.NewSubjectID()
	save := func(name byte) error {
		return s.WriteUnlogged(t.Context(), func(tx *store.Tx) error {
			return tx.SaveStudio(t.Context(), store.Studio{ID: "stu_1", Owner: owner, SealedName: []byte{name}}, storetest.Now())
		})
	}
	err = s.WriteUnlogged(t.Context(), func(tx *store.Tx) error { return storetest.AddSubject(t.Context(), tx, owner) })
	if err := errors.Join(err, save(1), save(2)); err != nil {
		t.Fatal(err)
	}
	pool, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if _, err := pool.ExecContext(t.Context(), `UPDATE studios SET sealed_name = x'09'`); err != nil {
		t.Fatal(err)
	}
	if err := save(3); !errors.Is(err, store.ErrForged) || errors.Is(err, photo.ErrMoved) {
		t.Errorf("saved over a forged studio: %v", err)
	}
}
