package servicetest

import (
	"database/sql"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite" // the engine, without the store in front of it
)

// Tamper closes the desks, runs a statement on the database as an intruder would,
// and opens the desks again. The statement must change at least one row.
func (h *House) Tamper(tb testing.TB, statement string) {
	tb.Helper()
	Must(tb, h.Store.Close())
	h.WriteBehind(tb, statement)
	h.Restart()
}

// WriteBehind is [House.Tamper] while the service runs.
func (h *House) WriteBehind(tb testing.TB, statement string) {
	tb.Helper()
	database, err := sql.Open("sqlite", "file:"+filepath.Join(h.Folder, "myphoto.db")+"?_pragma=busy_timeout(10000)")
	Must(tb, err)
	result, err := database.ExecContext(tb.Context(), statement)
	Must(tb, err)
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		tb.Fatalf("%q changed nothing: %v", statement, err)
	}
	Must(tb, database.Close())
}

// Count returns the number of rows of a table; a WHERE clause may follow its name.
func (h *House) Count(tb testing.TB, table string) (n int) {
	tb.Helper()
	database, err := sql.Open("sqlite", "file:"+filepath.Join(h.Folder, "myphoto.db")+"?_pragma=busy_timeout(10000)")
	Must(tb, err)
	Must(tb, database.QueryRowContext(tb.Context(), "SELECT count(*) FROM "+table).Scan(&n))
	Must(tb, database.Close())
	return n
}
