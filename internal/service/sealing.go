package service

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/store"
	"myphoto/internal/store/integrator"
)

// IntegrateLedger puts the waiting events into the ledger and returns how many
// it integrated. It refuses while the database contradicts the pinned
// checkpoint.
func (h *Housekeeping) IntegrateLedger(ctx context.Context) (int, error) {
	return h.integrator.Integrate(ctx)
}

// CheckLedger compares the database with the pinned checkpoint, which a
// restored database contradicts.
func (h *Housekeeping) CheckLedger(ctx context.Context) error { return h.integrator.Check(ctx) }

// LedgerStatus returns why nothing is integrated, and why the pinned checkpoint
// cannot be written; nil where all is well.
func (h *Housekeeping) LedgerStatus() (refused, unwritten error) { return h.integrator.Status() }

// AcceptRestored lets the ledger go on after a database was restored from a
// backup, on the word of the operator; it returns where the former pinned
// checkpoint is kept.
func (h *Housekeeping) AcceptRestored(ctx context.Context) (aside string, err error) {
	return h.integrator.AcceptRestored(ctx, system("ledger.accept-restored"))
}

// VerifyLedger recomputes the whole ledger and compares it with the pinned
// checkpoint and with outside, a checkpoint that an auditor kept, or nil.
func (h *Housekeeping) VerifyLedger(ctx context.Context, outside []byte) (ledger.Report, error) {
	return h.integrator.Verify(ctx, outside)
}

// ExportLedger writes every sequenced record and the newest checkpoint as
// lines of JSON.
func (h *Housekeeping) ExportLedger(ctx context.Context, w io.Writer) error {
	return h.integrator.Export(ctx, w)
}

// Checkpoint gives the newest signed checkpoint.
func (a *Applications) Checkpoint(ctx context.Context) (text []byte, err error) {
	err = a.Store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.LatestCheckpoint(ctx)
		text = row.Text
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil, photo.ErrNotFound
	}
	return text, err
}

// Consistency gives the proof, as JSON, that the ledger of size to begins with
// that of size from.
func (a *Applications) Consistency(ctx context.Context, from, to int64) (proof []byte, err error) {
	err = a.Store.Read(ctx, func(tx *store.Tx) error {
		last, err := tx.LatestCheckpoint(ctx)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("load checkpoint: %w", err)
		}
		if from < 0 || from > to || to > last.Size {
			return photo.ErrInvalid.OnField("to")
		}
		hashes, err := ledger.ProveConsistency(from, to, integrator.Nodes(ctx, tx))
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
