package studio

import (
	"context"
	"fmt"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store/codes"
	"myphoto/internal/store/db"
)

// SentUpload is an upload that was sent, as long as its record is kept.
type SentUpload struct {
	ID        photo.UploadID
	By        photo.SubjectID
	Documents []photo.ProfileID
	At        time.Time // when the studio sent it
	Body      []byte    // of the event that records that
	Arrived   bool      // a message with a code was delivered, or taken by the mail server; or the pictures wait with a ticket
	Linked    bool      // it was associated at least once
}

// Period selects uploads by when they were sent, from From until before To, and by who
// made them; an empty By selects all. At most Max are returned.
type Period struct {
	From, To time.Time
	By       photo.SubjectID
	Max      int
}

// ReplacedUpload is the event of the pictures of an upload that were replaced.
type ReplacedUpload struct {
	Upload photo.UploadID
	Body   []byte
}

// SentBetween returns the uploads that a studio, or one of its people, sent
// in a period, the newest first, also those whose files are erased.
func (d Desk) SentBetween(ctx context.Context, studio photo.StudioID, p Period) ([]SentUpload, error) {
	rows, err := d.q.SentBetween(ctx, db.SentBetweenParams{
		StudioID: studio, BySubjectID: string(p.By), Since: db.At(p.From), Before: db.At(p.To), MaxRows: int32(p.Max),
	})
	if err != nil {
		return nil, fmt.Errorf("load sent uploads: %w", err)
	}
	var list []SentUpload
	for _, row := range rows {
		if codes.IsGenuine(ctx, d.codes, row.Upload) {
			u := row.Upload
			list = append(list, SentUpload{u.ID, u.BySubjectID, u.Documents, row.At.Time, row.Body, row.Arrived > 0 || u.BoundID != "", !u.AssociatedAt.IsZero()})
		}
	}
	return list, nil
}

// ReplacedBetween returns the replacements of pictures of a studio in a period, whoever
// made them, the newest first.
func (d Desk) ReplacedBetween(ctx context.Context, studio photo.StudioID, p Period) ([]ReplacedUpload, error) {
	rows, err := d.q.ReplacedBetween(ctx, db.ReplacedBetweenParams{
		StudioID: studio, Since: db.At(p.From), Before: db.At(p.To), MaxRows: int32(p.Max),
	})
	list := make([]ReplacedUpload, len(rows))
	for i, row := range rows {
		list[i] = ReplacedUpload{row.UploadID, row.Body}
	}
	return list, err
}
