package store

import "context"

// CopyTo writes the database, as it is at one moment, into the empty file at path.
// The service may write meanwhile.
func (s *Store) CopyTo(ctx context.Context, path string) error { return s.engine.CopyTo(ctx, path) }
