package integrator

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"

	"myphoto/internal/ledger"
	"myphoto/internal/store"
)

// ErrAgrees means that there is nothing to accept: the database does not
// contradict its pinned checkpoint.
var ErrAgrees = errors.New("the ledger agrees with its pinned checkpoint: there is nothing to accept")

// AcceptRestored lets the ledger go on with a database that an operator
// restored from a backup, or whose pin was lost. It records e with the size and
// root of the pinned checkpoint, or that it was missing, moves the pin to
// another name, which it returns, and begins a new one. When the database agrees
// with its pin it returns [ErrForgedEvent], if that is why nothing is integrated, and
// else [ErrAgrees].
func (s *Integrator) AcceptRestored(ctx context.Context, e *ledger.Event) (aside string, err error) {
	switch err := s.Check(ctx); {
	case err == nil:
		return "", cmp.Or(s.checkWaiting(ctx), ErrAgrees)
	case !errors.Is(err, ErrContradicted):
		return "", err
	}
	pinned, err := s.pin.read()
	if err != nil {
		return "", err
	}
	maps.Copy(e.Facts, s.describePin(pinned))
	var last store.Checkpoint
	err = s.config.Store.Write(ctx, e, func(tx *store.Tx) (err error) {
		last, err = latestCheckpoint(ctx, tx)
		return err
	})
	if err != nil {
		return "", err
	}
	if pinned != nil {
		if aside, err = s.pin.setAside(s.config.Now()); err != nil {
			return aside, err
		}
	}
	if err := s.pinHead(ctx, last.Text); err != nil {
		return aside, err
	}
	return aside, s.Check(ctx)
}

// checkWaiting returns [ErrForgedEvent] when the next batch has an event that the
// service did not record.
func (s *Integrator) checkWaiting(ctx context.Context) error {
	return s.config.Store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.WaitingEvents(ctx, maxBatch, 0)
		return cmp.Or(err, authentic(tx, rows))
	})
}

// describePin returns the facts of a pin that the database contradicts.
func (s *Integrator) describePin(pinned []byte) map[string]string {
	if pinned == nil {
		return map[string]string{"pinned": "missing"}
	}
	c, err := ledger.OpenCheckpoint(pinned, s.config.Keys)
	if err != nil {
		return map[string]string{"pinned": "unreadable"}
	}
	return map[string]string{"pinned": strconv.FormatInt(c.Size, 10), "root": tlog.Hash(c.Root).String()}
}
