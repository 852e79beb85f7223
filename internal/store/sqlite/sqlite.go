package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"myphoto/internal/photo"
	"myphoto/internal/store/db"
	"myphoto/internal/store/engine"
	"myphoto/internal/store/schema"
)

// readers is the number of connections that read beside the one that writes.
const readers = 8

// busyTimeout is how long a statement waits for a lock of another program.
const busyTimeout = 10 * time.Second

// Why a database is not opened.
var (
	// ErrNewer means that a newer version of the program has changed the schema.
	ErrNewer = errors.New("the database is of a newer version of myphoto: use that version, or restore a backup from before it")
	// ErrOlder means that the schema lacks changes, and must not be changed.
	ErrOlder = errors.New("the database is of an older version of myphoto: use that version, or run `myphoto migrate`")
)

// DB is one database file. It implements [engine.Engine].
type DB struct {
	writer  *writer // nil when the file is only read
	reader  *sql.DB
	reading *db.Queries
}

var _ engine.Engine = (*DB)(nil)

// Open opens the file at path, which it creates when it is missing, and brings
// the schema up to date.
func Open(ctx context.Context, path string) (*DB, error) {
	if err := checkWritable(path); err != nil {
		return nil, err
	}
	pool, err := openPool(path, 1, "_txlock=immediate")
	if err != nil {
		return nil, err
	}
	d := &DB{}
	if err = migrate(ctx, pool); err == nil {
		err = checkSchema(ctx, pool)
	}
	if err == nil {
		d.writer, err = newWriter(ctx, pool)
	}
	if err == nil {
		err = d.writer.probe(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	if d.reader, err = openPool(path, readers, "_pragma=query_only(1)"); err != nil {
		return nil, errors.Join(err, d.writer.close())
	}
	if d.reading, err = db.Prepare(ctx, adapter{d.reader}); err != nil {
		return nil, errors.Join(fmt.Errorf("prepare queries: %w", err), d.Close())
	}
	return d, nil
}

// OpenReadOnly opens an existing file and changes nothing: neither the schema, which
// must be that of this program, nor the file, which may be a copy on a read-only disk.
// Writing fails with photo.ErrUnavailable.
func OpenReadOnly(ctx context.Context, path string) (*DB, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	mode := "mode=ro"
	if checkWritable(path) != nil {
		// The write-ahead log cannot be read without writing beside it.
		if log, err := os.Stat(path + "-wal"); err == nil && log.Size() > 0 {
			return nil, errors.New("open database: its -wal holds changes and the disk is read-only: copy it with `myphoto admin backup`")
		}
		mode += "&immutable=1"
	}
	pool, err := sql.Open("sqlite", address(path)+mode+fmt.Sprintf("&_pragma=busy_timeout(%d)", busyTimeout.Milliseconds()))
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	err = checkVersion(ctx, pool)
	if err == nil {
		err = checkSchema(ctx, pool)
	}
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	d := &DB{reader: pool}
	if d.reading, err = db.Prepare(ctx, adapter{pool}); err != nil {
		return nil, errors.Join(fmt.Errorf("prepare queries: %w", err), pool.Close())
	}
	return d, nil
}

// address returns the beginning of the address of a file, for more parameters.
func address(path string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?_time_integer_format=unix_micro&"
}

// openPool opens connections to a file. The busy timeout comes first, so that
// the pragmas after it wait too; deleted content is overwritten.
func openPool(path string, connections int, more string) (*sql.DB, error) {
	pragmas := []string{
		fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()), "journal_mode(WAL)", "synchronous(FULL)",
		"foreign_keys(1)", "secure_delete(1)", "cache_size(-8000)",
	}
	dsn := address(path) + more
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

// checkWritable returns why a database cannot be written, such as a read-only
// disk or missing permissions; the driver's error does not say.
func checkWritable(path string) error {
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
	provider, known, err := newProvider(pool)
	if err != nil {
		return err
	}
	has, err := provider.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("read version of the schema: %w", err)
	}
	if has > known {
		return otherVersion(ErrNewer, has, known)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// newProvider returns what migrates a database, and the version to which it does.
func newProvider(pool *sql.DB) (provider *goose.Provider, known int64, err error) {
	if provider, err = goose.NewProvider(goose.DialectSQLite3, pool, migrations{schema.Files}); err != nil {
		return nil, 0, fmt.Errorf("read migrations: %w", err)
	}
	sources := provider.ListSources()
	return provider, sources[len(sources)-1].Version, nil
}

// checkVersion returns [ErrNewer] or [ErrOlder] for a database with another schema
// than that of this program. It writes nothing, which goose would for its table.
func checkVersion(ctx context.Context, pool *sql.DB) error {
	_, known, err := newProvider(pool)
	if err != nil {
		return err
	}
	var has int64
	if err := pool.QueryRowContext(ctx, "SELECT max(version_id) FROM goose_db_version WHERE is_applied").Scan(&has); err != nil {
		return fmt.Errorf("read version of the schema: %w", err)
	}
	switch {
	case has > known:
		return otherVersion(ErrNewer, has, known)
	case has < known:
		return otherVersion(ErrOlder, has, known)
	}
	return nil
}

func otherVersion(fault error, has, known int64) error {
	return fmt.Errorf("%w: it has version %d and this program knows %d", fault, has, known)
}

// Do runs f in its turn and returns when what it did is on the disk. Acts that
// come at the same time may share the commit; none sees or undoes another's
// unfinished work.
func (d *DB) Do(ctx context.Context, f func(*db.Queries) error) error {
	if d.writer == nil {
		return fmt.Errorf("%w: the database is only read", photo.ErrUnavailable)
	}
	return d.writer.do(ctx, f)
}

// Read runs f on one consistent view of the records.
func (d *DB) Read(ctx context.Context, f func(*db.Queries) error) error {
	tx, err := d.reader.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", translate(err))
	}
	defer func() { _ = tx.Rollback() }() // no effect after a commit
	if err := f(d.reading.WithTx(tx)); err != nil {
		return translate(err)
	}
	return translate(tx.Commit())
}

// Query runs f, which makes one query. A transaction around it, or watching
// whether the visitor leaves while it runs, would cost more than the query.
func (d *DB) Query(ctx context.Context, f func(context.Context, *db.Queries) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return translate(f(context.WithoutCancel(ctx), d.reading))
}

// Compact empties the write-ahead log, so that overwritten content does not
// survive there. It fails while somebody reads for longer than a second.
func (d *DB) Compact(ctx context.Context) error {
	if d.writer == nil {
		return nil
	}
	return translate(d.writer.truncate(ctx))
}

// Ping reports whether the database answers.
func (d *DB) Ping(ctx context.Context) error { return translate(d.reader.PingContext(ctx)) }

// Close folds the write-ahead log into the database and closes it.
func (d *DB) Close() error {
	if d.writer == nil {
		return d.reader.Close()
	}
	return errors.Join(d.reader.Close(), d.writer.close())
}

// translate turns an error of the driver into one of package engine, or into
// photo.ErrUnavailable when the database cannot answer.
func translate(err error) error {
	fault, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return err
	}
	switch fault.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return fmt.Errorf("%w: %w", engine.ErrDuplicate, err)
	}
	switch fault.Code() & 0xff {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN:
		return fmt.Errorf("%w: %w", photo.ErrUnavailable, err)
	}
	return err
}
