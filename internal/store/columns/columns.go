package columns

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"time"
)

// Code is the field of the column mac.
const Code = "Mac"

// isCovered reports whether the code of a row covers a column. It does not cover the
// dates by which an upload that is not associated ends: they show the files to
// nobody, and a sweep that takes no row whose dates are wrong would never erase it.
func isCovered(kind, field string) bool {
	if kind != "Upload" {
		return field != Code
	}
	switch field {
	case Code, "CreatedAt", "ChangedAt", "SentAt", "DueAt":
		return false
	}
	return true
}

// Content returns the name of the table and the exact bytes that the code of a
// row covers: its columns, by name and length. A column
// without a value is left out, so that a migration that adds one changes no code.
func Content(row any) (kind string, content []byte, err error) {
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
