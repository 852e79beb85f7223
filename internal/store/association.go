package store

import (
	"context"
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
	return tx.q.OpenClaim(ctx, db.OpenClaimParams{SubjectID: who, UploadID: id, OpenedAt: db.At(now)})
}

// LatestClaim returns the open claim that a subject opened last; [ErrNotFound]
// when there is none.
func (tx *Tx) LatestClaim(ctx context.Context, who photo.SubjectID) (Claim, error) {
	row, err := tx.q.LatestClaim(ctx, who)
	return Claim{row.SubjectID, row.UploadID, row.OpenedAt.Time, row.ApprovedAt.Time}, err
}

// HasOpenClaim reports whether anybody has an open claim to an upload.
func (tx *Tx) HasOpenClaim(ctx context.Context, id photo.UploadID) (bool, error) {
	return exists(tx.q.OpenClaimOn(ctx, id))
}

// ApproveClaim records that the subject approved the pictures of an open claim.
func (tx *Tx) ApproveClaim(ctx context.Context, c Claim, now time.Time) error {
	_, err := tx.q.ApproveClaim(ctx, db.ApproveClaimParams{ApprovedAt: db.At(now), SubjectID: c.Subject, UploadID: c.Upload})
	return err
}

// CloseClaim closes a claim.
func (tx *Tx) CloseClaim(ctx context.Context, c Claim, now time.Time) error {
	return tx.q.CloseClaim(ctx, db.CloseClaimParams{ClosedAt: db.At(now), SubjectID: c.Subject, UploadID: c.Upload})
}

// CloseClaims closes the claims of all subjects to an upload.
func (tx *Tx) CloseClaims(ctx context.Context, id photo.UploadID, now time.Time) error {
	return tx.q.CloseClaimsOn(ctx, db.CloseClaimsOnParams{ClosedAt: db.At(now), UploadID: id})
}

// UnapproveClaims removes the approval from every open claim to an upload.
func (tx *Tx) UnapproveClaims(ctx context.Context, id photo.UploadID) error {
	return tx.q.UnapproveClaims(ctx, id)
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
	return tx.q.InsertAssociation(ctx, db.InsertAssociationParams{
		ID: a.ID, UploadID: a.Upload, SubjectID: a.Subject, ActingID: a.ActingID, CreatedAt: db.At(a.CreatedAt),
	})
}

// EndAssociation ends the association of an upload and every grant on the upload.
func (tx *Tx) EndAssociation(ctx context.Context, id photo.UploadID, reason string, now time.Time) error {
	at := db.At(now)
	if _, err := tx.q.EndAssociation(ctx, db.EndAssociationParams{EndedAt: at, EndReason: reason, UploadID: id}); err != nil {
		return err
	}
	_, err := tx.q.EndGrantsOfUpload(ctx, db.EndGrantsOfUploadParams{EndedAt: at, UploadID: id})
	return err
}
