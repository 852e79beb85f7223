package store

import (
	"context"
	"crypto/hmac"
	"time"

	"myphoto/internal/store/db"
)

// WaitingEvents returns at most limit events that are not integrated into the tree
// yet, oldest first, after skipping the first skip.
func (tx *Tx) WaitingEvents(ctx context.Context, limit, skip int) ([]Event, error) {
	return eventsOf(tx.q.WaitingEvents(ctx, db.WaitingEventsParams{Limit: int32(limit), Offset: int32(skip)}))
}

// Authentic reports whether a program with the key of the records has recorded an
// event: a row that somebody wrote into the database is not.
func (tx *Tx) Authentic(e Event) bool { return hmac.Equal(tx.signEvent(e.ID, e.Commitment), e.mac) }

// signEvent returns the code of an event, which covers its id and its commitment; empty
// before [Store.Authenticate].
func (tx *Tx) signEvent(id string, commitment []byte) []byte {
	return tx.codes.Sum("waiting event", append([]byte(id+"\n"), commitment...))
}

// CountWaitingEvents returns the number of events that are not integrated yet.
func (tx *Tx) CountWaitingEvents(ctx context.Context) (int64, error) {
	return tx.q.CountWaitingEvents(ctx)
}

// IntegrateEvent sets the index of an event in the tree; [ErrStale] when it has
// one already.
func (tx *Tx) IntegrateEvent(ctx context.Context, id string, seq int64) error {
	return orStale(tx.q.SequenceEvent(ctx, db.SequenceEventParams{Seq: seq, ID: id}))
}

// IntegratedEvents returns at most limit events whose index in the tree is greater
// than after, in the order of the tree.
func (tx *Tx) IntegratedEvents(ctx context.Context, after int64, limit int) ([]Event, error) {
	return eventsOf(tx.q.SequencedEvents(ctx, db.SequencedEventsParams{After: after, MaxRows: int32(limit)}))
}

// CreateNode inserts a node of the tree.
func (tx *Tx) CreateNode(ctx context.Context, position int64, hash []byte) error {
	return tx.q.InsertNode(ctx, db.InsertNodeParams{Position: position, Hash: hash})
}

// Node returns the hash of a node of the tree; [ErrNotFound] when there is none.
func (tx *Tx) Node(ctx context.Context, position int64) ([]byte, error) {
	return tx.q.Node(ctx, position)
}

// NodesAfter returns at most limit hashes of nodes whose position is greater than
// after, and their positions, in order.
func (tx *Tx) NodesAfter(ctx context.Context, after int64, limit int) (positions []int64, hashes [][]byte, err error) {
	rows, err := tx.q.NodesAfter(ctx, db.NodesAfterParams{After: after, MaxRows: int32(limit)})
	for _, row := range rows {
		positions, hashes = append(positions, row.Position), append(hashes, row.Hash)
	}
	return positions, hashes, err
}

// TreeEnd returns the index of the last integrated event and the position of the last
// node, whether they belong there or not; -1 where there is none.
func (tx *Tx) TreeEnd(ctx context.Context) (seq, position int64, err error) {
	if seq, err = tx.q.LastSequence(ctx); err != nil {
		return seq, -1, err
	}
	position, err = tx.q.LastNode(ctx)
	return seq, position, err
}

// Checkpoint is a signed head of the tree.
type Checkpoint struct {
	Size     int64  // number of leaves
	Text     []byte // signed note
	SignedAt time.Time
}

// CreateCheckpoint inserts a checkpoint.
func (tx *Tx) CreateCheckpoint(ctx context.Context, c Checkpoint) error {
	return tx.q.InsertCheckpoint(ctx, db.InsertCheckpointParams{Size: c.Size, Text: c.Text, SignedAt: db.At(c.SignedAt)})
}

// LatestCheckpoint returns the newest checkpoint; [ErrNotFound] when there is
// none.
func (tx *Tx) LatestCheckpoint(ctx context.Context) (Checkpoint, error) {
	row, err := tx.q.LatestCheckpoint(ctx)
	return Checkpoint{row.Size, row.Text, row.SignedAt.Time}, err
}

// Checkpoints returns every checkpoint, the smallest first.
func (tx *Tx) Checkpoints(ctx context.Context) ([]Checkpoint, error) {
	rows, err := tx.q.Checkpoints(ctx)
	list := make([]Checkpoint, len(rows))
	for i, row := range rows {
		list[i] = Checkpoint{row.Size, row.Text, row.SignedAt.Time}
	}
	return list, err
}
