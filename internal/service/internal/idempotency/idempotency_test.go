package idempotency_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/idempotency"
	"myphoto/internal/store"
	"myphoto/internal/store/counts"
)

var noon = time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)

// desk answers requests with the number of their effect.
type desk struct {
	store   *store.Store
	replies *idempotency.Replies
	effects atomic.Int32
}

func open(t *testing.T, now func() time.Time) *desk {
	t.Helper()
	s, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "test.db"), now)
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	hashes, err := seal.ParseHashKeys(seal.NewHashKeys())
	must(t, err)
	values, err := seal.NewGenerations(map[uint32]seal.Key{1: seal.NewKey()}, 1)
	must(t, err)
	return &desk{store: s, replies: &idempotency.Replies{Hashes: hashes, Values: values, Now: now}}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (d *desk) serve(ctx context.Context, r idempotency.Request) (reply int32, err error) {
	err = d.store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		if found, err := d.replies.Lookup(ctx, tx, r, &reply); err != nil || found {
			return err
		}
		reply = d.effects.Add(1)
		return d.replies.Save(ctx, tx, r, reply)
	})
	return reply, err
}

func request(_ *testing.T, scope, key string, content ...any) idempotency.Request {
	return idempotency.Request{Scope: scope, Key: key, Content: content}
}

func TestRepeatedRequestGetsTheFirstReply(t *testing.T) {
	t.Parallel()
	now := noon
	d := open(t, func() time.Time { return now })
	for _, c := range []struct {
		what  string
		r     idempotency.Request
		after time.Duration
		want  int32
	}{
		{"the first", request(t, "nikos", "k", "a", 1), 0, 1},
		{"the same", request(t, "nikos", "k", "a", 1), 0, 1},
		{"of somebody else", request(t, "kostas", "k", "a", 1), 0, 2},
		{"another key", request(t, "nikos", "l", "a", 1), 0, 3},
		{"without a key", request(t, "nikos", "", "a", 1), 0, 4},
		{"again without a key", request(t, "nikos", "", "a", 1), 0, 5},
		{"just within a day", request(t, "nikos", "k", "a", 1), counts.ReplyTTL - time.Second, 1},
		{"a day later", request(t, "nikos", "k", "a", 1), counts.ReplyTTL, 6},
		{"again after that", request(t, "nikos", "k", "a", 1), counts.ReplyTTL + time.Second, 6},
	} {
		now = noon.Add(c.after)
		if got, err := d.serve(t.Context(), c.r); err != nil || got != c.want {
			t.Errorf("%s: reply %d, want %d; %v", c.what, got, c.want, err)
		}
	}
}

func TestSameKeyWithOtherContentIsRefused(t *testing.T) {
	t.Parallel()
	d := open(t, func() time.Time { return noon })
	_, err := d.serve(t.Context(), request(t, "nikos", "k", "a", "bc"))
	must(t, err)
	for _, content := range [][]any{{"a"}, {"ab", "c"}, {"a", "bc", ""}} {
		if _, err := d.serve(t.Context(), request(t, "nikos", "k", content...)); !errors.Is(err, photo.ErrSameRequest) {
			t.Errorf("%q: %v", content, err)
		}
	}
	if n := d.effects.Load(); n != 1 {
		t.Errorf("%d effects", n)
	}
}

func TestConcurrentEqualRequestsHaveOneEffect(t *testing.T) {
	t.Parallel()
	d := open(t, func() time.Time { return noon })
	r := request(t, "nikos", "k", "a")
	var running sync.WaitGroup
	replies := make([]int32, 8)
	for i := range replies {
		running.Go(func() {
			var err error
			if replies[i], err = d.serve(t.Context(), r); err != nil {
				t.Error(err)
			}
		})
	}
	running.Wait()
	for _, reply := range replies {
		if reply != replies[0] {
			t.Fatalf("replies %v", replies)
		}
	}
}

// A telephone number is found from its unkeyed hash in minutes: what is kept of a
// content must need the key, and say nothing about two requests with the same one.
func TestKeptContentIsHashedWithKeyAndRequest(t *testing.T) {
	t.Parallel()
	d := open(t, func() time.Time { return noon })
	const mobile = "+306900000001"
	var kept [][]byte
	for _, key := range []string{"one", "two"} {
		r := request(t, "correct", key, mobile)
		_, err := d.serve(t.Context(), r)
		must(t, err)
		must(t, d.store.Read(t.Context(), func(tx *store.Tx) error {
			for _, scope := range d.replies.Hashes.All("idempotency", "correct\x00"+key) {
				reply, err := tx.Reply(t.Context(), scope, noon.Add(-time.Hour))
				must(t, err)
				kept = append(kept, reply.Fingerprint)
			}
			return nil
		}))
	}
	if len(kept) != 2 || bytes.Equal(kept[0], kept[1]) {
		t.Errorf("%d fingerprints, or equal ones", len(kept))
	}
	for _, guess := range []string{`["` + mobile + `"]`, `"` + mobile + `"`, mobile} {
		sum := sha256.Sum256([]byte(guess))
		for _, fingerprint := range kept {
			if bytes.Contains(fingerprint, sum[:]) {
				t.Errorf("kept as the hash of %s", guess)
			}
		}
	}
}
