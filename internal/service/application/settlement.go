package application

import (
	"context"
	"errors"
	"fmt"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/service/internal/idempotency"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/store"
)

// Cancel ends a retrieval within 24 hours. A one-time grant is given back if no
// item was completely sent; Cancel reports whether it was. While bytes may be on
// their way it is [photo.ErrMoved].
func (s *Service) Cancel(ctx context.Context, who photo.Application, id photo.RetrievalID, key string) (back bool, err error) {
	event := journal.ByApplication(journal.CancelRetrieval, who)
	event.Retrieval = journal.ID(id)
	request := idempotency.Request{Scope: "cancel/" + string(who.ID) + "/" + string(id), Key: key, Fingerprint: []byte{}}
	if who.Suspended {
		return false, s.config.Store.Refuse(ctx, event, photo.ErrSuspended)
	}
	err = s.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		if found, err := s.config.Replies.Lookup(ctx, tx, request, &back); err != nil || found {
			return errors.Join(err, idempotency.ErrRepeated)
		}
		if back, err = s.cancel(ctx, tx, event, who, id); err != nil {
			return err
		}
		return s.config.Replies.Save(ctx, tx, request, back)
	})
	if errors.Is(err, idempotency.ErrRepeated) && !photo.IsRefusal(err) {
		return back, nil
	}
	return back, err
}

func (s *Service) cancel(
	ctx context.Context, tx *store.Tx, event *ledger.Event, who photo.Application, id photo.RetrievalID,
) (back bool, err error) {
	r, err := tx.Retrieval(ctx, id, who.ID)
	if err != nil {
		return false, store.NotFoundOr(photo.ErrNotAuthorised, "retrieval", err)
	}
	event.Subject, event.Upload, event.Grant = string(r.Subject), string(r.Upload), string(r.Grant)
	if r.StateAt(s.config.Now()) == photo.RetrievalCancelled {
		return false, idempotency.ErrRepeated
	}
	if err := r.Allows(photo.CancelRetrieval, s.config.Now()); err != nil {
		return false, err
	}
	if sending, err := s.sending(ctx, tx, r); err != nil || sending {
		return false, errors.Join(err, photo.ErrMoved.WithRetryAfter(photo.SendingTTL))
	}
	first, err := tx.CancelRetrieval(ctx, id, s.config.Now())
	if err != nil {
		return false, fmt.Errorf("cancel retrieval: %w", err)
	}
	if !first {
		return false, idempotency.ErrRepeated
	}
	return s.settle(ctx, tx, r)
}

// sending reports whether bytes of a one-time retrieval may be on their way: an
// item was begun lately, and none has arrived whole.
func (s *Service) sending(ctx context.Context, tx *store.Tx, r photo.Retrieval) (bool, error) {
	if r.Settled || r.Fetched {
		return false, nil
	}
	return tx.HasAttemptSince(ctx, r.ID, s.config.Now().Add(-photo.SendingTTL))
}

// settle closes the account of a one-time retrieval: a grant whose files were
// never completely sent is given back, once, while the association still stands
// and no other grant took its place. It reports whether it was.
func (s *Service) settle(ctx context.Context, tx *store.Tx, r photo.Retrieval) (bool, error) {
	first, err := tx.SettleRetrieval(ctx, r.ID)
	if err != nil || !first || r.Fetched {
		return false, err
	}
	grant, err := tx.Grant(ctx, r.Grant)
	if err != nil {
		return false, fmt.Errorf("load grant: %w", err)
	}
	revived, err := grant.GiveBack()
	if err != nil {
		return false, nil //nolint:nilerr // revoked, ended or given back before: there is nothing to give back
	}
	_, err = tx.LiveGrant(ctx, grant.Subject, grant.Application, grant.Purpose)
	if !errors.Is(err, store.ErrNotFound) {
		return false, err
	}
	err = tx.SaveGrant(ctx, grant, revived)
	if errors.Is(err, store.ErrStale) {
		return false, nil // ended in this moment
	}
	return err == nil, err
}

// batch is how many retrievals are loaded at once.
const batch = 100

// Settle closes one-time retrievals whose ten minutes are over and gives back the
// grants whose files were never completely sent; it returns how many it closed.
// One that fails is skipped until the next turn.
func (s *Service) Settle(ctx context.Context) (int, error) {
	var failed failures
	done, left := 0, 0 // those left are the first of what waits, in its order
	for ctx.Err() == nil {
		waiting, err := s.unsettled(ctx, left)
		if err != nil {
			return done, errors.Join(err, failed.all())
		}
		for _, r := range waiting {
			err := s.settleOne(ctx, r)
			if err == nil {
				done++
				continue
			}
			left++
			if errors.Is(err, errNothing) {
				continue
			}
			failed.add(fmt.Errorf("settle %s: %w", r.ID, err))
			if errors.Is(err, photo.ErrUnavailable) {
				return done, failed.all() // not the retrieval's fault: the others would fail too
			}
		}
		if len(waiting) < batch {
			break
		}
	}
	return done, errors.Join(ctx.Err(), failed.all())
}

func (s *Service) unsettled(ctx context.Context, skip int) (waiting []photo.Retrieval, err error) {
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		waiting, err = tx.UnsettledRetrievals(ctx, s.config.Now().Add(-photo.RetrievalTTL), batch, skip)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("load retrievals: %w", err)
	}
	return waiting, nil
}

// settleOne closes one retrieval; errNothing while its bytes may be on their way.
func (s *Service) settleOne(ctx context.Context, r photo.Retrieval) error {
	event := journal.BySystem(journal.SettleRetrieval)
	event.Subject, event.Upload, event.Grant = string(r.Subject), string(r.Upload), string(r.Grant)
	event.Application, event.Retrieval = string(r.Application), string(r.ID)
	return s.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		fresh, err := tx.Retrieval(ctx, r.ID, r.Application)
		if err != nil {
			return fmt.Errorf("load retrieval: %w", err)
		}
		switch sending, err := s.sending(ctx, tx, fresh); {
		case err != nil:
			return err
		case sending:
			return errNothing
		}
		_, err = s.settle(ctx, tx, fresh)
		return err
	})
}

// failures collects what went wrong in one turn: the first few in full, the number
// of all.
type failures struct {
	first []error
	count int
}

const maxFailures = 10 // told in full

func (f *failures) add(err error) {
	if f.count++; len(f.first) < maxFailures {
		f.first = append(f.first, err)
	}
}

func (f *failures) all() error {
	if f.count == 0 {
		return nil
	}
	return fmt.Errorf("%d failed: %w", f.count, errors.Join(f.first...))
}
