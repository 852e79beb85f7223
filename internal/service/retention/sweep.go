package retention

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/service/internal/failpoint"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/store"
	"myphoto/internal/store/counts"
)

// Sweep applies all retention rules once, and returns a row for each. It erases the
// due uploads one by one, then ends contacts, grants, the bodies of old events and
// old records, deletes the bytes of erased files, and purges what sign-ins and
// requests leave behind. A failing upload is logged and does not stop the next one.
// Several machines may run a sweep at once.
func (s *Service) Sweep(ctx context.Context) ([]RuleCount, error) {
	rows, err := s.sweepUploads(ctx)
	if err != nil {
		return rows, err
	}
	for _, step := range s.steps() {
		done, err := step.run(ctx)
		if ctx.Err() != nil {
			return rows, ctx.Err() // the program stops; the sweep at the next start continues
		}
		row := RuleCount{Rule: step.rule, Due: done, Erased: done}
		if err != nil {
			row.Failed++
			s.config.Log.ErrorContext(ctx, "sweep", "rule", step.rule, "error", err)
		}
		rows = append(rows, row)
	}
	for _, p := range counts.Purges() {
		var done int64
		err := s.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) (err error) {
			done, err = tx.Purge(ctx, p, s.config.Now())
			return err
		})
		if err != nil {
			return rows, fmt.Errorf("purge %s: %w", p, err)
		}
		rows = append(rows, RuleCount{Rule: string(p), Due: int(done), Erased: int(done)})
	}
	if err := s.config.Store.Truncate(ctx); err != nil {
		return rows, err
	}
	if !slices.ContainsFunc(rows, func(row RuleCount) bool { return row.Failed > 0 }) {
		now := s.config.Now()
		s.last.Store(&now)
	}
	return rows, nil
}

// step is a rule of the sweep whose failure does not stop the next one.
type step struct {
	rule string
	run  func(context.Context) (int, error)
}

// The rules of the steps that are not of the tables of records.
const (
	stepContacts    = "contacts"
	stepGrants      = "grants"
	stepTickets     = "tickets"
	stepRetrievals  = "retrievals"
	stepFiles       = "files"
	stepErasureList = "erasure-list"
)

func (s *Service) steps() []step {
	list := []step{
		{stepContacts, s.blankContacts},
		{stepGrants, s.expireGrants},
		{stepTickets, s.expireTickets},
		{stepRetrievals, s.config.Settle},
		{ledgerBodies, s.forgetEvents},
		{stepFiles, s.config.Vault.DeleteFiles},
		{stepErasureList, s.config.Vault.AppendErasureList},
	}
	for _, kind := range photo.RecordKinds() {
		list = append(list, step{string(kind), func(ctx context.Context) (int, error) { return s.endRecords(ctx, kind) }})
	}
	return list
}

// sweepUploads erases the uploads that are due by the rules of the retention table.
// An upload that fails stays due and is skipped.
func (s *Service) sweepUploads(ctx context.Context) ([]RuleCount, error) {
	t := newTable()
	for failed := 0; ; {
		var ids []photo.UploadID
		limit := batch + failed
		err := s.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
			ids, err = tx.DueUploads(ctx, s.config.Now(), limit)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("load due uploads: %w", err)
		}
		for _, id := range ids[min(failed, len(ids)):] {
			err := s.expire(ctx, id, t)
			if ctx.Err() != nil {
				return t.rows(), ctx.Err()
			}
			if err != nil {
				s.config.Log.ErrorContext(ctx, "erase", "upload", id, "error", err)
				failed++
			}
			s.config.Failpoint(failpoint.SweepBetween)
		}
		if len(ids) < limit {
			return t.rows(), nil
		}
	}
}

// expire erases one due upload.
func (s *Service) expire(ctx context.Context, id photo.UploadID, t table) error {
	event := journal.BySystem(journal.EraseByRetention)
	event.Upload = string(id)
	var line *RuleCount
	err := s.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		u, err := tx.Upload(ctx, id)
		if err != nil {
			return fmt.Errorf("load upload: %w", err)
		}
		if _, err := u.Expire(s.config.Now()); err != nil {
			return store.ErrNothing // erased meanwhile, or due only by a former rule
		}
		line = t.rowFor(u.Upload)
		event.Subject, event.Studio, event.Facts["rule"] = string(u.Subject), string(u.Studio), line.Rule
		return tx.EraseUpload(ctx, u, line.Rule, s.config.Now())
	})
	if errors.Is(err, store.ErrNothing) {
		return s.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) error { return tx.RefreshDueDate(ctx, id) })
	}
	if line != nil {
		line.Due++
		if err == nil {
			line.Erased++
		} else {
			line.Failed++
		}
	}
	return err
}

// blankContacts erases the contacts that studios typed and whose time is over, and
// returns their number. One that fails is skipped and tried again in the next run;
// the error names the first of them.
func (s *Service) blankContacts(ctx context.Context) (int, error) {
	var failed error
	for done, skipped, now := 0, 0, s.config.Now(); ; {
		var ids []photo.UploadID
		err := s.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
			ids, err = tx.ContactsDue(ctx, now, batch, skipped)
			return err
		})
		if err != nil || len(ids) == 0 {
			return done, errors.Join(err, failed)
		}
		for _, id := range ids {
			blanked, err := s.blankContact(ctx, id, now)
			if ctx.Err() != nil {
				return done, ctx.Err()
			}
			if blanked {
				done++
			}
			if err == nil {
				continue
			}
			if skipped++; failed == nil {
				failed = fmt.Errorf("blank contact of %s: %w", id, err)
			}
		}
	}
}

// blankContact erases one contact, unless the studio has corrected it since it was
// found due. It reports whether it did.
func (s *Service) blankContact(ctx context.Context, id photo.UploadID, now time.Time) (bool, error) {
	event := journal.BySystem(journal.BlankContact)
	event.Upload = string(id)
	err := s.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		u, err := tx.Upload(ctx, id)
		if err != nil {
			return fmt.Errorf("load upload: %w", err)
		}
		if u.ContactUntil.IsZero() || u.ContactUntil.After(now) {
			return store.ErrNothing
		}
		u.SealedContact, u.ContactUntil = nil, time.Time{}
		return tx.SaveUpload(ctx, u)
	})
	if errors.Is(err, store.ErrNothing) {
		return false, nil
	}
	return err == nil, err
}

// expireGrants marks the grants whose date has passed as expired, and records an event
// for each.
func (s *Service) expireGrants(ctx context.Context) (int, error) {
	return s.expireAll(ctx, func(tx *store.Tx, skip int) ([]*ledger.Event, []error, error) {
		grants, forged, err := tx.ExpireGrants(ctx, s.config.Now(), batch, skip)
		events := make([]*ledger.Event, len(grants))
		for i, g := range grants {
			events[i] = journal.BySystemOn(journal.ExpireGrant, g)
		}
		return events, forged, err
	})
}

// expireTickets is [Service.expireGrants] for tickets.
func (s *Service) expireTickets(ctx context.Context) (int, error) {
	return s.expireAll(ctx, func(tx *store.Tx, skip int) ([]*ledger.Event, []error, error) {
		tickets, forged, err := tx.ExpireTickets(ctx, s.config.Now(), batch, skip)
		events := make([]*ledger.Event, len(tickets))
		for i, t := range tickets {
			events[i] = journal.BySystemOnTicket(journal.ExpireTicket, t)
		}
		return events, forged, err
	})
}

// expireAll expires records in batches, records their events, and returns their number.
// The function expires the records of a batch after skipping some, and returns an event
// for each, and the error of those that are not genuine: they are skipped, and the error
// names the first of them.
func (s *Service) expireAll(ctx context.Context, expire func(tx *store.Tx, skip int) ([]*ledger.Event, []error, error)) (int, error) {
	var failed error
	for done, skipped := 0, 0; ; {
		var events []*ledger.Event
		var forged []error
		err := s.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) (err error) {
			if events, forged, err = expire(tx, skipped); err != nil {
				return err
			}
			for _, event := range events {
				if err := tx.Record(ctx, event, s.config.Now()); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || len(events)+len(forged) == 0 {
			return done, errors.Join(err, failed)
		}
		if failed == nil && len(forged) > 0 {
			failed = forged[0]
		}
		done, skipped = done+len(events), skipped+len(forged)
	}
}
