package sqlite

import "context"

// Waiting returns how many acts wait for their turn.
func (d *DB) Waiting() int64 { return d.writer.waiting.Load() }

// Pragma runs a setting on the connection that writes.
func (d *DB) Pragma(ctx context.Context, setting string) error {
	return d.writer.pragma(ctx, setting)
}
