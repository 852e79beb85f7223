package sqlite_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/store"
	"myphoto/internal/store/sqlite"
	"myphoto/internal/store/storetest"
)

// database is a store with the engine under it.
type database struct {
	*store.Store
	engine *sqlite.DB
}

func open(t *testing.T) database {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "a b?.db"))
}

func openAt(t *testing.T, path string) database {
	t.Helper()
	e, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	s := store.New(e, storetest.Now)
	storetest.Authenticate(s)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return database{s, e}
}

func TestSQLiteKeepsTheContract(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) *store.Store { return open(t).Store })
}

// held lets one act keep its turn until all the others wait for theirs, and
// returns the result of each of them.
func held(t *testing.T, s database, others []func() error) []error {
	t.Helper()
	inside, release := make(chan struct{}), make(chan struct{})
	results := make([]error, len(others))
	var running sync.WaitGroup
	running.Go(func() {
		err := s.WriteUnlogged(t.Context(), func(*store.Tx) error {
			close(inside)
			<-release
			return nil
		})
		if err != nil {
			t.Logf("the first got %v", err)
		}
	})
	<-inside
	for n, f := range others {
		running.Go(func() { results[n] = f() })
	}
	for s.engine.Waiting() < int64(len(others)) {
		runtime.Gosched()
	}
	close(release)
	running.Wait()
	return results
}

// TestActsThatWaitShareOneCommit: a disk that needs a millisecond for a commit
// would otherwise limit the whole service to some hundred acts a second. No
// caller may learn of success before that commit.
func TestActsThatWaitShareOneCommit(t *testing.T) {
	t.Parallel()
	s := open(t)
	const many = 20
	committed := func() (n int64, err error) { // as another connection sees it
		err = s.Read(t.Context(), func(tx *store.Tx) error {
			kept, err := tx.Messages(t.Context(), "")
			n = int64(len(kept))
			return err
		})
		return n, err
	}
	now := storetest.Now()
	act := func() error {
		err := s.WriteUnlogged(t.Context(), func(tx *store.Tx) error {
			err := tx.CreateMessage(t.Context(), store.Message{
				ID: photo.NewID("msg_"), Kind: "x", Channel: "sms", RunAt: now, GiveUpAt: now, CreatedAt: now,
			})
			if n, fault := committed(); n != 0 || err != nil || fault != nil {
				t.Errorf("%d acts were committed while others of them waited (%v, %v)", n, err, fault)
			}
			return err
		})
		if n, fault := committed(); n != many || fault != nil {
			t.Errorf("an act returned when %d of %d were committed (%v)", n, many, fault)
		}
		return err
	}
	for n, err := range held(t, s, slices.Repeat([]func() error{act}, many)) {
		if err != nil {
			t.Errorf("act %d: %v", n, err)
		}
	}
}

// TestFullDiskFailsAllInTheCommit: success reported to an act whose commit
// failed would be a broken promise.
func TestFullDiskFailsAllInTheCommit(t *testing.T) {
	t.Parallel()
	s := open(t)
	if err := s.engine.Pragma(t.Context(), "PRAGMA max_page_count=1"); err != nil { // as many as there are
		t.Fatal(err)
	}
	large := func(tx *store.Tx) error {
		return tx.CreateSignIn(t.Context(), store.SignIn{
			State: []byte(photo.NewID("x_")), Browser: make([]byte, 100_000), Provider: "x",
		}, storetest.Now())
	}
	ids := []photo.SubjectID{photo.NewSubjectID(), photo.NewSubjectID(), photo.NewSubjectID(), photo.NewSubjectID()}
	acts := make([]func() error, len(ids))
	for n, id := range ids {
		acts[n] = func() error {
			return s.WriteUnlogged(t.Context(), func(tx *store.Tx) error {
				var first error
				if n == len(ids)-1 {
					first = large(tx)
				}
				// After a failure nothing more may reach the disk, not even by itself.
				return errors.Join(first, storetest.AddSubject(t.Context(), tx, id))
			})
		}
	}
	results := held(t, s, acts)
	if last := results[len(acts)-1]; !errors.Is(last, photo.ErrUnavailable) {
		t.Errorf("a full disk is reported as %v", last)
	}
	if err := s.engine.Pragma(t.Context(), "PRAGMA max_page_count=1000000"); err != nil {
		t.Fatal(err)
	}
	for n, id := range ids {
		if kept := storetest.Known(t, s.Store, id); kept != (results[n] == nil) {
			t.Errorf("act %d got %v; kept: %t", n, results[n], kept)
		}
		if results[n] != nil && !errors.Is(results[n], photo.ErrUnavailable) {
			t.Errorf("act %d got %v", n, results[n])
		}
	}
	if err := s.WriteUnlogged(t.Context(), large); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

// TestActIsOverWhenItIsOver: a statement that comes late would land in
// somebody else's act.
func TestActIsOverWhenItIsOver(t *testing.T) {
	t.Parallel()
	s := open(t)
	var kept *store.Tx
	err := s.WriteUnlogged(t.Context(), func(tx *store.Tx) error {
		kept = tx
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	id := photo.NewSubjectID()
	if err := storetest.AddSubject(t.Context(), kept, id); err == nil || storetest.Known(t, s.Store, id) {
		t.Errorf("a late statement: %v", err)
	}
	if _, err := kept.Upload(t.Context(), photo.NewUploadID()); err == nil || errors.Is(err, store.ErrNotFound) {
		t.Errorf("a late query: %v", err)
	}
}

// TestSuccessMeansCommitted: another program that opens the file finds the act.
func TestSuccessMeansCommitted(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "one.db")
	s, id := openAt(t, path), photo.NewSubjectID()
	add := func(tx *store.Tx) error { return storetest.AddSubject(t.Context(), tx, id) }
	if err := s.WriteUnlogged(t.Context(), add); err != nil {
		t.Fatal(err)
	}
	if other := openAt(t, path); !storetest.Known(t, other.Store, id) {
		t.Error("a second look at the file does not find it")
	}
}

// A copy on a read-only disk must be verifiable, and verifying must change nothing.
func TestDatabaseOpenedToReadIsNotChanged(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "copy.db")
	e, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	s := store.New(e, storetest.Now)
	err = s.Write(t.Context(), storetest.Event(), func(*store.Tx) error { return nil })
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if e, err = sqlite.OpenReadOnly(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	s = store.New(e, storetest.Now)
	if n := storetest.Events(t, s); n != 1 {
		t.Errorf("%d events", n)
	}
	if err := s.WriteUnlogged(t.Context(), func(*store.Tx) error { return nil }); !errors.Is(err, photo.ErrUnavailable) {
		t.Errorf("written: %v", err)
	}
	if err := errors.Join(s.Truncate(t.Context()), s.Close()); err != nil {
		t.Error(err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed: %v", err)
	}
	if _, err := sqlite.OpenReadOnly(t.Context(), path+".none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
}
