package store

import "context"

// Waiting is how many acts wait for their turn.
func (s *Store) Waiting() int64 { return s.writer.waiting.Load() }

// Pragma runs a setting on the connection that writes.
func (s *Store) Pragma(ctx context.Context, setting string) error {
	return s.writer.pragma(ctx, setting)
}
