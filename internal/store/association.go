package store

import (
	"context"
	"errors"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store/db"
)

// Claim is the open claim of a subject to an upload, made with its code.
type Claim struct {
	Subject    photo.SubjectID
	Upload     photo.UploadID
	OpenedAt   time.Time
	ApprovedAt time.Time // zero until the subject approves the pictures
}

// OpenClaim opens a claim, or opens it again without its approval.
func (tx *Tx) OpenClaim(ctx context.Context, who photo.SubjectID, id photo.UploadID, now time.Time) error {
	row := db.Claim{SubjectID: who, UploadID: id, OpenedAt: db.At(now)}
	return tx.q.OpenClaim(ctx, db.OpenClaimParams{SubjectID: row.SubjectID, UploadID: row.UploadID, OpenedAt: row.OpenedAt, Mac: tx.sign(row)})
}

// OpenClaims returns the open claims of a subject, at most 100: first the one that was
// opened last.
func (tx *Tx) OpenClaims(ctx context.Context, who photo.SubjectID) ([]Claim, error) {
	rows, err := tx.q.OpenClaimsOf(ctx, who)
	rows, err = onlyGenuine(ctx, tx, rows, err)
	list := make([]Claim, len(rows))
	for i, row := range rows {
		list[i] = Claim{row.SubjectID, row.UploadID, row.OpenedAt.Time, row.ApprovedAt.Time}
	}
	return list, err
}

// HasOpenClaim reports whether anybody has an open claim to an upload.
func (tx *Tx) HasOpenClaim(ctx context.Context, id photo.UploadID) (bool, error) {
	return exists(tx.q.OpenClaimOn(ctx, id))
}

// Rejecter returns who rejected the pictures of an upload; [ErrNotFound] when nobody
// did.
func (tx *Tx) Rejecter(ctx context.Context, u Upload) (photo.SubjectID, error) {
	row, err := tx.q.ClaimClosedAt(ctx, db.ClaimClosedAtParams{UploadID: u.ID, ClosedAt: db.At(u.RejectedAt)})
	row, err = genuine(tx, row, err)
	return row.SubjectID, err
}

// ApproveClaim records that the subject approved the pictures of an open claim.
func (tx *Tx) ApproveClaim(ctx context.Context, c Claim, now time.Time) error {
	return tx.updateClaims(ctx, c.Upload, func(row *db.Claim) bool {
		row.ApprovedAt = db.At(now)
		return row.SubjectID == c.Subject
	})
}

// CloseClaim closes a claim.
func (tx *Tx) CloseClaim(ctx context.Context, c Claim, now time.Time) error {
	return tx.updateClaims(ctx, c.Upload, func(row *db.Claim) bool {
		row.ClosedAt = db.At(now)
		return row.SubjectID == c.Subject
	})
}

// CloseClaims closes the claims of all subjects to an upload.
func (tx *Tx) CloseClaims(ctx context.Context, id photo.UploadID, now time.Time) error {
	return tx.updateClaims(ctx, id, func(row *db.Claim) bool {
		row.ClosedAt = db.At(now)
		return true
	})
}

// UnapproveClaims removes the approval from every open claim to an upload.
func (tx *Tx) UnapproveClaims(ctx context.Context, id photo.UploadID) error {
	return tx.updateClaims(ctx, id, func(row *db.Claim) bool {
		row.ApprovedAt = db.Time{}
		return true
	})
}

// updateClaims changes the open claims to an upload for which change returns true.
func (tx *Tx) updateClaims(ctx context.Context, id photo.UploadID, change func(*db.Claim) bool) error {
	rows, err := tx.q.OpenClaimsOn(ctx, id)
	// All: a claim that is left out keeps the approval that is taken back here.
	if rows, err = allGenuine(tx, rows, err); err != nil {
		return err
	}
	for _, row := range rows {
		before := row.Mac
		if !change(&row) {
			continue
		}
		err = orStale(tx.q.UpdateClaim(ctx, db.UpdateClaimParams{
			ApprovedAt: row.ApprovedAt, ClosedAt: row.ClosedAt, Mac: tx.sign(row), SubjectID: row.SubjectID, UploadID: row.UploadID, Before: before,
		}))
		if err != nil {
			return err
		}
	}
	return nil
}

// Association links an upload to a subject.
type Association struct {
	ID        photo.AssociationID
	Upload    photo.UploadID
	Subject   photo.SubjectID
	ActingID  photo.SubjectID // the person who associated it
	CreatedAt time.Time
}

// CreateAssociation inserts an association; [ErrDuplicate] when the upload or the
// subject has a current one.
func (tx *Tx) CreateAssociation(ctx context.Context, a Association) error {
	row := db.Association{ID: a.ID, UploadID: a.Upload, SubjectID: a.Subject, ActingID: a.ActingID, CreatedAt: db.At(a.CreatedAt)}
	return tx.q.InsertAssociation(ctx, db.InsertAssociationParams{
		ID: row.ID, UploadID: row.UploadID, SubjectID: row.SubjectID, ActingID: row.ActingID, CreatedAt: row.CreatedAt, Mac: tx.sign(row),
	})
}

// EndAssociation ends the association of an upload and every grant on the upload.
func (tx *Tx) EndAssociation(ctx context.Context, id photo.UploadID, reason string, now time.Time) error {
	return errors.Join(tx.endAssociation(ctx, id, reason, now), tx.endGrants(ctx, id, now))
}

// endAssociation ends the current association of an upload, if there is one.
func (tx *Tx) endAssociation(ctx context.Context, id photo.UploadID, reason string, now time.Time) error {
	row, err := tx.q.AssociationOfUpload(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if row, err = genuine(tx, row, err); err != nil {
		return err
	}
	before := row.Mac
	row.EndedAt, row.EndReason = db.At(now), reason
	return orStale(tx.q.UpdateAssociation(ctx, db.UpdateAssociationParams{
		EndedAt: row.EndedAt, EndReason: row.EndReason, Mac: tx.sign(row), ID: row.ID, Before: before,
	}))
}
