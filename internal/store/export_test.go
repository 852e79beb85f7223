package store

import "context"

// Waiting is how many acts wait for their turn.
func (s *Store) Waiting() int64 { return s.writer.waiting.Load() }

// Pragma runs a statement on the connection that writes.
func (s *Store) Pragma(ctx context.Context, statement string) error {
	return s.writer.alone(ctx, statement)
}
