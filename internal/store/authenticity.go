package store

import (
	"context"
	"log/slog"

	"myphoto/internal/seal"
	"myphoto/internal/store/codes"
)

// ErrForged means that a record that decides who may see what was not written by
// the service, or was changed since. It is never acted on.
var ErrForged = codes.ErrForged

// Authenticate sets the key under which records are authenticated, and where the rows
// are logged that lists leave out. It is called once, before any record that has a code
// is read or written.
func (s *Store) Authenticate(a *seal.Authenticator, log *slog.Logger) { s.codes.Authenticate(a, log) }

// EachForged calls f with the table and the key of every row with a code that the
// service did not write.
func (tx *Tx) EachForged(ctx context.Context, f func(table, key string)) error {
	return tx.codes.EachForged(ctx, tx.q, f)
}

func (tx *Tx) sign(row any) []byte { return tx.codes.Sign(row) }

func genuine[T any](tx *Tx, row T, err error) (T, error) { return codes.Genuine(tx.codes, row, err) }

func onlyGenuine[T any](ctx context.Context, tx *Tx, rows []T, err error) ([]T, error) {
	return codes.OnlyGenuine(ctx, tx.codes, rows, err)
}

func allGenuine[T any](tx *Tx, rows []T, err error) ([]T, error) {
	return codes.AllGenuine(tx.codes, rows, err)
}
