package store

import (
	"context"
	"errors"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store/db"
)

// Event is a row of the ledger. Seq is nil until the event is integrated into the
// tree; Body and Salt are nil after the body was removed.
type Event struct {
	ID           string
	Seq          *int64 // index of the leaf in the tree
	At           time.Time
	Act, Outcome string
	Subject      photo.SubjectID
	Studio       photo.StudioID
	Upload       photo.UploadID
	Application  photo.ApplicationID
	Salt         []byte
	Body         []byte // canonical JSON
	Commitment   []byte // hash of the leaf

	mac []byte
}

func eventOf(row db.Event) Event {
	return Event{
		ID: row.ID, Seq: row.Seq, At: row.At.Time, Act: row.Act, Outcome: row.Outcome, Subject: row.SubjectID,
		Studio: row.StudioID, Upload: row.UploadID, Application: row.ApplicationID,
		Salt: row.Salt, Body: row.Body, Commitment: row.Commitment, mac: row.WaitingMac,
	}
}

func eventsOf(rows []db.Event, err error) ([]Event, error) {
	list := make([]Event, len(rows))
	for i, row := range rows {
		list[i] = eventOf(row)
	}
	return list, err
}

// Event returns an event; [ErrNotFound] when there is none.
func (tx *Tx) Event(ctx context.Context, id string) (Event, error) {
	row, err := tx.q.Event(ctx, id)
	return eventOf(row), err
}

// History returns a part of the events that the history of a subject shows, newest
// first: of a kind ("retrievals", "grants", "files"; empty: all), and older than the
// event before, of which only ID and At are needed.
func (tx *Tx) History(ctx context.Context, who photo.SubjectID, kind string, before Event, limit int) ([]Event, error) {
	return eventsOf(tx.q.EventsOfSubject(ctx, db.EventsOfSubjectParams{
		SubjectID: who, Kind: kind, Before: db.At(before.At), BeforeID: before.ID, MaxRows: int32(limit),
	}))
}

// maxFetches is more fetches of one person's files than all applications together may
// make in the time of one retrieval.
const maxFetches = 5000

// Fetches returns the fetches of the files of a subject between two times, the oldest
// first.
func (tx *Tx) Fetches(ctx context.Context, who photo.SubjectID, since, until time.Time) ([]Event, error) {
	return eventsOf(tx.q.FetchEvents(ctx, db.FetchEventsParams{
		SubjectID: who, Since: db.At(since), Until: db.At(until), MaxRows: maxFetches,
	}))
}

// HasEvents reports whether the ledger has any event.
func (tx *Tx) HasEvents(ctx context.Context) (bool, error) { return exists(tx.q.AnyEvent(ctx)) }

// CountOldEvents returns the number of integrated events at or before until that
// still have their body.
func (tx *Tx) CountOldEvents(ctx context.Context, until time.Time) (int, error) {
	n, err := tx.q.CountOldEvents(ctx, db.At(until))
	return int(n), err
}

// OldEvents returns at most limit integrated events at or before until that still
// have their body, in the order of the tree.
func (tx *Tx) OldEvents(ctx context.Context, until time.Time, limit int) ([]Event, error) {
	return eventsOf(tx.q.OldEvents(ctx, db.OldEventsParams{Before: db.At(until), MaxRows: int32(limit)}))
}

// RemoveBody removes the body and the salt of an event, and what its columns say.
// The commitment stays.
func (tx *Tx) RemoveBody(ctx context.Context, id string) error { return tx.q.ForgetEvent(ctx, id) }

// exists reports whether a query for one row found a row.
func exists[T any](_ T, err error) (bool, error) {
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}
