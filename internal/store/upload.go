package store

import (
	"context"
	"errors"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store/db"
)

// Upload is an upload with its sealed fields. They are sealed under the key of the
// upload.
type Upload struct {
	photo.Upload
	EraseRule     string    // why it was erased: a retention rule, or who erased it
	CodeHash      []byte    // keyed hash of the code, to find the upload
	SealedCode    []byte    // set from the first claim on
	SealedDetails []byte    // label, verdict
	SealedContact []byte    // where the code was sent; empty after it was blanked
	ContactUntil  time.Time // when the contact is to be blanked; zero while that is not decided

	version int64
}

func uploadOf(row db.Upload) Upload {
	return Upload{
		Upload: photo.Upload{
			ID: row.ID, Studio: row.StudioID, By: row.BySubjectID, State: row.State, Documents: row.Documents,
			CreatedAt: row.CreatedAt.Time, ChangedAt: row.ChangedAt.Time, SentAt: row.SentAt.Time,
			ViewedAt: row.ViewedAt.Time, RejectedAt: row.RejectedAt.Time, RejectReason: row.RejectReason,
			ReplacedAt: row.ReplacedAt.Time, AssociatedAt: row.AssociatedAt.Time, Subject: row.SubjectID, Resends: int(row.Resends), Bound: row.BoundID,
			Stranger: row.StrangerID, RemindAt: row.RemindAt.Time,
		},
		EraseRule: row.EraseRule, CodeHash: row.CodeHash, SealedCode: row.SealedCode,
		SealedDetails: row.SealedDetails, SealedContact: row.SealedContact, ContactUntil: row.ContactUntilAt.Time,
		version: row.Version,
	}
}

// row returns the upload as a row that is saved, with a new copy of its due date.
func (u Upload) row(version int64) db.Upload {
	due, _ := u.Due()
	return db.Upload{
		ID: u.ID, StudioID: u.Studio, BySubjectID: u.By, State: u.State, Documents: u.Documents,
		CreatedAt: db.At(u.CreatedAt), ChangedAt: db.At(u.ChangedAt), SentAt: db.At(u.SentAt), ViewedAt: db.At(u.ViewedAt),
		RejectedAt: db.At(u.RejectedAt), RejectReason: u.RejectReason, ReplacedAt: db.At(u.ReplacedAt), AssociatedAt: db.At(u.AssociatedAt),
		SubjectID: u.Subject, BoundID: u.Bound, Resends: int64(u.Resends), StrangerID: u.Stranger, RemindAt: db.At(u.RemindAt), DueAt: db.At(due), CodeHash: u.CodeHash, SealedCode: u.SealedCode,
		SealedDetails: u.SealedDetails, SealedContact: u.SealedContact, ContactUntilAt: db.At(u.ContactUntil),
		EraseRule: u.EraseRule, Version: version,
	}
}

func uploadsOf(rows []db.Upload, err error) ([]Upload, error) {
	list := make([]Upload, len(rows))
	for i, row := range rows {
		list[i] = uploadOf(row)
	}
	return list, err
}

// Upload returns an upload; [ErrNotFound] when there is none.
func (tx *Tx) Upload(ctx context.Context, id photo.UploadID) (Upload, error) {
	row, err := tx.q.Upload(ctx, id)
	row, err = genuine(tx, row, err)
	return uploadOf(row), err
}

// UploadByCode returns the upload whose code has the keyed hash; [ErrNotFound]
// when there is none.
func (tx *Tx) UploadByCode(ctx context.Context, hash []byte) (Upload, error) {
	row, err := tx.q.UploadByCode(ctx, hash)
	row, err = genuine(tx, row, err)
	return uploadOf(row), err
}

// HasUploadByCode reports whether the upload whose code has the keyed hash belongs
// to the subject, or is claimed by the subject.
func (tx *Tx) HasUploadByCode(ctx context.Context, hash []byte, who photo.SubjectID) (bool, error) {
	return exists(tx.q.OwnUploadByCode(ctx, db.OwnUploadByCodeParams{CodeHash: hash, SubjectID: who}))
}

// CurrentUpload returns the upload that is associated with a subject, and the
// association; [ErrNotFound] when there is none.
func (tx *Tx) CurrentUpload(ctx context.Context, who photo.SubjectID) (Upload, photo.AssociationID, error) {
	association, err := tx.q.CurrentAssociation(ctx, who)
	if association, err = genuine(tx, association, err); err != nil {
		return Upload{}, "", err
	}
	u, err := tx.Upload(ctx, association.UploadID)
	return u, association.ID, err
}

// DissociatedUploads returns at most 20 uploads that a subject dissociated and
// that are not erased, the last associated first.
func (tx *Tx) DissociatedUploads(ctx context.Context, who photo.SubjectID) ([]Upload, error) {
	rows, err := tx.q.DissociatedOf(ctx, who)
	return uploadsOf(onlyGenuine(ctx, tx, rows, err))
}

// UploadFilter selects uploads of a studio. A zero By or State selects all.
type UploadFilter struct {
	From, To time.Time // of the creation; To is exclusive
	By       photo.SubjectID
	State    photo.State
	Max      int
}

// UploadsOfStudio returns the uploads of a studio that the filter selects, newest
// first.
func (tx *Tx) UploadsOfStudio(ctx context.Context, id photo.StudioID, f UploadFilter) ([]Upload, error) {
	rows, err := tx.q.UploadsOfStudio(ctx, db.UploadsOfStudioParams{
		StudioID: id, Since: db.At(f.From), Before: db.At(f.To), BySubjectID: f.By,
		State: string(f.State), MaxRows: int32(f.Max),
	})
	return uploadsOf(onlyGenuine(ctx, tx, rows, err))
}

// CountUploadsOfStudio returns how many uploads of a studio the filter selects, beyond its
// Max too.
func (tx *Tx) CountUploadsOfStudio(ctx context.Context, id photo.StudioID, f UploadFilter) (int, error) {
	n, err := tx.q.CountUploadsOfStudio(ctx, db.CountUploadsOfStudioParams{
		StudioID: id, Since: db.At(f.From), Before: db.At(f.To), BySubjectID: f.By, State: string(f.State),
	})
	return int(n), err
}

// UploadsWithPicture returns at most ten other uploads of the studio of the given
// one, newest first, that have a master with the keyed hash and are neither
// drafts nor due.
func (tx *Tx) UploadsWithPicture(ctx context.Context, of photo.Upload, hash []byte, now time.Time) ([]Upload, error) {
	rows, err := tx.q.UploadsWithMaster(ctx, db.UploadsWithMasterParams{
		RepeatHash: hash, StudioID: of.Studio, ExceptID: of.ID, Now: db.At(now),
	})
	return uploadsOf(allGenuine(tx, rows, err)) // or else the studio is not warned of the same picture
}

// DueUploads returns at most limit uploads whose retention period is over, the
// longest overdue first.
func (tx *Tx) DueUploads(ctx context.Context, now time.Time, limit int) ([]photo.UploadID, error) {
	return tx.q.DueUploads(ctx, db.DueUploadsParams{DueAt: db.At(now), Limit: int32(limit)})
}

// ContactsDue returns at most limit uploads whose contact is to be blanked, the
// longest due first, after skipping the first skip.
func (tx *Tx) ContactsDue(ctx context.Context, now time.Time, limit, skip int) ([]photo.UploadID, error) {
	return tx.q.ContactsDue(ctx, db.ContactsDueParams{ContactUntilAt: db.At(now), Limit: int32(limit), Offset: int32(skip)})
}

// CreateUpload inserts an upload with its wrapped key, under which its fields and
// file keys are sealed.
func (tx *Tx) CreateUpload(ctx context.Context, u Upload, wrapped []byte) error {
	row := u.row(0)
	err := tx.q.InsertUpload(ctx, db.InsertUploadParams{
		ID: row.ID, StudioID: row.StudioID, BySubjectID: row.BySubjectID, State: row.State, Documents: row.Documents,
		CreatedAt: row.CreatedAt, ChangedAt: row.ChangedAt, DueAt: row.DueAt, CodeHash: row.CodeHash,
		SealedDetails: row.SealedDetails, SealedContact: row.SealedContact, BoundID: row.BoundID, SealedCode: row.SealedCode, Mac: tx.sign(row),
	})
	if err != nil {
		return err
	}
	return tx.q.InsertUploadKey(ctx, db.InsertUploadKeyParams{UploadID: u.ID, Wrapped: wrapped})
}

// SaveUpload saves an upload that was loaded and changed, with a new copy of its
// due date; [ErrStale] when another act was faster.
func (tx *Tx) SaveUpload(ctx context.Context, u Upload) error {
	row := u.row(u.version + 1)
	return orStale(tx.q.UpdateUpload(ctx, db.UpdateUploadParams{
		State: row.State, Documents: row.Documents, CreatedAt: row.CreatedAt, ChangedAt: row.ChangedAt, SentAt: row.SentAt,
		ViewedAt: row.ViewedAt, RejectedAt: row.RejectedAt, RejectReason: row.RejectReason,
		ReplacedAt: row.ReplacedAt, AssociatedAt: row.AssociatedAt,
		SubjectID: row.SubjectID, BoundID: row.BoundID, Resends: row.Resends, StrangerID: row.StrangerID, RemindAt: row.RemindAt, DueAt: row.DueAt, CodeHash: row.CodeHash, SealedCode: row.SealedCode,
		SealedDetails: row.SealedDetails, SealedContact: row.SealedContact, ContactUntilAt: row.ContactUntilAt, Mac: tx.sign(row),
		ID: row.ID, Version: u.version,
	}))
}

// RefreshDueDate corrects the due date of an upload that seems due and is not. The
// column due_at is a copy of the result of [photo.Upload.Due] when the row was
// last saved; after a new ministerial decision the rule may return a later date.
func (tx *Tx) RefreshDueDate(ctx context.Context, id photo.UploadID) error {
	u, err := tx.Upload(ctx, id)
	if err != nil || u.State == photo.Erased {
		return err
	}
	return tx.SaveUpload(ctx, u)
}

// EraseFiles erases the files of an upload that are replaced by others. Their keys
// are destroyed in this transaction; deleting the bytes and extending the erasure
// list follow from the rows that it leaves.
func (tx *Tx) EraseFiles(ctx context.Context, id photo.UploadID, now time.Time) error {
	files, err := tx.q.FilesOf(ctx, id)
	if err != nil {
		return err
	}
	var faults []error
	for _, file := range files {
		faults = append(faults, tx.createErasure(ctx, string(file.ID), now))
	}
	return errors.Join(
		errors.Join(faults...),
		tx.q.InsertShreds(ctx, db.InsertShredsParams{CreatedAt: db.At(now), UploadID: id}),
		tx.q.DeleteFiles(ctx, id),
		tx.q.DeleteChecks(ctx, id),
	)
}

// UploadsToRemind returns at most limit uploads whose owner is to be told by now that
// they end.
func (tx *Tx) UploadsToRemind(ctx context.Context, now time.Time, limit int) ([]photo.UploadID, error) {
	return tx.q.UploadsToRemind(ctx, db.UploadsToRemindParams{RemindAt: db.At(now), Limit: int32(limit)})
}

// EraseUpload erases an upload. Its key, the keys and digests of its files, its
// code, its contact, its details and the answers to requests about it are destroyed
// in this transaction; deleting
// the bytes and extending the erasure list follow from the rows that it leaves.
// Its grants, association, claims and queued messages end in the same transaction.
// It returns [ErrStale] when another act was faster.
func (tx *Tx) EraseUpload(ctx context.Context, u Upload, rule string, now time.Time) error {
	at := db.At(now)
	if err := tx.markErased(ctx, u, rule, at); err != nil {
		return err
	}
	return errors.Join(
		tx.EndAssociation(ctx, u.ID, rule, now),
		tx.q.DeleteUploadKey(ctx, u.ID),
		tx.q.InsertShreds(ctx, db.InsertShredsParams{CreatedAt: at, UploadID: u.ID}),
		tx.q.DeleteFiles(ctx, u.ID),
		tx.q.DeleteChecks(ctx, u.ID),
		tx.CloseClaims(ctx, u.ID, now),
		tx.StopMessages(ctx, u.ID, now),
		tx.q.DeleteIdempotencyOf(ctx, u.ID),
		tx.createErasure(ctx, string(u.ID), now),
	)
}

// markErased saves an upload as erased.
func (tx *Tx) markErased(ctx context.Context, u Upload, rule string, at db.Time) error {
	row := u.row(u.version + 1)
	row.State, row.DueAt, row.RemindAt, row.ContactUntilAt, row.ErasedAt, row.EraseRule = photo.Erased, db.Time{}, db.Time{}, db.Time{}, at, rule
	row.CodeHash, row.SealedCode, row.SealedDetails, row.SealedContact = nil, nil, nil, nil
	return orStale(tx.q.MarkErased(ctx, db.MarkErasedParams{ErasedAt: at, EraseRule: rule, Mac: tx.sign(row), ID: u.ID, Version: u.version}))
}

// orStale returns [ErrStale] for an update that found no row.
func orStale(rows int64, err error) error { return db.OrStale(rows, err) }

// DraftBytes returns the size of the pictures of a studio's drafts, without those of
// one upload.
func (tx *Tx) DraftBytes(ctx context.Context, of photo.StudioID, except photo.UploadID) (int64, error) {
	return tx.q.DraftBytes(ctx, db.DraftBytesParams{StudioID: of, ExceptID: except})
}
