package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"myphoto/internal/store/db"
)

// maxBatch is how many acts share one commit, so that no act waits long for
// the others.
const maxBatch = 64

// writer is the one connection that writes. Acts take turns on it, each inside
// a savepoint of its own; an act that finds others waiting leaves the commit
// to them. So a commit, which waits for the disk, serves all that came while
// the one before it was under way, and no caller learns of success before it.
type writer struct {
	pool  *sql.DB
	conn  *sql.Conn
	stmts map[string]stmt // by the text of the query; filled at first use

	waiting atomic.Int64 // acts that wait for their turn
	turn    sync.Mutex   // guards what follows, and the connection
	open    *batch       // nil between commits
}

// batch is the acts of one commit.
type batch struct {
	acts int
	done chan struct{} // closed once it is committed, or cannot be
	err  error         // why nothing of it was kept; valid after done
}

func newWriter(ctx context.Context, pool *sql.DB) (*writer, error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	return &writer{pool: pool, conn: conn, stmts: map[string]stmt{}}, nil
}

// probe checks that the database can be written: one that cannot may still
// open and answer.
func (w *writer) probe(ctx context.Context) error {
	if err := w.exec(ctx, "DELETE FROM counters WHERE kind = ''"); err != nil { // no counter has this kind
		return fmt.Errorf("write database: %w", err)
	}
	return nil
}

// do runs f in its turn and returns when what it did is on the disk. A refusal
// of f undoes f alone. Every act of a commit that fails gets the error, even
// one that refused, for it may have seen what is not there.
func (w *writer) do(ctx context.Context, f func(*db.Queries) error) error {
	in, err := w.enter(ctx, f)
	if in == nil {
		return err
	}
	<-in.done
	if in.err != nil {
		return in.err
	}
	return err
}

// enter waits for the turn, even when the visitor has left, since the acts
// before may have left their commit to this one. It returns the batch that the
// act is part of, nil when it did not run.
func (w *writer) enter(ctx context.Context, f func(*db.Queries) error) (*batch, error) {
	w.waiting.Add(1)
	w.turn.Lock()
	w.waiting.Add(-1)
	ctx, visitor := context.WithoutCancel(ctx), ctx
	defer w.leave(ctx)
	if err := visitor.Err(); err != nil {
		return nil, err
	}
	if w.open == nil {
		if err := w.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
			return nil, fmt.Errorf("begin: %w", translate(err))
		}
		w.open = &batch{done: make(chan struct{})}
	}
	in := w.open
	in.acts++
	return in, w.run(ctx, f)
}

// leave ends a turn, and the batch with it when nobody waits.
func (w *writer) leave(ctx context.Context) {
	if w.open != nil && (w.waiting.Load() == 0 || w.open.acts >= maxBatch) {
		w.commit(ctx)
	}
	w.turn.Unlock()
}

func (w *writer) commit(ctx context.Context) {
	if err := w.exec(ctx, "COMMIT"); err != nil {
		w.fail(ctx, err)
		return
	}
	close(w.open.done)
	w.open = nil
}

// fail gives up the batch: nothing of it is kept.
func (w *writer) fail(ctx context.Context, cause error) {
	// Where the engine has rolled back already there is nothing left to undo.
	_ = w.exec(ctx, "ROLLBACK")
	w.open.err = fmt.Errorf("commit: %w", translate(cause))
	close(w.open.done)
	w.open = nil
}

// run runs f inside a savepoint, and undoes it when it fails or panics.
func (w *writer) run(ctx context.Context, f func(*db.Queries) error) error {
	if err := w.exec(ctx, "SAVEPOINT act"); err != nil {
		w.fail(ctx, err)
		return translate(err)
	}
	tx, done := &savepointTx{writer: w}, false
	defer func() {
		fault := tx.fault
		tx.fault = errOver
		if !done {
			w.undo(ctx, fault)
		}
	}()
	if err := f(db.New(tx)); err != nil {
		return translate(err)
	}
	if tx.fault != nil {
		return translate(tx.fault) // f went on after the database failed
	}
	if err := w.exec(ctx, "RELEASE act"); err != nil {
		return translate(err)
	}
	done = true
	return nil
}

// undo rolls one act back. Some faults (a full or broken disk) undo the whole
// transaction: then the others in it have lost theirs too.
func (w *writer) undo(ctx context.Context, fault error) {
	err := w.exec(ctx, "ROLLBACK TO act")
	if err == nil {
		err = w.exec(ctx, "RELEASE act")
	}
	if err == nil {
		return
	}
	if fault == nil {
		fault = err
	}
	w.fail(ctx, fault)
}

// errReaders means that the log could not be emptied because somebody reads it.
var errReaders = errors.New("readers hold the write-ahead log")

// truncate empties the write-ahead log, outside any transaction. It waits a
// second for readers, not longer: nobody can write meanwhile.
func (w *writer) truncate(ctx context.Context) error {
	w.turn.Lock()
	defer w.turn.Unlock()
	if w.open != nil {
		w.commit(context.WithoutCancel(ctx))
	}
	if err := w.pragma(ctx, "PRAGMA busy_timeout = 1000"); err != nil {
		return err
	}
	var busy, pages, moved int
	err := w.conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved)
	if err == nil && busy != 0 {
		err = errReaders
	}
	usual := fmt.Sprintf("PRAGMA busy_timeout = %d", busyTimeout.Milliseconds())
	return errors.Join(err, w.pragma(context.WithoutCancel(ctx), usual))
}

// pragma runs a setting. It is compiled each time, because some settings take
// effect when they are compiled and not when they run.
func (w *writer) pragma(ctx context.Context, setting string) error {
	_, err := w.conn.ExecContext(ctx, setting)
	return err
}

func (w *writer) exec(ctx context.Context, query string) error {
	statement, err := w.prepared(ctx, query)
	if err == nil {
		_, err = statement.ExecContext(ctx)
	}
	return err
}

// stmt is a prepared query that lives as long as its connection.
type stmt struct{ *sql.Stmt }

// prepared returns a query, prepared at its first use.
func (w *writer) prepared(ctx context.Context, query string) (stmt, error) {
	if known, ok := w.stmts[query]; ok {
		return known, nil
	}
	statement, err := w.conn.PrepareContext(ctx, adaptQuery(query))
	if err == nil {
		w.stmts[query] = stmt{statement}
	}
	return stmt{statement}, err
}

func (w *writer) close() error {
	var faults []error
	for _, statement := range w.stmts {
		faults = append(faults, statement.Close())
	}
	return errors.Join(append(faults, w.conn.Close(), w.pool.Close())...)
}

// errOver refuses a statement of an act that is over.
var errOver = errors.New("this act is over")

// savepointTx runs the statements of one act. When the visitor leaves, the act
// stops before its next statement, never within one: the engine would undo the
// other acts of the transaction with it. After a fault of the database nothing
// more runs.
type savepointTx struct {
	*writer
	fault error
}

var _ db.DBTX = (*savepointTx)(nil)

// next returns the prepared query, if the act may go on.
func (s *savepointTx) next(ctx context.Context, query string) (stmt, error) {
	if s.fault != nil {
		return stmt{}, s.fault
	}
	if err := ctx.Err(); err != nil {
		return stmt{}, err
	}
	return s.prepared(context.WithoutCancel(ctx), query)
}

// PrepareContext returns a query that must not be closed.
func (s *savepointTx) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	statement, err := s.next(ctx, query)
	return statement.Stmt, err
}

// ExecContext runs a statement that returns no rows.
func (s *savepointTx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	statement, err := s.next(ctx, query)
	if err != nil {
		return nil, err
	}
	result, err := statement.ExecContext(context.WithoutCancel(ctx), args...)
	return result, s.remember(err)
}

// QueryContext runs a query.
func (s *savepointTx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	statement, err := s.next(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := statement.QueryContext(context.WithoutCancel(ctx), args...)
	return rows, s.remember(err)
}

// QueryRowContext runs a query for one row.
func (s *savepointTx) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	statement, err := s.next(ctx, query)
	if err != nil {
		s.fault = errors.Join(s.fault, err)
		gone, cancel := context.WithCancel(ctx)
		cancel()
		return s.pool.QueryRowContext(gone, query) // a row that is an error
	}
	row := statement.QueryRowContext(context.WithoutCancel(ctx), args...)
	_ = s.remember(row.Err())
	return row
}

// remember keeps a fault of the database. A constraint that refused is none.
func (s *savepointTx) remember(err error) error {
	if fault, ok := errors.AsType[*sqlite.Error](err); ok && fault.Code()&0xff != sqlite3.SQLITE_CONSTRAINT {
		s.fault = err
	}
	return err
}
