package studio

import (
	"context"

	"myphoto/internal/photo"
)

// CorrectAtOnce makes corrections of people who all see the contact as it is before
// the first.
func (s *Service) CorrectAtOnce(ctx context.Context, who photo.Operator, id photo.UploadID, all ...Correction) []error {
	next, results := make([]newContact, len(all)), make([]error, len(all))
	for i, c := range all {
		next[i], results[i] = s.completeContact(ctx, who, id, c.Contact)
	}
	for i := range all {
		if results[i] == nil {
			results[i] = s.correct(ctx, who, id, next[i], all[i].IdempotencyKey)
		}
	}
	return results
}
