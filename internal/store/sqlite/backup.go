package sqlite

import (
	"context"
	"fmt"
)

// CopyTo writes the database, as it is at one moment, into the empty file at path,
// without what was deleted. Others may write meanwhile.
func (d *DB) CopyTo(ctx context.Context, path string) error {
	if _, err := d.reader.ExecContext(ctx, "VACUUM INTO ?", path); err != nil {
		return fmt.Errorf("copy database: %w", translate(err))
	}
	return nil
}
