package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"regexp"
	"time"

	"myphoto/internal/store/db"
)

var (
	parameter = regexp.MustCompile(`\$(\d+)`)
	cast      = regexp.MustCompile(`::[a-z]+`)
	lock      = regexp.MustCompile(`(?s)/\*lock\*/.*?/\*end\*/`)
	tableEnd  = regexp.MustCompile(`(?m)^\);$`)
	types     = regexp.MustCompile(`\b(TIMESTAMPTZ|BIGINT|BOOLEAN)\b`)
)

// adaptQuery rewrites a query: numbered parameters get SQLite's sign; casts are
// removed, and so are row locks, since the single writer is the lock.
func adaptQuery(query string) string {
	query = lock.ReplaceAllString(query, "")
	query = cast.ReplaceAllString(query, "")
	return parameter.ReplaceAllString(query, "?$1")
}

// adaptMigration rewrites a migration: instants, numbers and booleans are
// integers, and every table is strict.
func adaptMigration(text []byte) []byte {
	text = types.ReplaceAll(text, []byte("INTEGER"))
	text = bytes.ReplaceAll(text, []byte("BYTEA"), []byte("BLOB"))
	return tableEnd.ReplaceAll(text, []byte(") STRICT;"))
}

// adapter lets sqlc's generated code run on SQLite.
type adapter struct{ pool *sql.DB }

var _ db.DBTX = adapter{}

// ExecContext runs an adapted statement.
func (a adapter) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return a.pool.ExecContext(ctx, adaptQuery(query), args...)
}

// PrepareContext prepares an adapted statement.
func (a adapter) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	return a.pool.PrepareContext(ctx, adaptQuery(query))
}

// QueryContext runs an adapted query.
func (a adapter) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return a.pool.QueryContext(ctx, adaptQuery(query), args...)
}

// QueryRowContext runs an adapted query for one row.
func (a adapter) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return a.pool.QueryRowContext(ctx, adaptQuery(query), args...)
}

// migrations shows the migration files rewritten for SQLite.
type migrations struct{ fs.FS }

// Open opens a folder as it is and a migration rewritten.
func (m migrations) Open(name string) (fs.File, error) {
	file, err := m.FS.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil || info.IsDir() {
		return file, err
	}
	defer func() { _ = file.Close() }() // read-only, from memory
	text, err := fs.ReadFile(m.FS, name)
	if err != nil {
		return nil, fmt.Errorf("read migration: %w", err)
	}
	adapted := adaptMigration(text)
	return &migration{Reader: bytes.NewReader(adapted), name: info.Name(), size: int64(len(adapted))}, nil
}

// migration is one rewritten file; it is its own FileInfo.
type migration struct {
	*bytes.Reader
	name string
	size int64
}

func (m *migration) Stat() (fs.FileInfo, error) { return m, nil }
func (m *migration) Close() error               { return nil }
func (m *migration) Name() string               { return m.name }
func (m *migration) Size() int64                { return m.size }
func (m *migration) Mode() fs.FileMode          { return 0o444 }
func (m *migration) ModTime() time.Time         { return time.Time{} }
func (m *migration) IsDir() bool                { return false }
func (m *migration) Sys() any                   { return nil }
