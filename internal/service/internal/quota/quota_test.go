package quota_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/service/internal/quota"
	"myphoto/internal/store"
)

var noon = time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)

func open(t *testing.T, now func() time.Time) (*quota.Quota, *store.Store) {
	t.Helper()
	s, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "test.db"), now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return quota.New(s, now), s
}

// Otherwise guessing would be free: the act that follows the try is refused.
func TestSpentTrySurvivesARollback(t *testing.T) {
	t.Parallel()
	q, s := open(t, func() time.Time { return noon })
	tries := store.Counter{Kind: "test", Key: []byte("maria"), Period: "2026-11-21"}
	refused := errors.New("refused")
	for n := 2; n >= 0; n-- {
		if left, err := q.Spend(t.Context(), tries, 3); err != nil || !left {
			t.Fatalf("spend: %t, %v", left, err)
		}
		if err := s.WriteUnlogged(t.Context(), func(*store.Tx) error { return refused }); !errors.Is(err, refused) {
			t.Fatal(err)
		}
		if left, err := q.Left(t.Context(), tries, 3); err != nil || left != n {
			t.Errorf("%d left, want %d; %v", left, n, err)
		}
	}
	if left, err := q.Spend(t.Context(), tries, 3); err != nil || left {
		t.Errorf("a fourth try: %t, %v", left, err)
	}
}

func TestConcurrentTriesGetNoMoreThanTheLimit(t *testing.T) {
	t.Parallel()
	q, _ := open(t, func() time.Time { return noon })
	tries := store.Counter{Kind: "test", Key: []byte("maria"), Period: "2026-11-21"}
	var won atomic.Int32
	var running sync.WaitGroup
	for range 12 {
		running.Go(func() {
			left, err := q.Spend(t.Context(), tries, 5)
			if err != nil {
				t.Error(err)
			}
			if left {
				won.Add(1)
			}
		})
	}
	running.Wait()
	if won.Load() != 5 {
		t.Errorf("%d tries, want 5", won.Load())
	}
}

// The header of a refusal must say what its sentence says.
func TestFileWithoutAPlaceIsAskedForInHalfAMinute(t *testing.T) {
	t.Parallel()
	q, _ := open(t, func() time.Time { return noon })
	for range 256 {
		if _, err := q.Send(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	left, leave := context.WithCancel(t.Context())
	leave() // nobody waits for a place
	_, err := q.Send(left)
	if refusal, ok := photo.RefusalIn(err); !ok || refusal.Code != "busy.files" || refusal.RetryAfter != 30*time.Second {
		t.Errorf("%v: %+v", err, refusal)
	}
}

// The ledger must show who comes too often, and must not be flooded.
func TestRefusalIsRecordedOnceAMinuteForEachActor(t *testing.T) {
	t.Parallel()
	now := noon
	q, _ := open(t, func() time.Time { return now })
	for i, c := range []struct {
		actor    string
		recorded bool
	}{{"maria", true}, {"maria", false}, {"giorgos", true}, {"maria", false}, {"maria", true}} {
		if i == 4 {
			now = now.Add(time.Minute)
		}
		event := &ledger.Event{Act: "test", Actor: c.actor, Role: "citizen", Facts: map[string]string{}}
		if err := q.TooOften(t.Context(), event, time.Second); !errors.Is(err, photo.ErrTooManyRequests) {
			t.Errorf("%s: %v", c.actor, err)
		}
		if recorded := event.ID != ""; recorded != c.recorded {
			t.Errorf("refusal %d, of %s: recorded %t", i, c.actor, recorded)
		}
	}
}
