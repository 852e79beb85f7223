package service

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

// SweepRow is one line of the sweep's table.
type SweepRow struct {
	Rule                string
	Due, Erased, Failed int
}

const sweepBatch = 100

// purge is a rule of the sweep that concerns no upload.
type purge struct {
	rule string
	rows func(context.Context, *store.Tx, time.Time) (int64, error)
}

func purges() []purge {
	return []purge{
		{"sessions", func(ctx context.Context, tx *store.Tx, now time.Time) (int64, error) {
			return tx.PurgeSessions(ctx, db.At(now))
		}},
		{"sign-ins", func(ctx context.Context, tx *store.Tx, now time.Time) (int64, error) {
			return tx.PurgeSignIns(ctx, db.At(now))
		}},
		{"one-time-codes", func(ctx context.Context, tx *store.Tx, now time.Time) (int64, error) {
			return tx.PurgeOTPs(ctx, db.At(now.Add(-2*time.Hour)))
		}},
		{"tokens", func(ctx context.Context, tx *store.Tx, now time.Time) (int64, error) {
			return tx.PurgeTokens(ctx, db.At(now))
		}},
		{"repeated-requests", func(ctx context.Context, tx *store.Tx, now time.Time) (int64, error) {
			return tx.PurgeIdempotency(ctx, db.At(now.Add(-idempotentFor)))
		}},
		{"counters", func(ctx context.Context, tx *store.Tx, now time.Time) (int64, error) {
			return tx.PurgeCounters(ctx, photo.AthensDay(now.Add(-48*time.Hour)))
		}},
		{"one-time-messages", func(ctx context.Context, tx *store.Tx, now time.Time) (int64, error) {
			old := db.At(now.Add(-24 * time.Hour))
			if _, err := tx.PurgeAttempts(ctx, old); err != nil {
				return 0, err
			}
			return tx.PurgeMessages(ctx, old)
		}},
	}
}

// Due counts what a sweep would erase now and changes nothing.
func (h *Housekeeping) Due(ctx context.Context) ([]SweepRow, error) {
	counts := newCounts()
	err := h.Store.Read(ctx, func(tx *store.Tx) error {
		ids, err := tx.DueUploads(ctx, db.DueUploadsParams{DueAt: db.At(h.Now()), Limit: math.MaxInt32})
		if err != nil {
			return err
		}
		for _, id := range ids {
			row, err := tx.Upload(ctx, id)
			if err != nil {
				return err
			}
			counts.of(row).Due++
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("load due uploads: %w", err)
	}
	return counts.rows(), nil
}

// counts is the table of the retention rules while it is filled.
type counts map[string]*SweepRow

func newCounts() counts {
	c := counts{}
	for _, rule := range photo.RetentionRules() {
		c[rule.ID] = &SweepRow{Rule: rule.ID}
	}
	return c
}

// of gives the line of the rule by which an upload is due.
func (c counts) of(row db.Upload) *SweepRow {
	_, rule := store.UploadOf(row).Due()
	return c[rule]
}

func (c counts) rows() []SweepRow {
	var rows []SweepRow
	for _, rule := range photo.RetentionRules() {
		rows = append(rows, *c[rule.ID])
	}
	return rows
}

// Sweep runs retention once: uploads whose time has come are erased one by
// one, then what they leave behind, contacts, grants, old bodies of the ledger
// and what sign-ins leave. One failing upload is recorded and does not stop
// the next. Several machines may run it at once.
func (h *Housekeeping) Sweep(ctx context.Context) ([]SweepRow, error) {
	rows, err := h.sweepUploads(ctx)
	if err != nil {
		return rows, err
	}
	for _, step := range []struct {
		rule string
		run  func(context.Context) (int, error)
	}{
		{"contacts", h.blankContacts},
		{"grants", h.expireGrants},
		{"retrievals", h.Settle},
		{"ledger-bodies", h.forgetEvents},
		{"files", h.shred},
		{"erasure-list", h.list},
	} {
		done, err := step.run(ctx)
		if ctx.Err() != nil {
			return rows, ctx.Err() // told to stop; the next start goes on
		}
		row := SweepRow{Rule: step.rule, Due: done, Erased: done}
		if err != nil {
			row.Failed++
			h.Log.ErrorContext(ctx, "sweep", "rule", step.rule, "error", err)
		}
		rows = append(rows, row)
	}
	for _, p := range purges() {
		var done int64
		err := h.Store.Maintain(ctx, func(tx *store.Tx) (err error) {
			done, err = p.rows(ctx, tx, h.Now())
			return err
		})
		if err != nil {
			return rows, fmt.Errorf("purge %s: %w", p.rule, err)
		}
		rows = append(rows, SweepRow{Rule: p.rule, Due: int(done), Erased: int(done)})
	}
	return rows, h.Store.Truncate(ctx)
}

// sweepUploads erases what is due, by the rules of the retention table. Those
// that fail stay due and are stepped over.
func (h *Housekeeping) sweepUploads(ctx context.Context) ([]SweepRow, error) {
	table := newCounts()
	for failed := 0; ; {
		var ids []photo.UploadID
		most := sweepBatch + failed
		err := h.Store.Read(ctx, func(tx *store.Tx) (err error) {
			ids, err = tx.DueUploads(ctx, db.DueUploadsParams{DueAt: db.At(h.Now()), Limit: int32(most)})
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("load due uploads: %w", err)
		}
		for _, id := range ids[min(failed, len(ids)):] {
			err := h.expire(ctx, id, table)
			if ctx.Err() != nil {
				return table.rows(), ctx.Err()
			}
			if err != nil {
				h.Log.ErrorContext(ctx, "erase", "upload", id, "error", err)
				failed++
			}
			h.Passed(SweepBetween)
		}
		if len(ids) < most {
			return table.rows(), nil
		}
	}
}

// expire erases one due upload.
func (h *Housekeeping) expire(ctx context.Context, id photo.UploadID, table counts) error {
	event := system("erase.retention")
	event.Upload = string(id)
	var line *SweepRow
	err := h.Store.Write(ctx, event, func(tx *store.Tx) error {
		row, err := tx.Upload(ctx, id)
		if err != nil {
			return fmt.Errorf("load upload: %w", err)
		}
		u := store.UploadOf(row)
		if _, err := u.Expire(h.Now()); err != nil {
			return errNothing // somebody else erased it meanwhile
		}
		line = table.of(row)
		event.Subject, event.Studio, event.Facts["rule"] = string(u.Subject), string(u.Studio), line.Rule
		return tx.Forget(ctx, row, line.Rule, h.Now())
	})
	if errors.Is(err, errNothing) {
		return nil
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

// blankContacts forgets the contacts that studios typed, when their time has
// come.
func (h *Housekeeping) blankContacts(ctx context.Context) (int, error) {
	for done := 0; ; {
		var ids []photo.UploadID
		err := h.Store.Read(ctx, func(tx *store.Tx) (err error) {
			ids, err = tx.ContactsDue(ctx, db.ContactsDueParams{ContactUntilAt: db.At(h.Now()), Limit: sweepBatch})
			return err
		})
		if err != nil || len(ids) == 0 {
			return done, err
		}
		for _, id := range ids {
			event := system("contact.blank")
			event.Upload = string(id)
			err := h.Store.Write(ctx, event, func(tx *store.Tx) error {
				return tx.SetContact(ctx, db.SetContactParams{ID: id})
			})
			if err != nil {
				return done, err
			}
			done++
		}
	}
}

// errNothing undoes a write that found nothing to do, so that the ledger does
// not fill with empty entries.
var errNothing = errors.New("nothing to do")

// expireGrants marks the grants whose date has passed.
func (h *Housekeeping) expireGrants(ctx context.Context) (int, error) {
	done := 0
	err := h.Store.Maintain(ctx, func(tx *store.Tx) error {
		rows, err := tx.ExpireGrants(ctx, db.At(h.Now()))
		if err != nil {
			return err
		}
		done = len(rows)
		for _, row := range rows {
			event := system("grant.expire")
			event.Grant, event.Subject = string(row.ID), string(row.SubjectID)
			event.Upload, event.Application = string(row.UploadID), string(row.ApplicationID)
			if err := tx.Also(ctx, event, h.Now()); err != nil {
				return err
			}
		}
		return nil
	})
	return done, err
}

// Settle closes one-time retrievals whose ten minutes are over and gives back
// the grants whose files were never completely sent. One that fails is stepped
// over and comes again in the next turn.
func (h *Housekeeping) Settle(ctx context.Context) (int, error) {
	var failed failures
	done, left := 0, 0 // those left are the first of what waits, in its order
	for ctx.Err() == nil {
		var rows []db.Retrieval
		err := h.Store.Read(ctx, func(tx *store.Tx) (err error) {
			rows, err = tx.UnsettledRetrievals(ctx, db.UnsettledRetrievalsParams{
				CreatedAt: db.At(h.Now().Add(-photo.RetrievalOpenFor)), Limit: sweepBatch, Offset: int32(left),
			})
			return err
		})
		if err != nil {
			return done, errors.Join(fmt.Errorf("load retrievals: %w", err), failed.all())
		}
		for _, row := range rows {
			err := h.settleOne(ctx, row)
			if err == nil {
				done++
				continue
			}
			left++
			if errors.Is(err, errNothing) {
				continue
			}
			failed.add(fmt.Errorf("settle %s: %w", row.ID, err))
			if errors.Is(err, photo.ErrUnavailable) {
				return done, failed.all() // not the row's fault: the others would fail too
			}
		}
		if len(rows) < sweepBatch {
			break
		}
	}
	return done, errors.Join(ctx.Err(), failed.all())
}

// settleOne closes one retrieval; errNothing while its bytes may be on their
// way.
func (h *Housekeeping) settleOne(ctx context.Context, row db.Retrieval) error {
	event := system("retrieval.settle")
	event.Subject, event.Upload, event.Grant = string(row.SubjectID), string(row.UploadID), string(row.GrantID)
	event.Application, event.Retrieval = string(row.ApplicationID), string(row.ID)
	return h.Store.Write(ctx, event, func(tx *store.Tx) error {
		fresh, err := tx.Retrieval(ctx, db.RetrievalParams{ID: row.ID, ApplicationID: row.ApplicationID})
		if err != nil {
			return fmt.Errorf("load retrieval: %w", err)
		}
		switch sending, err := h.sending(ctx, tx, fresh); {
		case err != nil:
			return err
		case sending:
			return errNothing
		}
		_, err = h.settleRetrieval(ctx, tx, fresh)
		return err
	})
}

// failures collects what went wrong in one turn: the first few in full, the
// number of all.
type failures struct {
	first []error
	count int
}

const failuresTold = 10

func (f *failures) add(err error) {
	if f.count++; len(f.first) < failuresTold {
		f.first = append(f.first, err)
	}
}

func (f *failures) all() error {
	if f.count == 0 {
		return nil
	}
	return fmt.Errorf("%d failed: %w", f.count, errors.Join(f.first...))
}

// forgetEvents removes the bodies of old ledger records; their salted
// commitments stay, so that the tree can still be verified.
func (h *Housekeeping) forgetEvents(ctx context.Context) (int, error) {
	for done := 0; ; {
		n := 0
		err := h.Store.Maintain(ctx, func(tx *store.Tx) error {
			old := h.Now().AddDate(-h.Policy.LedgerYears, 0, 0)
			ids, err := tx.OldEvents(ctx, db.OldEventsParams{At: db.At(old), Limit: sweepBatch})
			if err != nil {
				return err
			}
			for _, id := range ids {
				if err := tx.ForgetEvent(ctx, id); err != nil {
					return err
				}
			}
			n = len(ids)
			return nil
		})
		if err != nil || n == 0 {
			return done, err
		}
		done += n
	}
}
