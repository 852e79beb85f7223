package db

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"time"

	"myphoto/internal/photo"
)

// ErrNotFound means that no row matches.
var ErrNotFound = sql.ErrNoRows

// OrNotFound returns [ErrNotFound] for a statement that changed no row.
func OrNotFound(rows int64, err error) error {
	if err == nil && rows == 0 {
		err = ErrNotFound
	}
	return err
}

// ErrStale means that a guarded update found no row as it was loaded.
var ErrStale = errors.New("changed by another act")

// OrStale returns [ErrStale] for a guarded update that changed no row.
func OrStale(rows int64, err error) error {
	if err == nil && rows == 0 {
		err = ErrStale
	}
	return err
}

// Time is an instant as both engines keep it: microseconds since 1970 (UTC) in
// SQLite, timestamptz in PostgreSQL. The zero time is NULL.
type Time struct{ time.Time }

// At wraps an instant for a statement.
func At(t time.Time) Time { return Time{t} }

// Scan reads the column.
func (t *Time) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		t.Time = time.Time{}
	case int64:
		t.Time = time.UnixMicro(v).UTC()
	case time.Time:
		t.Time = v.UTC()
	default:
		return fmt.Errorf("scan time: unexpected %T", value)
	}
	return nil
}

// Value gives the column.
func (t Time) Value() (driver.Value, error) {
	if t.IsZero() {
		return nil, nil
	}
	return t.UTC().Truncate(time.Microsecond), nil
}

// Items is a list of items in one text column, separated by commas.
type Items []photo.Item

// Scan reads the column.
func (l *Items) Scan(value any) error { return scanList(l, value) }

// Value gives the column.
func (l Items) Value() (driver.Value, error) { return join(l), nil }

// Documents is a list of document profiles in one text column.
type Documents []photo.ProfileID

// Scan reads the column.
func (l *Documents) Scan(value any) error { return scanList(l, value) }

// Value gives the column.
func (l Documents) Value() (driver.Value, error) { return join(l), nil }

func scanList[L ~[]T, T ~string](list *L, value any) error {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("scan list: unexpected %T", value)
	}
	*list = nil
	for one := range strings.SplitSeq(text, ",") {
		if one != "" {
			*list = append(*list, T(one))
		}
	}
	return nil
}

func join[T ~string](list []T) string {
	parts := make([]string, len(list))
	for i, one := range list {
		parts[i] = string(one)
	}
	return strings.Join(parts, ",")
}
