package subjects_test

import (
	"errors"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/store"
)

const tax photo.TaxID = "123456783"

var noon = time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, hashKeys []byte) (*subjects.Subjects, *store.Store) {
	t.Helper()
	now := func() time.Time { return noon }
	s, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "test.db"), now)
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	hashes, err := seal.ParseHashKeys(hashKeys)
	must(t, err)
	values, err := seal.NewGenerations(map[uint32]seal.Key{1: seal.NewKey()}, 1)
	must(t, err)
	rows := seal.NewAuthenticator(seal.NewKey())
	s.Authenticate(rows, nil)
	return &subjects.Subjects{Hashes: hashes, Values: values, Rows: rows, Now: now}, s
}

func findOrCreate(t *testing.T, people *subjects.Subjects, s *store.Store) (id photo.SubjectID) {
	t.Helper()
	err := s.WriteUnlogged(t.Context(), func(tx *store.Tx) (err error) {
		id, err = people.FindOrCreate(t.Context(), tx, subjects.TaxNumber(tax))
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return id
}

func TestRacersForOneTaxNumberMakeOneSubject(t *testing.T) {
	t.Parallel()
	people, s := open(t, seal.NewHashKeys())
	ids := make([]photo.SubjectID, 8)
	var running sync.WaitGroup
	for i := range ids {
		running.Go(func() { ids[i] = findOrCreate(t, people, s) })
	}
	running.Wait()
	if all := slices.Compact(ids); len(all) != 1 || all[0] == "" {
		t.Errorf("subjects %v", all)
	}
}

// A person must stay the same when the look-up keys are rotated, and be unknown
// under keys that were never used.
func TestSubjectIsFoundUnderEveryLiveHashKey(t *testing.T) {
	t.Parallel()
	keys := seal.NewHashKeys()
	people, s := open(t, keys)
	first := findOrCreate(t, people, s)
	rotated, err := seal.ParseHashKeys(append(seal.NewHashKeys(), keys...))
	must(t, err)
	people.Hashes = rotated
	if again := findOrCreate(t, people, s); again != first {
		t.Errorf("after a rotation %s became %s", first, again)
	}
	must(t, s.Read(t.Context(), func(tx *store.Tx) error {
		if digits, err := people.TaxID(t.Context(), tx, first); err != nil || digits != tax {
			t.Errorf("tax number %q, %v", digits, err)
		}
		people.Hashes, err = seal.ParseHashKeys(seal.NewHashKeys())
		must(t, err)
		if id, err := people.Find(t.Context(), tx, subjects.TaxNumber(tax)); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("under an unrelated key: %s, %v", id, err)
		}
		return nil
	}))
}
