package integrator

import (
	"context"
	"errors"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"

	"myphoto/internal/ledger"
	"myphoto/internal/store"
)

// ErrAgrees says that there is nothing to accept: the database does not
// contradict its witness.
var ErrAgrees = errors.New("the ledger agrees with its witness: there is nothing to accept")

// AcceptRestored lets sealing go on over a database that an operator restored from a
// backup: the event is recorded with what the witness held, the witness is
// kept under another name, which Accept gives, and a new one begins. It
// refuses with [ErrAgrees].
func (s *Integrator) AcceptRestored(ctx context.Context, e *ledger.Event) (aside string, err error) {
	switch err := s.Check(ctx); {
	case err == nil:
		return "", ErrAgrees
	case !errors.Is(err, ErrContradicted):
		return "", err
	}
	kept, err := s.pin.read()
	if err != nil {
		return "", err
	}
	e.Facts = map[string]string{"witness": "unreadable"}
	if c, err := ledger.OpenCheckpoint(kept, s.Keys); err == nil {
		e.Facts = map[string]string{"witness": strconv.FormatInt(c.Size, 10), "root": tlog.Hash(c.Root).String()}
	}
	if err := s.Store.Write(ctx, e, func(*store.Tx) error { return nil }); err != nil {
		return "", err
	}
	if aside, err = s.pin.setAside(s.Now()); err != nil {
		return aside, err
	}
	return aside, s.Check(ctx)
}
