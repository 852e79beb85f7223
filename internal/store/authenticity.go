package store

import (
	"crypto/hmac"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"time"

	"myphoto/internal/seal"
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
	kind, content, err := rowContent(row)
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
	if code == nil || !hmac.Equal(code, reflect.ValueOf(row).FieldByName(codeField).Bytes()) {
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

// codeField is the field of the column mac.
const codeField = "Mac"

// isCovered reports whether the code of a row covers a column. It does not cover the
// dates by which an upload that is not associated ends: they show the files to
// nobody, and a sweep that takes no row whose dates are wrong would never erase it.
func isCovered(kind, field string) bool {
	if kind != "Upload" {
		return field != codeField
	}
	switch field {
	case codeField, "CreatedAt", "ChangedAt", "SentAt", "DueAt":
		return false
	}
	return true
}

// rowContent returns the name of the table and the exact bytes that the code of a
// row covers: its columns, by name and length. A column
// without a value is left out, so that a migration that adds one changes no code.
func rowContent(row any) (kind string, content []byte, err error) {
	fields := reflect.ValueOf(row)
	for i := range fields.NumField() {
		name := fields.Type().Field(i).Name
		if !isCovered(fields.Type().Name(), name) || fields.Field(i).IsZero() {
			continue
		}
		text, err := columnText(fields.Field(i).Interface())
		if err != nil {
			return "", nil, fmt.Errorf("authenticate %s: %w", name, err)
		}
		if text != "" {
			content = fmt.Appendf(content, "%s %d:%s\n", name, len(text), text)
		}
	}
	return fields.Type().Name(), content, nil
}

// columnText returns a column as text; empty for one without a value.
func columnText(column any) (string, error) {
	if valuer, ok := column.(driver.Valuer); ok {
		var err error
		if column, err = valuer.Value(); err != nil {
			return "", err
		}
	}
	switch value := column.(type) {
	case nil:
		return "", nil
	case time.Time:
		return fmt.Sprint(value.UnixMicro()), nil
	case []byte:
		return string(value), nil
	}
	return fmt.Sprint(column), nil
}
