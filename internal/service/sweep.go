package service

import (
	"context"
	"errors"
	"fmt"
	"time"

	"myphoto/internal/blob"
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

// Sweep runs retention once: uploads whose time has come are erased one by
// one, then what they leave behind, contacts, grants, old bodies of the ledger
// and what sign-ins leave. A dry run counts and changes nothing. One failing
// upload is recorded and does not stop the next. Several machines may run it
// at once.
func (h *Housekeeping) Sweep(ctx context.Context, dry bool) ([]SweepRow, error) {
	rows, err := h.sweepUploads(ctx, dry)
	if err != nil || dry {
		return rows, err
	}
	for _, step := range []struct {
		rule string
		run  func(context.Context) (int, error)
	}{
		{"contacts", h.blankContacts}, {"grants", h.expireGrants}, {"retrievals", h.Settle},
		{"ledger-bodies", h.forgetEvents}, {"files", h.shred}, {"erasure-list", h.list},
	} {
		done, err := step.run(ctx)
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

// sweepUploads erases what is due, by the rules of the retention table.
func (h *Housekeeping) sweepUploads(ctx context.Context, dry bool) ([]SweepRow, error) {
	counts := map[string]*SweepRow{}
	var rows []SweepRow
	for _, rule := range photo.RetentionRules() {
		counts[rule.ID] = &SweepRow{Rule: rule.ID}
	}
	for failed := 0; ; {
		var due []db.Upload
		err := h.Store.Read(ctx, func(tx *store.Tx) error {
			ids, err := tx.DueUploads(ctx, db.DueUploadsParams{DueAt: db.At(h.Now()), Limit: dueLimit(dry, failed)})
			if err != nil {
				return err
			}
			for _, id := range ids {
				row, err := tx.Upload(ctx, id)
				if err != nil {
					return err
				}
				due = append(due, row)
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("load due uploads: %w", err)
		}
		for _, row := range due[min(failed, len(due)):] {
			failed += h.expire(ctx, row, dry, counts)
		}
		if dry || len(due) < int(dueLimit(dry, failed)) {
			break
		}
	}
	for _, rule := range photo.RetentionRules() {
		rows = append(rows, *counts[rule.ID])
	}
	return rows, nil
}

// dueLimit asks for a batch beyond those that failed and are still due.
func dueLimit(dry bool, failed int) int32 {
	if dry {
		return 1 << 30
	}
	return int32(sweepBatch + failed)
}

// expire erases one due upload; it gives 1 when that failed.
func (h *Housekeeping) expire(ctx context.Context, row db.Upload, dry bool, counts map[string]*SweepRow) int {
	_, rule := store.UploadOf(row).Due()
	count, ok := counts[rule]
	if !ok {
		return 0
	}
	count.Due++
	if dry {
		return 0
	}
	event := system("erase.retention")
	event.Upload, event.Subject, event.Studio, event.Facts["rule"] = string(row.ID), string(row.SubjectID), string(row.StudioID), rule
	err := h.Store.Write(ctx, event, func(tx *store.Tx) error {
		fresh, err := tx.Upload(ctx, row.ID)
		if err != nil {
			return fmt.Errorf("load upload: %w", err)
		}
		if _, err := store.UploadOf(fresh).Expire(h.Now()); err != nil {
			return err
		}
		return tx.Forget(ctx, fresh, rule, h.Now())
	})
	switch {
	case err == nil:
		count.Erased++
	case isRefusal(err): // somebody else erased it meanwhile
	default:
		h.Log.ErrorContext(ctx, "erase", "upload", row.ID, "error", err)
		count.Failed++
		return 1
	}
	return 0
}

// blankContacts forgets the contacts that studios typed, when their time has
// come.
func (h *Housekeeping) blankContacts(ctx context.Context) (int, error) {
	done := 0
	err := h.Store.Write(ctx, system("contact.blank"), func(tx *store.Tx) error {
		ids, err := tx.ContactsDue(ctx, db.ContactsDueParams{ContactUntilAt: db.At(h.Now()), Limit: 1000})
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := tx.SetContact(ctx, db.SetContactParams{ID: id}); err != nil {
				return err
			}
		}
		done = len(ids)
		if done == 0 {
			return errNothing
		}
		return nil
	})
	if errors.Is(err, errNothing) {
		err = nil
	}
	return done, err
}

// errNothing undoes a write that found nothing to do, so that the ledger does
// not fill with empty entries.
var errNothing = errors.New("nothing to do")

// expireGrants marks the grants whose date has passed.
func (h *Housekeeping) expireGrants(ctx context.Context) (int, error) {
	done := 0
	err := h.Store.Write(ctx, system("grant.expire"), func(tx *store.Tx) error {
		rows, err := tx.ExpireGrants(ctx, db.At(h.Now()))
		done = len(rows)
		if err == nil && done == 0 {
			err = errNothing
		}
		return err
	})
	if errors.Is(err, errNothing) {
		err = nil
	}
	return done, err
}

// Settle closes one-time retrievals whose ten minutes are over and gives back
// the grants whose files were never completely sent.
func (h *Housekeeping) Settle(ctx context.Context) (int, error) {
	var rows []db.Retrieval
	err := h.Store.Read(ctx, func(tx *store.Tx) (err error) {
		rows, err = tx.UnsettledRetrievals(ctx, db.UnsettledRetrievalsParams{
			CreatedAt: db.At(h.Now().Add(-photo.RetrievalOpenFor)), Limit: sweepBatch,
		})
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("load retrievals: %w", err)
	}
	for _, row := range rows {
		event := system("retrieval.settle")
		event.Subject, event.Upload, event.Grant = string(row.SubjectID), string(row.UploadID), string(row.GrantID)
		event.Application, event.Retrieval = string(row.ApplicationID), string(row.ID)
		err := h.Store.Write(ctx, event, func(tx *store.Tx) error {
			fresh, err := tx.Retrieval(ctx, db.RetrievalParams{ID: row.ID, ApplicationID: row.ApplicationID})
			if err != nil {
				return fmt.Errorf("load retrieval: %w", err)
			}
			_, err = h.settleRetrieval(ctx, tx, fresh)
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

// forgetEvents removes the bodies of old ledger records; their salted
// commitments stay, so that the tree can still be verified.
func (h *Housekeeping) forgetEvents(ctx context.Context) (int, error) {
	done := 0
	err := h.Store.Maintain(ctx, func(tx *store.Tx) error {
		ids, err := tx.OldEvents(ctx, db.OldEventsParams{At: db.At(h.Now().AddDate(-h.Policy.LedgerYears, 0, 0)), Limit: 1000})
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := tx.ForgetEvent(ctx, id); err != nil {
				return err
			}
		}
		done = len(ids)
		return nil
	})
	return done, err
}

// shred removes the bytes of files whose keys are gone.
func (h *core) shred(ctx context.Context) (int, error) {
	for done := 0; ; {
		var ids []photo.FileID
		err := h.Store.Read(ctx, func(tx *store.Tx) (err error) {
			ids, err = tx.Shreds(ctx, sweepBatch)
			return err
		})
		if err != nil || len(ids) == 0 {
			return done, err
		}
		for _, id := range ids {
			if err := h.Files.Delete(ctx, string(id)); err != nil {
				return done, fmt.Errorf("delete file: %w", err)
			}
		}
		err = h.Store.Maintain(ctx, func(tx *store.Tx) error {
			var faults []error
			for _, id := range ids {
				faults = append(faults, tx.DeleteShred(ctx, id))
			}
			return errors.Join(faults...)
		})
		if err != nil {
			return done, err
		}
		done += len(ids)
	}
}

// list appends what was erased to the list outside the database.
func (h *core) list(ctx context.Context) (int, error) {
	for done := 0; ; {
		var rows []db.Erasure
		err := h.Store.Read(ctx, func(tx *store.Tx) (err error) {
			rows, err = tx.Erasures(ctx, sweepBatch)
			return err
		})
		if err != nil || len(rows) == 0 {
			return done, err
		}
		for _, row := range rows {
			if err := h.Erasures.Append(row.UploadID, row.ErasedAt.Time); err != nil {
				return done, err
			}
		}
		err = h.Store.Maintain(ctx, func(tx *store.Tx) error {
			var faults []error
			for _, row := range rows {
				faults = append(faults, tx.DeleteErasure(ctx, row.UploadID))
			}
			return errors.Join(faults...)
		})
		if err != nil {
			return done, err
		}
		done += len(rows)
	}
}

// afterErasure does at once what the sweep would do within the hour. The
// erasure itself is already committed.
func (c *core) afterErasure(ctx context.Context) {
	ctx = context.WithoutCancel(ctx)
	_, shredded := c.shred(ctx)
	_, listed := c.list(ctx)
	if err := errors.Join(shredded, listed, c.Store.Truncate(ctx)); err != nil {
		c.Log.WarnContext(ctx, "the sweep will finish an erasure", "error", err)
	}
}

// Reconcile removes files that no record wants and that are older than a day:
// what uploads that were never committed left behind.
func (h *Housekeeping) Reconcile(ctx context.Context) error {
	return h.Files.List(ctx, func(e blob.Entry) error {
		if blob.CheckName(e.Name) != nil || h.Now().Sub(e.Since) < 24*time.Hour {
			return nil
		}
		var wanted int64
		err := h.Store.Read(ctx, func(tx *store.Tx) (err error) {
			wanted, err = tx.FileExists(ctx, photo.FileID(e.Name))
			return err
		})
		if err != nil || wanted > 0 {
			return err
		}
		return h.Files.Delete(ctx, e.Name)
	})
}

// ErrRestored says that the database holds uploads that the erasure list says
// are erased: it was restored from a backup and the list was not replayed.
var ErrRestored = errors.New("the database holds uploads that were erased: run `myphoto admin replay-erasures` first")

// CheckErasures refuses a restored database until the erasure list was
// replayed.
func (h *Housekeeping) CheckErasures(ctx context.Context) error {
	return h.Erasures.Each(func(id photo.UploadID) error {
		var state photo.State
		err := h.Store.Read(ctx, func(tx *store.Tx) (err error) {
			state, err = tx.StateOf(ctx, id)
			return err
		})
		switch {
		case errors.Is(err, store.ErrNone) || err == nil && state == photo.Erased:
			return nil
		case err != nil:
			return fmt.Errorf("look for erased upload: %w", err)
		}
		return ErrRestored
	})
}

// ReplayErasures erases again what the list says was erased, after a restore;
// it gives how many there were.
func (h *Housekeeping) ReplayErasures(ctx context.Context) (int, error) {
	done := 0
	err := h.Erasures.Each(func(id photo.UploadID) error {
		event := system("erase.replay")
		event.Upload = recorded(id)
		err := h.Store.Write(ctx, event, func(tx *store.Tx) error {
			row, err := tx.Upload(ctx, id)
			if errors.Is(err, store.ErrNone) || err == nil && row.State == photo.Erased {
				return errNothing
			}
			if err != nil {
				return fmt.Errorf("load upload: %w", err)
			}
			if err := tx.Forget(ctx, row, "replay", h.Now()); err != nil {
				return err
			}
			done++
			return tx.DeleteErasure(ctx, id) // it is on the list already
		})
		if errors.Is(err, errNothing) {
			err = nil
		}
		return err
	})
	if err != nil {
		return done, err
	}
	_, err = h.shred(ctx)
	return done, errors.Join(err, h.Store.Truncate(ctx))
}
