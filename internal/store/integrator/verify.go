package integrator

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"math"

	"golang.org/x/mod/sumdb/tlog"

	"myphoto/internal/ledger"
	"myphoto/internal/store"
)

const verifyBatch = 1000

// Verify reads the whole ledger and recomputes every commitment and root. It
// must contain the pinned checkpoint and outside, a checkpoint that an auditor
// kept, or nil. In addition, the columns by which events are found must match
// their recorded bodies.
func (s *Integrator) Verify(ctx context.Context, outside []byte) (ledger.Report, error) {
	var report ledger.Report
	pinned, err := s.pin.read() // first: the database already has what it covers
	if err != nil {
		return report, err
	}
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.Checkpoints(ctx)
		if err != nil {
			return fmt.Errorf("load checkpoints: %w", err)
		}
		stored := make([]ledger.Stored, len(rows))
		for i, row := range rows {
			stored[i] = ledger.Stored{Size: row.Size, Text: row.Text, SignedAt: row.SignedAt}
		}
		var columns []ledger.Fault
		report, err = ledger.Verify(records(ctx, tx, &columns), stored, s.config.Keys, pinned, outside)
		if err != nil {
			return err
		}
		report.Faults = append(report.Faults, columns...)
		signed := int64(0)
		if len(rows) > 0 {
			signed = rows[len(rows)-1].Size
		}
		if report.Tail > 0 || signed < report.Records {
			// A record gets its number in one commit with a checkpoint over it.
			report.Faults = append(report.Faults, ledger.Fault{
				Seq: min(signed, report.Integrated), Until: report.Records, Reason: reasonUnsigned,
			})
		}
		report.Tail, err = tx.CountWaitingEvents(ctx)
		return err
	})
	return report, err
}

// records iterates over the sequenced events in order and adds those whose
// columns were changed to columns.
func records(ctx context.Context, tx *store.Tx, columns *[]ledger.Fault) iter.Seq2[ledger.Record, error] {
	return func(yield func(ledger.Record, error) bool) {
		for after := int64(math.MinInt64); ; { // a record before the first is a fault too
			rows, err := tx.IntegratedEvents(ctx, after, verifyBatch)
			if err != nil {
				yield(ledger.Record{}, fmt.Errorf("load events: %w", err))
				return
			}
			for _, row := range rows {
				after = *row.Seq
				if !columnsMatch(row) {
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

// Faults that only the store's side of the ledger can show: columns that do not
// match the body, and records whose checkpoint is missing.
const (
	reasonColumns  ledger.Reason = "columns-changed"
	reasonUnsigned ledger.Reason = "checkpoint-missing"
)

func columnsMatch(row store.Event) bool {
	if row.Body == nil {
		return true
	}
	e, err := ledger.ParseEvent(row.Body)
	if err != nil {
		return true // the body itself is at fault, which ledger.Verify reports
	}
	return e.ID == row.ID && e.At.Equal(row.At) && e.Act == row.Act && e.Outcome == row.Outcome &&
		e.Subject == string(row.Subject) && e.Studio == string(row.Studio) &&
		e.Upload == string(row.Upload) && e.Application == string(row.Application)
}

// Export writes every sequenced record and the newest checkpoint as lines of
// JSON.
func (s *Integrator) Export(ctx context.Context, w io.Writer) error {
	lines := json.NewEncoder(w)
	return s.config.Store.Read(ctx, func(tx *store.Tx) error {
		var columns []ledger.Fault
		for record, err := range records(ctx, tx, &columns) {
			if err != nil {
				return err
			}
			if err := lines.Encode(record); err != nil {
				return fmt.Errorf("write record: %w", err)
			}
		}
		last, err := latestCheckpoint(ctx, tx)
		if err != nil || last.Text == nil {
			return err
		}
		return lines.Encode(struct{ Checkpoint string }{string(last.Text)})
	})
}

// Nodes returns a reader of the ledger's tree that is valid as long as the
// transaction.
func Nodes(ctx context.Context, tx *store.Tx) ledger.Nodes { return nodes{ctx, tx} }

type nodes struct {
	ctx context.Context //nolint:containedctx // tlog's reader has no context of its own; this lives for one call
	tx  *store.Tx
}

// ReadHashes returns the hashes at the positions.
func (n nodes) ReadHashes(positions []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(positions))
	for i, position := range positions {
		hash, err := n.tx.Node(n.ctx, position)
		if err != nil {
			return nil, fmt.Errorf("load node: %w", err)
		}
		if copy(hashes[i][:], hash) != tlog.HashSize {
			return nil, fmt.Errorf("%w: length of node %d", ledger.ErrTree, position)
		}
	}
	return hashes, nil
}
