package servicetest

import (
	"database/sql"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite" // the engine, without the store in front of it
)

// Tamper runs a statement behind the service's back, as somebody with access
// to the database would, and opens the desks anew. The statement must change
// something.
func (h *House) Tamper(tb testing.TB, statement string) {
	tb.Helper()
	Must(tb, h.Store.Close())
	h.WriteBehind(tb, statement)
	h.Restart()
}

// WriteBehind does the same while the service runs.
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

// Count gives the number of rows of a table.
func (h *House) Count(tb testing.TB, table string) (n int) {
	tb.Helper()
	database, err := sql.Open("sqlite", "file:"+filepath.Join(h.Folder, "myphoto.db")+"?_pragma=busy_timeout(10000)")
	Must(tb, err)
	Must(tb, database.QueryRowContext(tb.Context(), "SELECT count(*) FROM "+table).Scan(&n))
	Must(tb, database.Close())
	return n
}
