package store

import (
	"context"
	"errors"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store/db"
)

// UploadOf gives the upload that a row keeps.
func UploadOf(row db.Upload) photo.Upload {
	return photo.Upload{
		ID: row.ID, Studio: row.StudioID, By: row.BySubjectID, State: row.State, Documents: row.Documents,
		CreatedAt: row.CreatedAt.Time, ChangedAt: row.ChangedAt.Time, SentAt: row.SentAt.Time,
		ViewedAt: row.ViewedAt.Time, RejectedAt: row.RejectedAt.Time, RejectReason: row.RejectReason,
		AssociatedAt: row.AssociatedAt.Time, Subject: row.SubjectID, Resends: int(row.Resends),
	}
}

// SaveUpload saves an upload after an act, with a new copy of when it is due, guarded by the version it was loaded
// with; ErrStale when somebody was faster.
func (tx *Tx) SaveUpload(ctx context.Context, from db.Upload, to photo.Upload) error {
	due, _ := to.Due()
	rows, err := tx.UpdateUpload(ctx, db.UpdateUploadParams{
		State: to.State, Documents: to.Documents, CreatedAt: db.At(to.CreatedAt), ChangedAt: db.At(to.ChangedAt),
		SentAt: db.At(to.SentAt), ViewedAt: db.At(to.ViewedAt), RejectedAt: db.At(to.RejectedAt),
		RejectReason: to.RejectReason, AssociatedAt: db.At(to.AssociatedAt), SubjectID: to.Subject,
		Resends: int64(to.Resends), DueAt: db.At(due), ID: from.ID, Version: from.Version,
	})
	if err == nil && rows == 0 {
		err = ErrStale
	}
	return err
}

// RefreshDueDate corrects the date of an upload that looks due and is not. The column
// due_at is a copy of what photo.Upload.Due said when the row was last saved;
// after a new decision the rule may say a later day.
func (tx *Tx) RefreshDueDate(ctx context.Context, id photo.UploadID) error {
	row, err := tx.Upload(ctx, id)
	if err != nil || row.State == photo.Erased {
		return err
	}
	return tx.SaveUpload(ctx, row, UploadOf(row))
}

// EraseFiles forgets the pictures of an upload that others replace: their keys
// go in this transaction; the bytes and the erasure list follow.
func (tx *Tx) EraseFiles(ctx context.Context, id photo.UploadID, now time.Time) error {
	return errors.Join(
		tx.InsertErasuresOfFiles(ctx, db.InsertErasuresOfFilesParams{ErasedAt: db.At(now), UploadID: id}),
		tx.InsertShreds(ctx, db.InsertShredsParams{CreatedAt: db.At(now), UploadID: id}),
		tx.DeleteFiles(ctx, id),
		tx.DeleteChecks(ctx, id),
	)
}

// EraseUpload erases an upload: its key, its files' keys and digests, its code, its
// contact and what was written about it go in this transaction; the bytes and
// the erasure list follow from the rows it leaves. Grants, the association,
// claims and waiting messages end with it.
func (tx *Tx) EraseUpload(ctx context.Context, from db.Upload, rule string, now time.Time) error {
	rows, err := tx.MarkErased(ctx, db.MarkErasedParams{
		ErasedAt: db.At(now), EraseRule: rule, ID: from.ID, Version: from.Version,
	})
	if err == nil && rows == 0 {
		err = ErrStale
	}
	if err != nil {
		return err
	}
	_, grants := tx.EndGrantsOfUpload(ctx, db.EndGrantsOfUploadParams{EndedAt: db.At(now), UploadID: from.ID})
	_, association := tx.EndAssociation(ctx, db.EndAssociationParams{EndedAt: db.At(now), EndReason: rule, UploadID: from.ID})
	return errors.Join(
		grants, association,
		tx.DeleteUploadKey(ctx, from.ID),
		tx.InsertShreds(ctx, db.InsertShredsParams{CreatedAt: db.At(now), UploadID: from.ID}),
		tx.DeleteFiles(ctx, from.ID),
		tx.DeleteChecks(ctx, from.ID),
		tx.CloseClaimsOn(ctx, db.CloseClaimsOnParams{ClosedAt: db.At(now), UploadID: from.ID}),
		tx.StopMessages(ctx, db.StopMessagesParams{SettledAt: db.At(now), UploadID: from.ID}),
		tx.InsertErasure(ctx, db.InsertErasureParams{ID: string(from.ID), ErasedAt: db.At(now)}),
	)
}

// Standing gives what the grant and the upload of a retrieval are now, as far
// as it matters to the retrieval.
func Standing(row db.StandingRow) (photo.Grant, photo.Upload) {
	r := row.Retrieval
	grant := photo.Grant{ID: r.GrantID, Upload: r.UploadID, State: row.GrantState, Mode: row.Mode, Until: row.UntilAt.Time}
	return grant, usable(r.UploadID, row.UploadState, row.UploadedAt, row.AssociatedAt)
}

// Covering gives the grant that covers a request and its upload, as far as it
// matters to a retrieval.
func Covering(row db.CoveringRow) (photo.Grant, photo.Upload) {
	return GrantOf(row.Grant), usable(row.Grant.UploadID, row.UploadState, row.UploadedAt, row.AssociatedAt)
}

func usable(id photo.UploadID, state photo.State, uploaded, associated db.Time) photo.Upload {
	return photo.Upload{ID: id, State: state, CreatedAt: uploaded.Time, AssociatedAt: associated.Time}
}

// GrantOf gives the grant that a row keeps.
func GrantOf(row db.Grant) photo.Grant {
	return photo.Grant{
		ID: row.ID, Subject: row.SubjectID, Association: row.AssociationID, Upload: row.UploadID,
		Application: row.ApplicationID, Items: row.Items, Purpose: row.Purpose, Mode: row.Mode,
		Until: row.UntilAt.Time, State: row.State, CreatedAt: row.CreatedAt.Time, EndedAt: row.EndedAt.Time,
		GivenBack: row.GivenBack,
	}
}

// RetrievalOf gives the retrieval that a row keeps.
func RetrievalOf(row db.Retrieval) photo.Retrieval {
	return photo.Retrieval{
		ID: row.ID, Grant: row.GrantID, Application: row.ApplicationID, Subject: row.SubjectID, Upload: row.UploadID,
		Items: row.Items, Purpose: row.Purpose, CreatedAt: row.CreatedAt.Time, CancelledAt: row.CancelledAt.Time,
		Fetched: row.Fetched,
	}
}
