package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/ratelimit"
	"myphoto/internal/store/codes"
	"myphoto/internal/store/counts"
	"myphoto/internal/store/db"
	"myphoto/internal/store/engine"
	"myphoto/internal/store/keys"
	"myphoto/internal/store/outbox"
	"myphoto/internal/store/refusals"
	"myphoto/internal/store/signin"
	"myphoto/internal/store/sqlite"
	"myphoto/internal/store/studio"
	"myphoto/internal/store/tickets"
)

// Errors of the store.
var (
	ErrNotFound  = db.ErrNotFound              // no row matches
	ErrDuplicate = engine.ErrDuplicate         // a unique index refused a row
	ErrStale     = db.ErrStale                 // a guarded update found no row as it was loaded
	ErrNothing   = errors.New("nothing to do") // returned to Write, rolls it back: no event is recorded
)

// maxTries is how often a write runs when its guard fails. The next run loads the
// changed record and decides again.
const maxTries = 5

// Store is an open database. It is safe for concurrent use.
type Store struct {
	engine   engine.Engine
	now      func() time.Time
	codes    *codes.Codes
	refusals *refusals.Filter
	acts     *ratelimit.Limiter[string] // of people in a session, by actor
}

// Acts of one person in a session: 60 at once, then one a second. Each is recorded for
// ten years, also one that undoes another.
const (
	actEvery  = time.Second
	actBurst  = 60
	maxActors = 16_384
)

// Tx is one transaction; its methods are the queries.
type Tx struct {
	q     *db.Queries
	codes *codes.Codes

	signin.Records
	outbox.Outbox
	keys.Keys
	counts.Counts
	tickets.Tickets
	studio.Desk
}

func (s *Store) tx(q *db.Queries) *Tx {
	return &Tx{
		q, s.codes, signin.New(q), outbox.New(q), keys.New(q), counts.New(q), tickets.New(q, s.codes), studio.New(q, s.codes),
	}
}

type (
	// SignIn is kept by package signin.
	SignIn = signin.SignIn
	// Session is kept by package signin.
	Session = signin.Session
	// Browser is kept by package signin.
	Browser = signin.Browser
	// OTP is kept by package signin.
	OTP = signin.OTP
	// Message is kept by package outbox.
	Message = outbox.Message
	// Attempt is kept by package outbox.
	Attempt = outbox.Attempt
	// Lane is kept by package outbox.
	Lane = outbox.Lane
	// Counter is kept by package counts.
	Counter = counts.Counter
	// Purge is kept by package counts.
	Purge = counts.Purge
	// Ticket is kept by package tickets.
	Ticket = tickets.Ticket
	// WrappedServiceKey is kept by package keys.
	WrappedServiceKey = keys.WrappedServiceKey
	// Period is kept by package studio.
	Period = studio.Period
	// SentUpload is kept by package studio.
	SentUpload = studio.SentUpload
	// ReplacedUpload is kept by package studio.
	ReplacedUpload = studio.ReplacedUpload
	// Batch is kept by package studio.
	Batch = studio.Batch
	// BatchRow is kept by package studio.
	BatchRow = studio.BatchRow
	// PublishedKey is kept by package keys.
	PublishedKey = keys.PublishedKey
)

// Open opens the database at the address "sqlite:PATH", creates it when it does
// not exist, and brings its schema up to date. The events are dated by now.
func Open(ctx context.Context, address string, now func() time.Time) (*Store, error) {
	return open(ctx, address, now, sqlite.Open)
}

// OpenReadOnly opens an existing database at the address, of this version, and
// changes nothing: it may be a copy on a read-only disk.
func OpenReadOnly(ctx context.Context, address string, now func() time.Time) (*Store, error) {
	return open(ctx, address, now, sqlite.OpenReadOnly)
}

func open(
	ctx context.Context, address string, now func() time.Time, engine func(context.Context, string) (*sqlite.DB, error),
) (*Store, error) {
	path, ok := strings.CutPrefix(address, "sqlite:")
	if !ok {
		return nil, errors.New("open database: the address does not begin with sqlite")
	}
	e, err := engine(ctx, path)
	if err != nil {
		return nil, err
	}
	return New(e, now), nil
}

// New returns a store on an open database. [Store.Close] closes the database.
func New(e engine.Engine, now func() time.Time) *Store {
	rate := ratelimit.Rate{Every: actEvery, Burst: actBurst}
	return &Store{
		engine: e, now: now, codes: codes.New(now), refusals: refusals.New(now),
		acts: ratelimit.NewLimiter[string](rate, maxActors, now),
	}
}

// Close closes the database.
func (s *Store) Close() error { return s.engine.Close() }

// Ping returns an error when the database does not answer.
func (s *Store) Ping(ctx context.Context) error { return s.engine.Ping(ctx) }

// Truncate removes overwritten content that the engine still keeps on the disk. On
// SQLite it empties the write-ahead log, and fails when a reader holds the log for
// longer than a second. Every erasure and every sweep ends with it.
func (s *Store) Truncate(ctx context.Context) error { return s.engine.Compact(ctx) }

// Read runs f on one consistent view of the records.
func (s *Store) Read(ctx context.Context, f func(*Tx) error) error {
	return s.engine.Read(ctx, func(q *db.Queries) error { return f(s.tx(q)) })
}

// Query runs f, which makes one query, without a transaction, which would cost
// more than the query.
func (s *Store) Query(ctx context.Context, f func(context.Context, *Tx) error) error {
	return s.engine.Query(ctx, func(ctx context.Context, q *db.Queries) error { return f(ctx, s.tx(q)) })
}

// Write runs an act: it runs f and records the event in one transaction, and
// returns when both are on the disk. When f refuses with a [photo.Error], the
// changes of f are rolled back and a second write records the refusal as
// [Store.RecordRefusal] does. Write sets the ID and At of the event, and its
// Outcome to "done" or to the code of the refusal. f runs again when its guard
// fails; after several failures the result wraps [photo.ErrMoved].
func (s *Store) Write(ctx context.Context, e *ledger.Event, f func(*Tx) error) error {
	err := s.retry(ctx, func(tx *Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		return tx.recordEvent(ctx, e, "done", s.now())
	})
	return s.Refuse(ctx, e, err)
}

// WriteSignedIn is [Store.Write] for an act of somebody in a session. It refuses
// [photo.ErrSignIn] where the session has ended since the request was let in: a body
// may take minutes to arrive. Too many acts are refused with [photo.TooManyRequests].
func (s *Store) WriteSignedIn(ctx context.Context, e *ledger.Event, session string, f func(*Tx) error) error {
	if wait := s.acts.Allow(e.Actor); wait > 0 {
		return s.Refuse(ctx, e, photo.TooManyRequests(wait))
	}
	return s.WritePart(ctx, e, session, f)
}

// WritePart is [Store.WriteSignedIn] for one of the many parts of an act, whose number
// the act itself bounds: it is not counted as an act of its own.
func (s *Store) WritePart(ctx context.Context, e *ledger.Event, session string, f func(*Tx) error) error {
	return s.Write(ctx, e, func(tx *Tx) error {
		lives, err := tx.SessionLives(ctx, session, s.now())
		if err != nil {
			return fmt.Errorf("load session: %w", err)
		}
		if !lives {
			return photo.ErrSignIn
		}
		return f(tx)
	})
}

// RecordRefusal records an act that was refused before it began, even when the
// visitor has already left, and unless package refusals knows too many like it. The
// facts of the event stay as they are: the caller may try again with it. A refusal of
// the kind [photo.Unavailable] is not recorded: it says nothing about the act, and an
// overload must not fill the ledger.
func (s *Store) RecordRefusal(ctx context.Context, e *ledger.Event, refusal *photo.Error) error {
	recorded := *e
	recorded.Facts = maps.Clone(e.Facts)
	if refusal.Kind == photo.Unavailable || !s.refusals.Admit(&recorded, refusal.Code) {
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	err := s.retry(ctx, func(tx *Tx) error {
		return tx.recordEvent(ctx, &recorded, refusal.Code, s.now())
	})
	e.ID, e.At, e.Outcome = recorded.ID, recorded.At, recorded.Outcome
	return err
}

// WriteUnlogged runs f in a transaction without recording an event, for changes
// that are not an act of anybody, such as sessions and counters of tries.
func (s *Store) WriteUnlogged(ctx context.Context, f func(*Tx) error) error {
	return s.retry(ctx, f)
}

// retry runs f in a writing transaction, at most maxTries times while a guard
// fails.
func (s *Store) retry(ctx context.Context, f func(*Tx) error) error {
	var err error
	for range maxTries {
		if err = s.engine.Do(ctx, func(q *db.Queries) error { return f(s.tx(q)) }); !errors.Is(err, ErrStale) {
			return err
		}
	}
	return fmt.Errorf("write: %w", photo.ErrMoved)
}

// Record records a further act in the transaction of the act that causes it.
func (tx *Tx) Record(ctx context.Context, e *ledger.Event, now time.Time) error {
	return tx.recordEvent(ctx, e, "done", now)
}

// recordEvent inserts an event, which the integrator puts into the tree later.
func (tx *Tx) recordEvent(ctx context.Context, e *ledger.Event, outcome string, now time.Time) error {
	e.ID, e.At, e.Outcome = photo.NewID("evt_"), now.UTC().Truncate(time.Microsecond), outcome
	if err := e.Check(); err != nil {
		return fmt.Errorf("record event: %w", err)
	}
	salt, body := ledger.NewSalt(), e.Bytes()
	leaf := ledger.Leaf(salt, body)
	err := tx.q.InsertEvent(ctx, db.InsertEventParams{
		ID: e.ID, At: db.At(e.At), Act: e.Act, Outcome: e.Outcome,
		SubjectID: photo.SubjectID(e.Subject), StudioID: photo.StudioID(e.Studio),
		UploadID: photo.UploadID(e.Upload), ApplicationID: photo.ApplicationID(e.Application),
		Salt: salt, Body: body, Commitment: leaf, WaitingMac: tx.signEvent(e.ID, leaf),
	})
	if err != nil {
		return fmt.Errorf("record event: %w", err)
	}
	return nil
}

// Refuse records an act that is refused before it began, and returns the refusal.
// It returns any other error unchanged.
func (s *Store) Refuse(ctx context.Context, e *ledger.Event, err error) error {
	refusal, ok := photo.RefusalIn(err)
	if !ok {
		return err
	}
	if fault := s.RecordRefusal(ctx, e, refusal); fault != nil {
		return fault
	}
	return err
}

// NotFoundOr returns the refusal when err is [ErrNotFound], and else wraps err as
// the failure to load what.
func NotFoundOr(refusal *photo.Error, what string, err error) error {
	if errors.Is(err, ErrNotFound) {
		return refusal
	}
	return fmt.Errorf("load %s: %w", what, err)
}
