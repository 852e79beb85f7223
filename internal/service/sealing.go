package service

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

const (
	sealEvery   = 2 * time.Second // at the latest
	sealAtOnce  = 500             // nobody else writes meanwhile
	verifyBatch = 1000
)

// SealLedger gives the waiting events their places in the tree and signs a
// checkpoint over them, batch by batch; it gives how many it sealed. Events are
// taken because they have no place yet, never because they are newer than the
// last. Those that come meanwhile are left to the next time: under load there
// would be a checkpoint for every few of them.
func (h *Housekeeping) SealLedger(ctx context.Context) (int, error) {
	waiting, err := h.waiting(ctx)
	sealed := 0
	for err == nil && int64(sealed) < waiting {
		var n int
		if n, err = h.sealBatch(ctx); n == 0 {
			break
		}
		sealed += n
	}
	return sealed, err
}

func (h *Housekeeping) sealBatch(ctx context.Context) (int, error) {
	sealed := 0
	err := h.Store.Maintain(ctx, func(tx *store.Tx) error {
		rows, err := tx.UnsealedEvents(ctx, sealAtOnce)
		if err != nil || len(rows) == 0 {
			sealed = 0
			return err
		}
		sealed = len(rows)
		size, err := ledgerSize(ctx, tx)
		if err != nil {
			return err
		}
		return h.grow(ctx, tx, size, rows)
	})
	if err != nil {
		return 0, err
	}
	h.Passed(LedgerBatch)
	return sealed, nil
}

func (h *Housekeeping) waiting(ctx context.Context) (n int64, err error) {
	err = h.Store.Read(ctx, func(tx *store.Tx) error {
		n, err = tx.CountUnsealed(ctx)
		return err
	})
	return n, err
}

func ledgerSize(ctx context.Context, tx *store.Tx) (int64, error) {
	last, err := tx.LatestCheckpoint(ctx)
	if errors.Is(err, store.ErrNone) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("load checkpoint: %w", err)
	}
	return last.Size, nil
}

func (h *Housekeeping) grow(ctx context.Context, tx *store.Tx, size int64, rows []db.UnsealedEventsRow) error {
	leaves := make([][]byte, len(rows))
	for i, row := range rows {
		leaves[i] = row.Commitment
		changed, err := tx.SequenceEvent(ctx, db.SequenceEventParams{Seq: size + int64(i), ID: row.ID})
		if err != nil {
			return fmt.Errorf("sequence event: %w", err)
		}
		if changed == 0 {
			return store.ErrStale
		}
	}
	tree := nodes{ctx, tx}
	hashes, err := ledger.Grow(size, leaves, tree)
	if err != nil {
		return err
	}
	for i, hash := range hashes {
		err := tx.InsertNode(ctx, db.InsertNodeParams{Position: tlog.StoredHashCount(size) + int64(i), Hash: hash[:]})
		if err != nil {
			return fmt.Errorf("save node: %w", err)
		}
	}
	size += int64(len(rows))
	root, err := ledger.Root(size, tree)
	if err != nil {
		return err
	}
	now := h.Now()
	text, err := ledger.SignCheckpoint(ledger.Checkpoint{Origin: h.origin(), Size: size, Root: root, At: now}, h.signer)
	if err != nil {
		return err
	}
	return tx.InsertCheckpoint(ctx, db.InsertCheckpointParams{Size: size, Text: text, SignedAt: db.At(now)})
}

// VerifyLedger reads the whole ledger and recomputes every commitment and
// root. outside is a checkpoint that an auditor kept, or nil. Besides, the
// columns by which events are found must agree with their sealed bodies.
func (h *Housekeeping) VerifyLedger(ctx context.Context, outside []byte) (ledger.Report, error) {
	var report ledger.Report
	err := h.Store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.Checkpoints(ctx)
		if err != nil {
			return fmt.Errorf("load checkpoints: %w", err)
		}
		stored := make([]ledger.Stored, len(rows))
		for i, row := range rows {
			stored[i] = ledger.Stored{Size: row.Size, Text: row.Text}
		}
		var columns []ledger.Fault
		report, err = ledger.Verify(records(ctx, tx, &columns), stored, h.notes, outside)
		if err != nil {
			return err
		}
		report.Faults = append(report.Faults, columns...)
		if report.Tail > 0 {
			// A record gets its number together with a checkpoint over it.
			report.Faults = append(report.Faults, ledger.Fault{Seq: report.Sealed, Until: report.Records, Reason: reasonUnsigned})
		}
		report.Tail, err = tx.CountUnsealed(ctx)
		return err
	})
	return report, err
}

// records gives the sequenced events in order, noting those whose columns
// were changed.
func records(ctx context.Context, tx *store.Tx, columns *[]ledger.Fault) iter.Seq2[ledger.Record, error] {
	return func(yield func(ledger.Record, error) bool) {
		for after := int64(math.MinInt64); ; { // a record before the first is one too many
			rows, err := tx.SequencedEvents(ctx, db.SequencedEventsParams{After: after, Most: verifyBatch})
			if err != nil {
				yield(ledger.Record{}, fmt.Errorf("load events: %w", err))
				return
			}
			for _, row := range rows {
				after = *row.Seq
				if !agrees(row) {
					*columns = append(*columns, ledger.Fault{Seq: after, Until: after + 1, Reason: reasonColumns})
				}
				if !yield(ledger.Record{Seq: after, Salt: row.Salt, Body: row.Body, Commitment: row.Commitment}, nil) {
					return
				}
			}
			if len(rows) < verifyBatch {
				return
			}
		}
	}
}

// What only the store's side of the ledger can show: columns that are not what
// the body says, and records whose checkpoint is gone.
const (
	reasonColumns  ledger.Reason = "columns-changed"
	reasonUnsigned ledger.Reason = "checkpoint-missing"
)

func agrees(row db.Event) bool {
	if row.Body == nil {
		return true
	}
	e, err := ledger.ParseEvent(row.Body)
	if err != nil {
		return true // the body itself is at fault, which Verify reports
	}
	return e.ID == row.ID && e.At.Equal(row.At.Time) && e.Act == row.Act && e.Outcome == row.Outcome &&
		e.Subject == string(row.SubjectID) && e.Studio == string(row.StudioID) &&
		e.Upload == string(row.UploadID) && e.Application == string(row.ApplicationID)
}

// ExportLedger writes every sequenced record and the newest checkpoint as
// lines of JSON.
func (h *Housekeeping) ExportLedger(ctx context.Context, w io.Writer) error {
	lines := json.NewEncoder(w)
	return h.Store.Read(ctx, func(tx *store.Tx) error {
		var columns []ledger.Fault
		for record, err := range records(ctx, tx, &columns) {
			if err != nil {
				return err
			}
			if err := lines.Encode(record); err != nil {
				return fmt.Errorf("write record: %w", err)
			}
		}
		last, err := tx.LatestCheckpoint(ctx)
		if errors.Is(err, store.ErrNone) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("load checkpoint: %w", err)
		}
		return lines.Encode(struct{ Checkpoint string }{string(last.Text)})
	})
}

// Checkpoint gives the newest signed checkpoint.
func (a *Applications) Checkpoint(ctx context.Context) (text []byte, err error) {
	err = a.Store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.LatestCheckpoint(ctx)
		text = row.Text
		return err
	})
	if errors.Is(err, store.ErrNone) {
		return nil, photo.ErrNotFound
	}
	return text, err
}

// Consistency gives the proof, as JSON, that the ledger of size to begins with
// that of size from.
func (a *Applications) Consistency(ctx context.Context, from, to int64) (proof []byte, err error) {
	err = a.Store.Read(ctx, func(tx *store.Tx) error {
		size, err := ledgerSize(ctx, tx)
		if err != nil {
			return err
		}
		if from < 0 || from > to || to > size {
			return photo.ErrInvalid.In("to")
		}
		hashes, err := ledger.ProveConsistency(from, to, nodes{ctx, tx})
		if err != nil {
			return err
		}
		proof, err = json.Marshal(struct {
			From   int64        `json:"from"`
			To     int64        `json:"to"`
			Hashes ledger.Proof `json:"hashes"`
		}{from, to, hashes})
		return err
	})
	return proof, err
}
