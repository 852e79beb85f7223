package integrator

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/store"
)

// RemoveBodies removes the bodies of at most limit events at or before until, a
// range of the tree without a gap, and returns their number. It records e with
// the range, signed ([ledger.Removal]), and gives it its place in the tree in
// the same transaction. Each event is first shown to be the one that was
// integrated: its time in the database alone decides nothing. It fails when one
// is not.
func (s *Integrator) RemoveBodies(ctx context.Context, e *ledger.Event, until time.Time, limit int) (n int, err error) {
	var text []byte
	err = s.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		rows, err := tx.OldEvents(ctx, until, limit)
		if n = 0; err != nil || len(rows) == 0 {
			return err
		}
		rows = firstRange(rows)
		removal, err := s.provenRemoval(ctx, tx, rows, until)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := tx.RemoveBody(ctx, row.ID); err != nil {
				return fmt.Errorf("remove body: %w", err)
			}
		}
		n = len(rows)
		text, err = s.recordRemoval(ctx, tx, e, removal)
		return err
	})
	if err != nil || n == 0 {
		return 0, err
	}
	return n, s.savePin(ctx, text)
}

// firstRange returns the first events up to the first gap in their numbers.
func firstRange(rows []store.Event) []store.Event {
	for i, row := range rows {
		if *row.Seq != *rows[0].Seq+int64(i) {
			return rows[:i]
		}
	}
	return rows
}

// provenRemoval returns the removal of a range of events once each is shown to
// be in the tree as it is here, and to be old enough.
func (s *Integrator) provenRemoval(ctx context.Context, tx *store.Tx, rows []store.Event, until time.Time) (ledger.Removal, error) {
	removal := ledger.Removal{
		First: *rows[0].Seq, End: *rows[0].Seq + int64(len(rows)), At: s.config.Now().UTC().Truncate(time.Microsecond),
	}
	pinned, err := s.pin.read()
	if err != nil {
		return removal, err
	}
	head, _, err := s.consistentHead(ctx, tx, pinned)
	if err != nil {
		return removal, err
	}
	for _, row := range rows {
		recorded, err := ledger.ParseEvent(row.Body)
		if err == nil && (recorded.At.After(until) || !columnsMatch(row) || !bytes.Equal(ledger.Leaf(row.Salt, row.Body), row.Commitment)) {
			err = ledger.ErrProof
		}
		if err == nil {
			err = proveInTree(ctx, tx, head, row)
		}
		if err != nil {
			return removal, fmt.Errorf("record %d is not the one that was integrated, its body stays: %w", *row.Seq, err)
		}
		if recorded.At.After(removal.Newest) {
			removal.Newest = recorded.At
		}
	}
	return removal, nil
}

// proveInTree checks that the signed tree holds an event at its place.
func proveInTree(ctx context.Context, tx *store.Tx, head ledger.Checkpoint, row store.Event) error {
	proof, err := ledger.ProveInclusion(head.Size, *row.Seq, Nodes(ctx, tx))
	if err != nil {
		return err
	}
	return ledger.VerifyInclusion(proof, head, *row.Seq, row.Commitment)
}

// recordRemoval records a removal, appends its event to the tree and returns
// the signed checkpoint.
func (s *Integrator) recordRemoval(ctx context.Context, tx *store.Tx, e *ledger.Event, r ledger.Removal) (text []byte, err error) {
	if e.Facts, err = r.Sign(s.config.Signer); err != nil {
		return nil, err
	}
	if err := tx.Record(ctx, e, r.At); err != nil {
		return nil, err
	}
	row, err := tx.Event(ctx, e.ID)
	if err != nil {
		return nil, fmt.Errorf("load event: %w", err)
	}
	return s.appendLeaves(ctx, tx, []store.Event{row})
}
