package store

import "context"

// Waiting is how many acts wait for their turn.
func (s *Store) Waiting() int64 { return s.writer.waiting.Load() }

// Pragma runs a statement on the connection that writes.
func (s *Store) Pragma(ctx context.Context, statement string) error {
	s.writer.turn.Lock()
	defer s.writer.turn.Unlock()
	return s.writer.exec(ctx, statement)
}
