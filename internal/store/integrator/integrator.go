package integrator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"myphoto/internal/ledger"
	"myphoto/internal/store"
)

// maxBatch is how many events one checkpoint integrates: nobody else writes
// meanwhile.
const maxBatch = 500

// ErrContradicted means that the database is not the one whose ledger was
// signed: it is behind the pinned checkpoint or does not agree with it, or that
// checkpoint is missing.
var ErrContradicted = errors.New("the ledger of the database contradicts its pinned checkpoint, which is kept outside: " +
	"nothing is integrated (operations.md, Ledger; after a restore: `myphoto ledger accept-restored`)")

// ErrForgedEvent means that a row that waits to be integrated was not recorded by
// the service.
var ErrForgedEvent = errors.New("an event that waits was not recorded by this service: " +
	"nothing is integrated while it is there (operations.md, Ledger; `myphoto ledger verify` names all of them)")

// ErrBeyond means that somebody added a record or a node after the newest checkpoint,
// where the next event belongs.
var ErrBeyond = errors.New("rows of the ledger lie after its newest checkpoint: " +
	"nothing is integrated while they are there (operations.md, Ledger; `myphoto ledger verify` names them)")

// Config is what an integrator works with.
type Config struct {
	Store      *store.Store
	Signer     note.Signer    // signs checkpoints; its name is the origin of the ledger
	Keys       note.Verifiers // of the signer and of former ones
	PinPath    string         // file of the pinned checkpoint, outside the database; empty where nothing is integrated or verified
	Years      int            // for which the bodies of events are kept
	Now        func() time.Time
	Log        *slog.Logger
	Integrated func() // called when a batch is committed and the pin not yet written
}

// Integrator integrates the events of one ledger. It is safe for concurrent
// use; several programs may integrate the same database, each with a pin of
// its own.
type Integrator struct {
	config Config
	pin    pinFile

	mu        sync.Mutex
	refused   error     // why nothing is integrated
	unwritten error     // why the pin could not be written
	logged    time.Time // when a pin was last logged
}

// New returns an integrator. It reads and writes nothing.
func New(c Config) *Integrator { return &Integrator{config: c, pin: pinFile{path: c.PinPath}} }

// Status returns what is wrong: refused, why the last turn integrated nothing,
// whatever the reason; unwritten, while the pin cannot be written, which every turn
// tries again and which holds nobody up.
func (s *Integrator) Status() (refused, unwritten error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refused, s.unwritten
}

// Integrate appends the waiting events to the tree and signs a checkpoint over
// it, batch by batch; it returns how many it integrated. It selects events
// because they have no sequence number, never because they are newer than the
// last. Events that are recorded meanwhile are left to the next call: under
// load there would be a checkpoint for every few of them. It returns
// [ErrContradicted] when the database is not trusted, [ErrForgedEvent] and [ErrBeyond].
func (s *Integrator) Integrate(ctx context.Context) (int, error) {
	waiting, err := s.waiting(ctx)
	if err != nil {
		s.setStatus(ctx, err)
		return 0, err
	}
	if waiting == 0 {
		return 0, s.Check(ctx)
	}
	for all := 0; ; {
		n, err := s.integrateBatch(ctx)
		all += n
		if err != nil || n == 0 || int64(all) >= waiting {
			return all, err
		}
	}
}

func (s *Integrator) integrateBatch(ctx context.Context) (int, error) {
	n, text := 0, []byte(nil)
	err := s.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		rows, err := tx.WaitingEvents(ctx, maxBatch, 0)
		if n, text = len(rows), nil; err != nil || len(rows) == 0 {
			return err
		}
		text, err = s.appendLeaves(ctx, tx, rows)
		return err
	})
	s.setStatus(ctx, err)
	if err != nil {
		return 0, err
	}
	if text == nil {
		return 0, nil // another program has integrated them meanwhile
	}
	s.config.Integrated()
	return n, s.savePin(ctx, text)
}

func (s *Integrator) waiting(ctx context.Context) (n int64, err error) {
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		n, err = tx.CountWaitingEvents(ctx)
		return err
	})
	return n, err
}

// appendLeaves appends events to the tree and returns the signed checkpoint.
// Before it signs, the tree must still begin with what was signed last, and
// that with what the pin covers.
func (s *Integrator) appendLeaves(ctx context.Context, tx *store.Tx, rows []store.Event) ([]byte, error) {
	pinned, err := s.pin.read()
	if err != nil {
		return nil, err
	}
	last, _, err := s.consistentHead(ctx, tx, pinned)
	if err != nil {
		return nil, err
	}
	if err := authentic(tx, rows); err != nil {
		return nil, err
	}
	leaves := make([][]byte, len(rows))
	for i, row := range rows {
		leaves[i] = row.Commitment
		err := tx.IntegrateEvent(ctx, row.ID, last.Size+int64(i))
		if err != nil {
			return nil, fmt.Errorf("sequence event: %w", err)
		}
	}
	if err := addNodes(ctx, tx, last.Size, leaves); err != nil {
		return nil, err
	}
	grown := ledger.Checkpoint{Origin: s.config.Signer.Name(), Size: last.Size + int64(len(rows))}
	if grown.Root, err = ledger.Root(grown.Size, Nodes(ctx, tx)); err != nil {
		return nil, asContradiction(err)
	}
	if last.Size > 0 {
		if err := ledger.CheckGrowth(last, grown, Nodes(ctx, tx)); err != nil {
			return nil, asContradiction(err)
		}
	}
	text, err := ledger.SignCheckpoint(grown, s.config.Signer)
	if err != nil {
		return nil, err
	}
	return text, tx.CreateCheckpoint(ctx, store.Checkpoint{Size: grown.Size, Text: text, SignedAt: s.config.Now()})
}

// authentic returns [ErrForgedEvent] when the service did not record one of the rows.
func authentic(tx *store.Tx, rows []store.Event) error {
	for _, row := range rows {
		if !tx.Authentic(row) {
			return fmt.Errorf("%w: %q", ErrForgedEvent, row.ID)
		}
	}
	return nil
}

func addNodes(ctx context.Context, tx *store.Tx, size int64, leaves [][]byte) error {
	hashes, err := ledger.Grow(size, leaves, Nodes(ctx, tx))
	if err != nil {
		return asContradiction(err)
	}
	for i, hash := range hashes {
		err := tx.CreateNode(ctx, tlog.StoredHashCount(size)+int64(i), hash[:])
		if err != nil {
			return fmt.Errorf("save node: %w", err)
		}
	}
	return nil
}

// consistentHead returns the newest checkpoint of the database and its text,
// once its tree is shown to begin with what the pin covers and to end there; that of
// the pin while nothing was integrated.
func (s *Integrator) consistentHead(ctx context.Context, tx *store.Tx, pinned []byte) (ledger.Checkpoint, []byte, error) {
	if pinned == nil {
		return ledger.Checkpoint{}, nil, asContradiction(errPinMissing)
	}
	older, err := ledger.OpenCheckpoint(pinned, s.config.Keys)
	if err != nil {
		return older, nil, asContradiction(err)
	}
	row, err := latestCheckpoint(ctx, tx)
	switch {
	case err != nil:
		return older, nil, err
	case row.Text == nil && older.Size > 0:
		return older, nil, asContradiction(ledger.ErrBehind)
	case row.Text == nil:
		return older, pinned, checkEnd(ctx, tx, 0)
	}
	last, err := ledger.OpenCheckpoint(row.Text, s.config.Keys)
	if err == nil && last.Size != row.Size {
		err = ledger.ErrCheckpoint
	}
	if err == nil && !bytes.Equal(pinned, row.Text) {
		err = ledger.CheckGrowth(older, last, Nodes(ctx, tx))
	}
	if err != nil {
		return last, row.Text, asContradiction(err)
	}
	return last, row.Text, checkEnd(ctx, tx, last.Size)
}

// checkEnd returns [ErrBeyond] when there is a record or a node that a tree of the
// size does not have, in the place of a later one.
func checkEnd(ctx context.Context, tx *store.Tx, size int64) error {
	seq, position, err := tx.TreeEnd(ctx)
	if err != nil {
		return fmt.Errorf("load end of the tree: %w", err)
	}
	if seq >= size || position >= tlog.StoredHashCount(size) {
		return ErrBeyond
	}
	return nil
}

// latestCheckpoint returns the newest checkpoint, or the zero one when there
// is none.
func latestCheckpoint(ctx context.Context, tx *store.Tx) (store.Checkpoint, error) {
	last, err := tx.LatestCheckpoint(ctx)
	if errors.Is(err, store.ErrNotFound) {
		return store.Checkpoint{}, nil
	}
	if err != nil {
		return last, fmt.Errorf("load checkpoint: %w", err)
	}
	return last, nil
}

// asContradiction wraps with [ErrContradicted] what shows that the database is
// not to be trusted, and leaves an error that only means that it does not
// answer.
func asContradiction(err error) error {
	for _, sign := range []error{ledger.ErrBehind, ledger.ErrProof, ledger.ErrCheckpoint, ledger.ErrTree, store.ErrNotFound, errPinMissing} {
		if errors.Is(err, sign) {
			return fmt.Errorf("%w: %w", ErrContradicted, err)
		}
	}
	return err
}

// Check compares the database with the pin and brings the pin up to date where
// it is behind. It returns [ErrContradicted] when they do not agree and when
// there is no pin.
func (s *Integrator) Check(ctx context.Context) error {
	pinned, err := s.pin.read() // first: the database already has what it covers
	if err != nil {
		s.setStatus(ctx, err)
		return err
	}
	var text []byte
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		_, text, err = s.consistentHead(ctx, tx, pinned)
		return err
	})
	s.setStatus(ctx, err)
	if err != nil || bytes.Equal(text, pinned) {
		return err
	}
	return s.savePin(ctx, text)
}

// setStatus remembers why a turn failed, until one succeeds. That the program ends
// is no failure.
func (s *Integrator) setStatus(ctx context.Context, err error) {
	if err != nil && ctx.Err() != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused = err
}
