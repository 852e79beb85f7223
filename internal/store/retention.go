package store

import (
	"context"
	"fmt"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store/db"
)

// EndRecords deletes at most limit records of a kind whose last event was at or
// before the given time, and returns their number. A record that is still in use,
// or to which another record refers, stays.
func (tx *Tx) EndRecords(ctx context.Context, kind photo.RecordKind, before time.Time, limit int32) (rows int64, err error) {
	at := db.At(before)
	switch kind {
	case photo.RetrievalRecords:
		rows, err = tx.q.EndRetrievals(ctx, db.EndRetrievalsParams{Before: at, MaxRows: limit})
	case photo.GrantRecords:
		rows, err = tx.q.EndGrants(ctx, db.EndGrantsParams{Before: at, MaxRows: limit})
	case photo.AssociationRecords:
		rows, err = tx.q.EndAssociations(ctx, db.EndAssociationsParams{Before: at, MaxRows: limit})
	case photo.ClaimRecords:
		rows, err = tx.q.EndClaims(ctx, db.EndClaimsParams{Before: at, MaxRows: limit})
	case photo.MessageRecords:
		rows, err = tx.q.EndMessages(ctx, db.EndMessagesParams{Before: at, MaxRows: limit})
	case photo.UploadRecords:
		rows, err = tx.q.EndUploads(ctx, db.EndUploadsParams{Before: at, MaxRows: limit})
	case photo.EmploymentRecords:
		rows, err = tx.q.EndEmployments(ctx, db.EndEmploymentsParams{Before: at, MaxRows: limit})
	case photo.People:
		rows, err = tx.q.EndPeople(ctx, db.EndPeopleParams{Before: at, MaxRows: limit})
	}
	if err != nil {
		return rows, fmt.Errorf("end %s: %w", kind, err)
	}
	return rows, nil
}
