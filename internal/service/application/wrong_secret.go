package application

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/store"
)

// recordEvery is how often wrong secrets of one application are recorded.
const recordEvery = time.Minute

// wrongSecrets counts the wrong secrets of each registered application since they
// were last recorded. The zero value is ready for use.
type wrongSecrets struct {
	mu   sync.Mutex
	seen map[photo.ApplicationID]*wrongCount
}

type wrongCount struct {
	recorded time.Time
	since    int
}

// add counts one more, and returns how many there were since the last record when
// the next one is due.
func (w *wrongSecrets) add(id photo.ApplicationID, now time.Time) (count int, due bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.seen == nil {
		w.seen = map[photo.ApplicationID]*wrongCount{}
	}
	one := w.seen[id]
	if one == nil {
		one = &wrongCount{}
		w.seen[id] = one
	}
	if one.since++; now.Sub(one.recorded) < recordEvery {
		return 0, false
	}
	count, one.since, one.recorded = one.since, 0, now
	return count, true
}

// noteWrongSecret returns the refusal of a secret. When an application has the id that
// was given, it records and logs the first refusal in a minute, with the number of
// those since the last record. An id that nobody has is not kept: it may be anything
// that somebody typed.
func (s *Service) noteWrongSecret(ctx context.Context, who photo.Application, refusal error) error {
	if !errors.Is(refusal, photo.ErrUnauthenticated) {
		return refusal
	}
	known := false
	err := s.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
		known, err = tx.HasApplication(ctx, who.ID)
		return err
	})
	if err != nil {
		return fmt.Errorf("look for application: %w", err) // beside the refusal nobody would see it
	}
	if !known {
		return refusal
	}
	count, due := s.wrong.add(who.ID, s.config.Now())
	if !due {
		return refusal
	}
	event := journal.ByApplication(journal.IssueToken, who)
	event.Actor, event.Role = "", "" // somebody who says so
	event.Facts["attempts"] = strconv.Itoa(count)
	s.config.Log.WarnContext(ctx, "wrong secret of an application", "application", who.ID, "attempts", count)
	return s.config.Store.Refuse(ctx, event, refusal)
}
