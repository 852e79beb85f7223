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
			if store.UploadOf(row).Overdue(h.Now()) {
				counts.of(row).Due++
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("load due uploads: %w", err)
	}
	records, err := h.dueRecords(ctx)
	return append(counts.rows(), records...), err
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
// and old records, and what sign-ins leave. One failing upload is recorded and does not stop
// the next. Several machines may run it at once.
func (h *Housekeeping) Sweep(ctx context.Context) ([]SweepRow, error) {
	rows, err := h.sweepUploads(ctx)
	if err != nil {
		return rows, err
	}
	for _, step := range h.steps() {
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
		err := h.Store.WriteUnlogged(ctx, func(tx *store.Tx) (err error) {
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

// step is a rule of the sweep whose failure does not stop the next.
type step struct {
	rule string
	run  func(context.Context) (int, error)
}

func (h *Housekeeping) steps() []step {
	list := []step{
		{"contacts", h.blankContacts},
		{"grants", h.expireGrants},
		{"retrievals", h.Settle},
		{ledgerBodies, h.forgetEvents},
		{"files", h.shred},
		{"erasure-list", h.list},
	}
	for _, kind := range photo.RecordKinds() {
		list = append(list, step{string(kind), func(ctx context.Context) (int, error) { return h.endRecords(ctx, kind) }})
	}
	return list
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
			return errNothing // erased meanwhile, or due by an older rule
		}
		line = table.of(row)
		event.Subject, event.Studio, event.Facts["rule"] = string(u.Subject), string(u.Studio), line.Rule
		return tx.EraseUpload(ctx, row, line.Rule, h.Now())
	})
	if errors.Is(err, errNothing) {
		return h.Store.WriteUnlogged(ctx, func(tx *store.Tx) error { return tx.RefreshDueDate(ctx, id) })
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
	err := h.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		rows, err := tx.ExpireGrants(ctx, db.At(h.Now()))
		if err != nil {
			return err
		}
		done = len(rows)
		for _, row := range rows {
			event := system("grant.expire")
			event.Grant, event.Subject = string(row.ID), string(row.SubjectID)
			event.Upload, event.Application = string(row.UploadID), string(row.ApplicationID)
			if err := tx.Record(ctx, event, h.Now()); err != nil {
				return err
			}
		}
		return nil
	})
	return done, err
}
