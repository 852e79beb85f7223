package store

import (
	"crypto/hmac"
	"errors"
	"fmt"
	"reflect"

	"myphoto/internal/seal"
	"myphoto/internal/store/columns"
)

// ErrForged means that a record that decides who may see what was not written by
// the service, or was changed since. It is never acted on.
var ErrForged = errors.New("a record was not written by this service")

// Authenticate sets the key under which records are authenticated. It is called
// once, before any record that has a code is read or written.
func (s *Store) Authenticate(a *seal.Authenticator) { s.authenticator.Store(a) }

// sign returns the code of a record, a row of a table that has the column mac. It is
// nil, which no such table takes, while the key is missing.
func (tx *Tx) sign(row any) []byte {
	kind, content, err := columns.Content(row)
	if tx.authenticator == nil || err != nil {
		return nil
	}
	return tx.authenticator.Sum(kind, content)
}

// genuine returns a record that was loaded, or [ErrForged].
func genuine[T any](tx *Tx, row T, err error) (T, error) {
	if err != nil {
		return row, err
	}
	code := tx.sign(row)
	if code == nil || !hmac.Equal(code, reflect.ValueOf(row).FieldByName(columns.Code).Bytes()) {
		var none T
		return none, fmt.Errorf("%w: %T", ErrForged, row)
	}
	return row, nil
}

// genuineAll is [genuine] for several records.
func genuineAll[T any](tx *Tx, rows []T, err error) ([]T, error) {
	for _, row := range rows {
		if _, err = genuine(tx, row, err); err != nil {
			return nil, err
		}
	}
	return rows, err
}
