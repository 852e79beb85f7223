package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/store/db"
)

// Errors of the store. ErrNotFound means that no row answers; ErrDuplicate that a
// unique index refused; ErrStale that a guarded update found another version.
var (
	ErrNotFound  = sql.ErrNoRows
	ErrDuplicate = errors.New("already there")
	ErrStale     = errors.New("changed by somebody else")
)

// retries of a write whose guard failed: the second look decides.
const retries = 5

// readers is how many connections read beside the one that writes.
const readers = 8

// Store is one database: one writer connection and several readers.
type Store struct {
	writer  *writer
	reader  *sql.DB
	reading *db.Queries
	now     func() time.Time
}

// Tx is one transaction; its methods are the queries.
type Tx struct{ *db.Queries }

// Open opens the database at "sqlite:PATH", creating the file when it is
// missing, and brings its schema up to date.
func Open(ctx context.Context, address string, now func() time.Time) (*Store, error) {
	path, ok := strings.CutPrefix(address, "sqlite:")
	if !ok {
		return nil, errors.New("open database: the address does not begin with sqlite")
	}
	if err := writable(path); err != nil {
		return nil, err
	}
	pool, err := open(path, 1, "_txlock=immediate")
	if err != nil {
		return nil, err
	}
	s := &Store{now: now}
	err = migrate(ctx, pool)
	if err == nil {
		s.writer, err = newWriter(ctx, pool)
	}
	if err == nil {
		err = s.writer.try(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	if s.reader, err = open(path, readers, "_pragma=query_only(1)"); err != nil {
		return nil, errors.Join(err, s.writer.close())
	}
	if s.reading, err = db.Prepare(ctx, adapter{s.reader}); err != nil {
		return nil, errors.Join(fmt.Errorf("prepare queries: %w", err), s.Close())
	}
	return s, nil
}

// open opens a pool on a SQLite file. The busy timeout comes first, so that
// the pragmas after it wait too; deleted content is overwritten.
func open(path string, connections int, more string) (*sql.DB, error) {
	pragmas := []string{
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)",
		"foreign_keys(1)", "secure_delete(1)", "cache_size(-8000)",
	}
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() + "?_time_integer_format=unix_micro&" + more
	for _, p := range pragmas {
		dsn += "&_pragma=" + p
	}
	pool, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	return pool, nil
}

// writable says in words why a database cannot be written, for the driver says
// no more than that it cannot: the disk is read-only, the rights are missing.
func writable(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		if f, err = os.CreateTemp(filepath.Dir(path), "try"); err == nil {
			err = os.Remove(f.Name())
		}
	}
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	return f.Close()
}

func migrate(ctx context.Context, pool *sql.DB) error {
	files, err := fs.Sub(schema, "schema")
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, pool, sqliteSchema{files})
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// Close folds the write-ahead log into the database and closes it.
func (s *Store) Close() error { return errors.Join(s.reader.Close(), s.writer.close()) }

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return translate(s.reader.PingContext(ctx)) }

// Truncate empties the write-ahead log, so that overwritten content does not
// live on there; it fails while somebody reads for longer than a second. Called
// after every erasure and every sweep.
func (s *Store) Truncate(ctx context.Context) error {
	return translate(s.writer.truncate(ctx))
}

// Read runs f on one consistent view of the records.
func (s *Store) Read(ctx context.Context, f func(*Tx) error) error {
	tx, err := s.reader.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", translate(err))
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	if err := f(&Tx{s.reading.WithTx(tx)}); err != nil {
		return translate(err)
	}
	return translate(tx.Commit())
}

// Query runs f, which asks one question; a transaction around it would cost more
// than the question.
func (s *Store) Query(ctx context.Context, f func(context.Context, *Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	// Neither would it pay to watch, meanwhile, whether the visitor leaves.
	return translate(f(context.WithoutCancel(ctx), &Tx{s.reading}))
}

// Write does an act: it runs f and records the event, both or nothing, and
// returns when they are on the disk. Acts that come at the same time may share
// the commit; none sees or undoes another's unfinished work. When
// f refuses with a photo.Error, everything f did is undone and the refusal is
// recorded by a second write. The event's ID and At are set here, its Outcome
// to "done" or the code of the refusal.
func (s *Store) Write(ctx context.Context, e *ledger.Event, f func(*Tx) error) error {
	err := s.retry(ctx, func(tx *Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		return tx.recordEvent(ctx, e, "done", s.now())
	})
	refusal, refused := errors.AsType[*photo.Error](err)
	if !refused || refusal.Kind == photo.Unavailable {
		return err
	}
	if fault := s.RecordRefusal(ctx, e, refusal); fault != nil {
		return fault
	}
	return err
}

// RecordRefusal records an act that was refused before it could begin. The record is
// made even when the visitor has already gone.
func (s *Store) RecordRefusal(ctx context.Context, e *ledger.Event, refusal *photo.Error) error {
	ctx = context.WithoutCancel(ctx)
	return s.retry(ctx, func(tx *Tx) error {
		return tx.recordEvent(ctx, e, refusal.Code, s.now())
	})
}

// WriteUnlogged changes records that are nobody's act.
func (s *Store) WriteUnlogged(ctx context.Context, f func(*Tx) error) error {
	return s.retry(ctx, f)
}

// retry runs f in a writing transaction, anew when a guard failed.
func (s *Store) retry(ctx context.Context, f func(*Tx) error) error {
	var err error
	for range retries {
		if err = s.writer.do(ctx, f); !errors.Is(err, ErrStale) {
			return err
		}
	}
	return fmt.Errorf("write: %w", photo.ErrMoved)
}

// Record records a further act in the transaction of another, where one act
// brings the other with it.
func (tx *Tx) Record(ctx context.Context, e *ledger.Event, now time.Time) error {
	return tx.recordEvent(ctx, e, "done", now)
}

// recordEvent appends the event to the ledger; the sequencer seals it later.
func (tx *Tx) recordEvent(ctx context.Context, e *ledger.Event, outcome string, now time.Time) error {
	e.ID, e.At, e.Outcome = photo.NewID("evt_"), now.UTC().Truncate(time.Microsecond), outcome
	if err := e.Check(); err != nil {
		return fmt.Errorf("record event: %w", err)
	}
	salt, body := ledger.NewSalt(), e.Bytes()
	err := tx.InsertEvent(ctx, db.InsertEventParams{
		ID: e.ID, At: db.At(e.At), Act: e.Act, Outcome: e.Outcome,
		SubjectID: photo.SubjectID(e.Subject), StudioID: photo.StudioID(e.Studio),
		UploadID: photo.UploadID(e.Upload), ApplicationID: photo.ApplicationID(e.Application),
		Salt: salt, Body: body, Commitment: ledger.Leaf(salt, body),
	})
	if err != nil {
		return fmt.Errorf("record event: %w", err)
	}
	return nil
}

// translate turns the driver's errors into the store's: a unique index that refused,
// or a database that cannot answer (full, read-only, locked, broken disk).
func translate(err error) error {
	fault, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return err
	}
	switch fault.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return fmt.Errorf("%w: %w", ErrDuplicate, err)
	}
	switch fault.Code() & 0xff {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN:
		return fmt.Errorf("%w: %w", photo.ErrUnavailable, err)
	}
	return err
}
