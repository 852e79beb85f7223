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

// Cancel ends a retrieval within [photo.CancelWithin]. A one-time grant is given
// back when no item was completely sent; Cancel reports whether it was given back.
// It returns [photo.ErrMoved] while bytes may still be on their way.
func (s *Service) Cancel(ctx context.Context, who photo.Application, id photo.RetrievalID, key string) (back bool, err error) {
	event := journal.ByApplication(journal.CancelRetrieval, who)
	event.Retrieval = journal.ID(id)
	if err := s.checkRefused(ctx, event, who); err != nil {
		return false, err
	}
	defer func() { s.countRefused(who, err) }()
	request := idempotency.Request{Scope: "cancel/" + string(who.ID) + "/" + string(id), Key: key}
	err = s.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		if _, err := active(ctx, tx, who.ID); err != nil {
			return err
		}
		found, err := s.config.Replies.Lookup(ctx, tx, request, &back)
		if err != nil {
			return err
		}
		if found {
			return idempotency.ErrRepeated
		}
		if back, err = s.cancel(ctx, tx, event, who, id); err != nil {
			return err
		}
		request.Upload = photo.UploadID(event.Upload)
		return s.config.Replies.Save(ctx, tx, request, back)
	})
	if errors.Is(err, idempotency.ErrRepeated) {
		return back, nil
	}
	return back, err
}

// cancel cancels a retrieval inside its transaction; [idempotency.ErrRepeated] when
// it is cancelled already, with what holds now of its one-time grant.
func (s *Service) cancel(
	ctx context.Context, tx *store.Tx, event *ledger.Event, who photo.Application, id photo.RetrievalID,
) (back bool, err error) {
	r, err := tx.Retrieval(ctx, id, who.ID)
	if err != nil {
		return false, store.NotFoundOr(photo.ErrNotAuthorised, "retrieval", err)
	}
	event.Subject, event.Upload, event.Grant = string(r.Subject), string(r.Upload), string(r.Grant)
	if r.StateAt(s.config.Now()) == photo.RetrievalCancelled {
		grant, err := tx.Grant(ctx, r.Grant)
		if err != nil {
			return false, fmt.Errorf("load grant: %w", err)
		}
		return grant.Mode == photo.Once && grant.State == photo.GrantLive, idempotency.ErrRepeated
	}
	if err := r.Allows(photo.CancelRetrieval, s.config.Now()); err != nil {
		return false, err
	}
	switch sending, err := s.sending(ctx, tx, r); {
	case err != nil:
		return false, err
	case sending:
		return false, photo.ErrMoved.WithRetryAfter(photo.SendingTTL)
	}
	if err := tx.CancelRetrieval(ctx, id, s.config.Now()); err != nil {
		return false, fmt.Errorf("cancel retrieval: %w", err)
	}
	return s.settle(ctx, tx, event, r)
}

// sending reports whether bytes of a one-time retrieval may still be on their way:
// an attempt began within [photo.SendingTTL], and no item was completely sent.
func (s *Service) sending(ctx context.Context, tx *store.Tx, r photo.Retrieval) (bool, error) {
	if r.Settled || r.Fetched {
		return false, nil
	}
	return tx.HasAttemptSince(ctx, r.ID, s.config.Now().Add(-photo.SendingTTL))
}

// settle settles a one-time retrieval: a grant of which no file was completely sent
// is given back, once, while its association is current and no other live grant has
// replaced it. settle reports whether it was given back, also as a fact of the event.
func (s *Service) settle(ctx context.Context, tx *store.Tx, event *ledger.Event, r photo.Retrieval) (bool, error) {
	delete(event.Facts, "given_back") // of a try that was rolled back
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
		return false, nil //nolint:nilerr // revoked, ended or already given back: there is nothing to give back
	}
	_, err = tx.LiveGrant(ctx, grant.Subject, grant.Application, grant.Purpose)
	if !errors.Is(err, store.ErrNotFound) {
		return false, err
	}
	err = tx.SaveGrant(ctx, grant, revived)
	if errors.Is(err, store.ErrStale) {
		return false, nil // another act ended it at the same time
	}
	if err == nil {
		event.Facts["given_back"] = "true"
	}
	return err == nil, err
}

// batch is how many retrievals are loaded at once.
const batch = 100

// Settle settles one-time retrievals whose [photo.RetrievalTTL] is over, gives back
// the grants of which no file was completely sent, and returns the number of
// settled retrievals. One that fails is skipped and tried again in the next run.
func (s *Service) Settle(ctx context.Context) (int, error) {
	var failed failures
	done, left := 0, 0 // what is left unsettled comes first in the order of the query, so it is skipped
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
			if errors.Is(err, store.ErrNothing) {
				continue
			}
			failed.add(fmt.Errorf("settle %s: %w", r.ID, err))
			if errors.Is(err, photo.ErrUnavailable) {
				return done, failed.all() // the retrieval is not the cause: the others would fail too
			}
		}
		if len(waiting) < batch {
			break
		}
	}
	return done, errors.Join(ctx.Err(), failed.all())
}

// unsettled returns the next retrievals to settle, after skipping the first skip.
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

// settleOne settles one retrieval; [store.ErrNothing] while its bytes may still be
// on their way, and when it was settled meanwhile.
func (s *Service) settleOne(ctx context.Context, r photo.Retrieval) error {
	event := journal.BySystem(journal.SettleRetrieval)
	event.Application, event.Retrieval = string(r.Application), string(r.ID)
	return s.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		fresh, err := tx.Retrieval(ctx, r.ID, r.Application)
		if err != nil {
			return fmt.Errorf("load retrieval: %w", err)
		}
		event.Subject, event.Upload, event.Grant = string(fresh.Subject), string(fresh.Upload), string(fresh.Grant)
		switch sending, err := s.sending(ctx, tx, fresh); {
		case err != nil:
			return err
		case sending, fresh.Settled:
			return store.ErrNothing
		}
		_, err = s.settle(ctx, tx, event, fresh)
		return err
	})
}

// failures collects the errors of one run: the first maxFailures, and the number of
// all.
type failures struct {
	first []error
	count int
}

const maxFailures = 10 // errors that are reported in full

func (f *failures) add(err error) {
	if f.count++; len(f.first) < maxFailures {
		f.first = append(f.first, err)
	}
}

// all returns the collected errors as one, nil when there are none.
func (f *failures) all() error {
	if f.count == 0 {
		return nil
	}
	return fmt.Errorf("%d failed: %w", f.count, errors.Join(f.first...))
}
