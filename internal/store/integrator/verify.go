package integrator

import (
	"context"
	"fmt"
	"io"
	"iter"
	"math"

	"golang.org/x/mod/sumdb/tlog"

	"myphoto/internal/ledger"
	"myphoto/internal/store"
)

const verifyBatch = 1000

// Report is what a verification of a database found.
type Report struct {
	ledger.Report
	Pinned bool // the pinned checkpoint was there
}

// Verify reads the whole ledger and recomputes every commitment and root. It
// must contain the pinned checkpoint and outside, a checkpoint that an auditor
// kept, or nil. In addition, the stored nodes must be those of the tree, the columns
// by which events are found must match their recorded bodies, waiting events must
// have been recorded by the service and not have been passed over, whatever gives
// access now must be as the events say, and the service must have written every row that
// has a code.
func (s *Integrator) Verify(ctx context.Context, outside []byte) (Report, error) {
	var report Report
	pinned, err := s.pin.read() // first: the database already has what it covers
	if err != nil {
		return report, err
	}
	report.Pinned = pinned != nil
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		report.Report, err = s.verify(ctx, tx, pinned, outside)
		return err
	})
	if !report.Pinned {
		report.Faults = append(report.Faults, ledger.Fault{Reason: reasonUnpinned, Of: "pinned checkpoint"})
	}
	return report, err
}

func (s *Integrator) verify(ctx context.Context, tx *store.Tx, pinned, outside []byte) (ledger.Report, error) {
	rows, err := tx.Checkpoints(ctx)
	if err != nil {
		return ledger.Report{}, fmt.Errorf("load checkpoints: %w", err)
	}
	stored := make([]ledger.Stored, len(rows))
	for i, row := range rows {
		stored[i] = ledger.Stored{Size: row.Size, Text: row.Text}
	}
	live, err := loadAccess(ctx, tx)
	if err != nil {
		return ledger.Report{}, err
	}
	var columns []ledger.Fault
	tree, late := &nodeCheck{ctx: ctx, tx: tx, after: math.MinInt64}, lateness{now: s.config.Now()}
	rules := ledger.Rules{Keys: s.config.Keys, Years: s.config.Years, Outside: [][]byte{pinned, outside}, Node: tree.expect}
	report, err := ledger.Verify(records(ctx, tx, &columns, func(e *ledger.Event) { live.note(e); late.note(e) }), stored, rules)
	if err != nil {
		return report, err
	}
	if report.Whole() { // the nodes of a broken tree are others
		report.Faults, err = tree.faults()
	}
	if err != nil {
		return report, err
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
	report.Tail, err = verifyWaiting(ctx, tx, &report, waitingRules{note: live.note, isLate: late.isLate})
	if report.Whole() { // the records of a broken ledger prove nothing
		report.Faults = live.faults(report.RemovedTo)
	}
	report.Faults = append(report.Faults, live.forged...)
	return report, err
}

// records iterates over the sequenced events in order, adds those whose columns
// were changed to columns, and shows each that has a body to note.
func records(ctx context.Context, tx *store.Tx, columns *[]ledger.Fault, note func(*ledger.Event)) iter.Seq2[ledger.Record, error] {
	return func(yield func(ledger.Record, error) bool) {
		for after := int64(math.MinInt64); ; { // a record before the first is a fault too
			rows, err := tx.IntegratedEvents(ctx, after, verifyBatch)
			if err != nil {
				yield(ledger.Record{}, fmt.Errorf("load events: %w", err))
				return
			}
			for _, row := range rows {
				after = *row.Seq
				*columns = append(*columns, columnFaults(row)...)
				if e, err := ledger.ParseEvent(row.Body); err == nil {
					note(&e)
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

// Faults that only the store's side of the ledger can show.
const (
	reasonColumns  ledger.Reason = "columns-changed"    // columns do not match the body, or stayed without it
	reasonUnsigned ledger.Reason = "checkpoint-missing" // no checkpoint covers the records
	reasonUnpinned ledger.Reason = "pin-missing"        // no pinned checkpoint lies beside the files
	reasonForeign  ledger.Reason = "event-forged"       // a waiting event was not recorded by the service
	reasonLate     ledger.Reason = "event-late"         // a waiting event was passed over
	reasonNodes    ledger.Reason = "tree-changed"       // a stored node is not that of the tree, is missing or was added
)

// columnFaults returns the fault of an integrated event whose columns were changed.
func columnFaults(row store.Event) []ledger.Fault {
	if columnsMatch(row) {
		return nil
	}
	return []ledger.Fault{{Seq: *row.Seq, Until: *row.Seq + 1, Reason: reasonColumns}}
}

// columnsMatch reports whether the columns of an event say what its body says:
// nothing once the body was removed.
func columnsMatch(row store.Event) bool {
	if row.Body == nil {
		return row.Act == "" && row.Outcome == "" && row.Subject == "" && row.Studio == "" && row.Upload == "" && row.Application == ""
	}
	e, err := ledger.ParseEvent(row.Body)
	if err != nil {
		return true // the body itself is at fault, which ledger.Verify reports
	}
	return e.ID == row.ID && e.At.Equal(row.At) && e.Act == row.Act && e.Outcome == row.Outcome &&
		e.Subject == string(row.Subject) && e.Studio == string(row.Studio) &&
		e.Upload == string(row.Upload) && e.Application == string(row.Application)
}

// Export writes every sequenced record and the newest checkpoint
// ([ledger.WriteExport]).
func (s *Integrator) Export(ctx context.Context, w io.Writer) error {
	return s.config.Store.Read(ctx, func(tx *store.Tx) error {
		last, err := latestCheckpoint(ctx, tx)
		if err != nil {
			return err
		}
		var columns []ledger.Fault
		return ledger.WriteExport(w, records(ctx, tx, &columns, func(*ledger.Event) {}), last.Text)
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
