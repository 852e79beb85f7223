package admin

import (
	"context"
	"strconv"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/store"
)

// Ended is how much a command ended.
type Ended struct {
	Sessions int64
	Browsers int64 // in which the one-time code is asked again
}

// EndSessionsOf ends every session of a person at once, from the very next request
// on, also those of acts under way, and forgets the browsers in which the person
// gave a one-time code. It refuses "not-found" for a number of nobody, and the
// refusals of [photo.ParseTaxID].
func (s *Service) EndSessionsOf(ctx context.Context, taxID string) (Ended, error) {
	tax, fault := photo.ParseTaxID(taxID)
	if fault != nil {
		return Ended{}, fault
	}
	event := journal.ByCommand(journal.EndSession, s.config.By)
	return s.endSessions(ctx, event, func(tx *store.Tx) (n Ended, err error) {
		who, err := s.config.Subjects.Find(ctx, tx, subjects.TaxNumber(tax))
		if err != nil {
			return n, store.NotFoundOr(photo.ErrNotFound, "person", err)
		}
		event.Facts["whose"] = string(who)
		if n.Sessions, err = tx.EndOtherSessions(ctx, who, ""); err != nil {
			return n, err
		}
		n.Browsers, err = tx.ForgetBrowsers(ctx, who)
		return n, err
	})
}

// EndAllSessions does the same for everybody.
func (s *Service) EndAllSessions(ctx context.Context) (Ended, error) {
	event := journal.ByCommand(journal.EndSession, s.config.By)
	event.Facts["whose"] = "all"
	return s.endSessions(ctx, event, func(tx *store.Tx) (n Ended, err error) {
		if n.Sessions, err = tx.EndAllSessions(ctx); err != nil {
			return n, err
		}
		n.Browsers, err = tx.ForgetAllBrowsers(ctx)
		return n, err
	})
}

func (s *Service) endSessions(ctx context.Context, event *ledger.Event, end func(*store.Tx) (Ended, error)) (n Ended, err error) {
	err = s.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		if n, err = end(tx); err != nil {
			return err
		}
		event.Facts["sessions"], event.Facts["browsers"] = strconv.FormatInt(n.Sessions, 10), strconv.FormatInt(n.Browsers, 10)
		return nil
	})
	return n, err
}
