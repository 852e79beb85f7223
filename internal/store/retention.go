package store

import (
	"context"
	"fmt"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store/db"
)

// EndRecords removes records of a kind whose last event was at that time or
// before, at most so many; it gives how many. What lives, or what another
// record still refers to, stays.
func (tx *Tx) EndRecords(ctx context.Context, kind photo.RecordKind, before time.Time, most int32) (rows int64, err error) {
	at := db.At(before)
	switch kind {
	case photo.RetrievalRecords:
		rows, err = tx.q.EndRetrievals(ctx, db.EndRetrievalsParams{Before: at, Most: most})
	case photo.GrantRecords:
		rows, err = tx.q.EndGrants(ctx, db.EndGrantsParams{Before: at, Most: most})
	case photo.AssociationRecords:
		rows, err = tx.q.EndAssociations(ctx, db.EndAssociationsParams{Before: at, Most: most})
	case photo.ClaimRecords:
		rows, err = tx.q.EndClaims(ctx, db.EndClaimsParams{Before: at, Most: most})
	case photo.MessageRecords:
		rows, err = tx.q.EndMessages(ctx, db.EndMessagesParams{Before: at, Most: most})
	case photo.UploadRecords:
		rows, err = tx.q.EndUploads(ctx, db.EndUploadsParams{Before: at, Most: most})
	case photo.EmploymentRecords:
		rows, err = tx.q.EndEmployments(ctx, db.EndEmploymentsParams{Before: at, Most: most})
	case photo.People:
		rows, err = tx.q.EndPeople(ctx, db.EndPeopleParams{Before: at, Most: most})
	}
	if err != nil {
		return rows, fmt.Errorf("end %s: %w", kind, err)
	}
	return rows, nil
}
