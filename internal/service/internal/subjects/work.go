package subjects

import (
	"context"

	"myphoto/internal/photo"
	"myphoto/internal/store"
)

// MayWork returns [store.ErrNotFound] unless a person may work at a studio as the
// records are now: as a photographer, its owner, or else as an employee who has
// accepted. The business register's last answer about the owner must allow it.
func MayWork(ctx context.Context, tx *store.Tx, at photo.StudioID, who photo.SubjectID, as photo.Role) error {
	studio, err := tx.Studio(ctx, at)
	if err != nil {
		return err
	}
	eligible, err := tx.Eligibility(ctx, studio.Owner)
	if err != nil {
		return err
	}
	owner := as == photo.RolePhotographer
	switch {
	case eligible.Reason != "", owner && studio.Owner != who:
		return store.ErrNotFound
	case owner:
		return nil
	}
	employment, err := tx.Employment(ctx, at, who)
	if err == nil && employment.AcceptedAt.IsZero() {
		err = store.ErrNotFound
	}
	return err
}
