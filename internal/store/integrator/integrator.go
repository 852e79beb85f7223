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
	"myphoto/internal/store/db"
)

// maxBatch is how many events are sealed by one checkpoint at most: nobody
// else writes meanwhile.
const maxBatch = 500

// ErrContradicted says that the database is not the one whose ledger was
// sealed: it stands behind the witness or does not agree with it.
var ErrContradicted = errors.New("the ledger of the database contradicts its witness, the checkpoint kept outside: " +
	"nothing is sealed (operations.md, Ledger; after a restore: `myphoto ledger accept-restored`)")

// Config is what a sequencer works with.
type Config struct {
	Store      *store.Store
	Origin     string         // name of the ledger and of its key
	Signer     note.Signer    // signs checkpoints
	Keys       note.Verifiers // the signer's and former ones
	PinPath    string         // path of the file outside the database
	Now        func() time.Time
	Log        *slog.Logger
	Integrated func() // called when a batch is committed and the witness not yet written
}

// Integrator seals one ledger. It is safe for concurrent use; several programs
// may seal the same database, each with a witness of its own.
type Integrator struct {
	Config
	pin pinFile

	mu        sync.Mutex
	refused   error // why the database is not trusted
	unwritten error // why the witness could not be written
}

// New makes a sequencer.
func New(c Config) *Integrator { return &Integrator{Config: c, pin: pinFile{path: c.PinPath}} }

// Status tells what is wrong: refused, while the database contradicts the
// witness and nothing is sealed; unwritten, while the witness cannot be
// written, which is tried again at every turn and holds nobody up.
func (s *Integrator) Status() (refused, unwritten error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refused, s.unwritten
}

// Integrate gives the waiting events their places in the tree and signs a
// checkpoint over them, batch by batch; it gives how many it sealed. Events are
// taken because they have no place yet, never because they are newer than the
// last. Those that come meanwhile are left to the next time: under load there
// would be a checkpoint for every few of them. It refuses with
// [ErrContradicted].
func (s *Integrator) Integrate(ctx context.Context) (int, error) {
	waiting, err := s.waiting(ctx)
	if err != nil {
		return 0, err
	}
	if waiting == 0 {
		return 0, s.Check(ctx)
	}
	for all := 0; ; {
		sealed, err := s.integrateBatch(ctx)
		all += sealed
		if err != nil || sealed == 0 || int64(all) >= waiting {
			return all, err
		}
	}
}

func (s *Integrator) integrateBatch(ctx context.Context) (int, error) {
	sealed, text := 0, []byte(nil)
	err := s.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		rows, err := tx.WaitingEvents(ctx, maxBatch)
		if sealed, text = len(rows), nil; err != nil || len(rows) == 0 {
			return err
		}
		text, err = s.appendLeaves(ctx, tx, rows)
		return err
	})
	s.setStatus(err)
	if err != nil {
		return 0, err
	}
	if text == nil {
		return 0, nil // somebody else sealed them meanwhile
	}
	s.Integrated()
	return sealed, s.savePin(text)
}

func (s *Integrator) waiting(ctx context.Context) (n int64, err error) {
	err = s.Store.Read(ctx, func(tx *store.Tx) error {
		n, err = tx.CountWaitingEvents(ctx)
		return err
	})
	return n, err
}

// appendLeaves folds events into the tree and gives the signed checkpoint. Before it
// signs, the tree must still begin with what was signed last, and that with
// what the witness holds.
func (s *Integrator) appendLeaves(ctx context.Context, tx *store.Tx, rows []db.WaitingEventsRow) ([]byte, error) {
	kept, err := s.pin.read()
	if err != nil {
		return nil, err
	}
	last, _, err := s.consistentHead(ctx, tx, kept)
	if err != nil {
		return nil, err
	}
	leaves := make([][]byte, len(rows))
	for i, row := range rows {
		leaves[i] = row.Commitment
		changed, err := tx.SequenceEvent(ctx, db.SequenceEventParams{Seq: last.Size + int64(i), ID: row.ID})
		if err != nil {
			return nil, fmt.Errorf("sequence event: %w", err)
		}
		if changed == 0 {
			return nil, store.ErrStale
		}
	}
	if err := addNodes(ctx, tx, last.Size, leaves); err != nil {
		return nil, err
	}
	grown := ledger.Checkpoint{Origin: s.Origin, Size: last.Size + int64(len(rows)), At: s.Now()}
	if grown.Root, err = ledger.Root(grown.Size, Nodes(ctx, tx)); err != nil {
		return nil, asContradiction(err)
	}
	if last.Size > 0 {
		if err := ledger.CheckGrowth(last, grown, Nodes(ctx, tx)); err != nil {
			return nil, asContradiction(err)
		}
	}
	text, err := ledger.SignCheckpoint(grown, s.Signer)
	if err != nil {
		return nil, err
	}
	return text, tx.InsertCheckpoint(ctx, db.InsertCheckpointParams{Size: grown.Size, Text: text, SignedAt: db.At(grown.At)})
}

func addNodes(ctx context.Context, tx *store.Tx, size int64, leaves [][]byte) error {
	hashes, err := ledger.Grow(size, leaves, Nodes(ctx, tx))
	if err != nil {
		return asContradiction(err)
	}
	for i, hash := range hashes {
		err := tx.InsertNode(ctx, db.InsertNodeParams{Position: tlog.StoredHashCount(size) + int64(i), Hash: hash[:]})
		if err != nil {
			return fmt.Errorf("save node: %w", err)
		}
	}
	return nil
}

// consistentHead gives the newest checkpoint of the database, once its tree is shown to
// begin with what the witness holds; the zero one and nil when neither has any.
func (s *Integrator) consistentHead(ctx context.Context, tx *store.Tx, kept []byte) (ledger.Checkpoint, []byte, error) {
	row, err := latestCheckpoint(ctx, tx)
	if err != nil || row.Text == nil && kept == nil {
		return ledger.Checkpoint{}, nil, err
	}
	last, err := ledger.OpenCheckpoint(row.Text, s.Keys)
	if row.Text == nil {
		err = ledger.ErrBehind
	}
	if err == nil && last.Size != row.Size {
		err = ledger.ErrCheckpoint
	}
	if err == nil && kept != nil && !bytes.Equal(kept, row.Text) {
		var older ledger.Checkpoint
		if older, err = ledger.OpenCheckpoint(kept, s.Keys); err == nil {
			err = ledger.CheckGrowth(older, last, Nodes(ctx, tx))
		}
	}
	return last, row.Text, asContradiction(err)
}

// latestCheckpoint gives the newest checkpoint; the zero one when there is none.
func latestCheckpoint(ctx context.Context, tx *store.Tx) (db.Checkpoint, error) {
	last, err := tx.LatestCheckpoint(ctx)
	if errors.Is(err, store.ErrNotFound) {
		return db.Checkpoint{}, nil
	}
	if err != nil {
		return last, fmt.Errorf("load checkpoint: %w", err)
	}
	return last, nil
}

// asContradiction marks what shows that the database is not to be trusted, and
// leaves alone what only says that it does not answer.
func asContradiction(err error) error {
	for _, sign := range []error{ledger.ErrBehind, ledger.ErrProof, ledger.ErrCheckpoint, ledger.ErrTree, store.ErrNotFound} {
		if errors.Is(err, sign) {
			return fmt.Errorf("%w: %w", ErrContradicted, err)
		}
	}
	return err
}

// Check compares the database with the witness and brings the witness up to
// date where it stands behind; where there is none, it begins. It refuses with
// [ErrContradicted].
func (s *Integrator) Check(ctx context.Context) error {
	kept, err := s.pin.read() // first: what it holds is in the database already
	if err != nil {
		s.setStatus(err)
		return err
	}
	var last ledger.Checkpoint
	var text []byte
	err = s.Store.Read(ctx, func(tx *store.Tx) error {
		last, text, err = s.consistentHead(ctx, tx, kept)
		return err
	})
	s.setStatus(err)
	if err != nil || bytes.Equal(text, kept) {
		return err
	}
	if kept == nil {
		s.Log.WarnContext(ctx, "the ledger has no witness yet: it begins with the database as it is", "records", last.Size)
	}
	return s.savePin(text)
}

// setStatus remembers whether the database was refused.
func (s *Integrator) setStatus(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case err == nil:
		s.refused = nil
	case errors.Is(err, ErrContradicted), errors.Is(err, errPinUnreadable):
		s.refused = err
	}
}

// savePin writes the witness, unless it holds a later checkpoint already.
func (s *Integrator) savePin(text []byte) error {
	fresh, err := ledger.OpenCheckpoint(text, s.Keys)
	if err == nil {
		err = s.pin.replace(text, func(kept []byte) bool {
			older, err := ledger.OpenCheckpoint(kept, s.Keys)
			return err == nil && older.Size < fresh.Size
		})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unwritten = err
	return err
}
