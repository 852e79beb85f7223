package service

import (
	"context"
	"errors"
	"fmt"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/photo/progress"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

// Picture opens one picture of the citizen's own: of the open claim, or of an
// upload that is or was associated. The look is recorded before the bytes
// leave.
func (c *Citizens) Picture(ctx context.Context, who photo.Citizen, upload photo.UploadID, w Which) (Picture, error) {
	var locked lockedFile
	event := byCitizen("picture.view", who)
	event.Upload, event.Facts["item"] = recorded(upload), recordedItem(w.Item)
	err := c.Store.Write(ctx, event, func(tx *store.Tx) error {
		_, err := c.ownUpload(ctx, tx, who, upload)
		if err == nil {
			locked, err = c.looked(ctx, tx, event, upload, w)
		}
		return err
	})
	if err != nil {
		return Picture{}, err
	}
	return c.picture(ctx, locked)
}

// ownUpload loads an upload that the citizen has claimed or associated; all
// else is photo.ErrNotFound.
func (c *Citizens) ownUpload(ctx context.Context, tx *store.Tx, who photo.Citizen, id photo.UploadID) (db.Upload, error) {
	row, err := tx.Upload(ctx, id)
	if err != nil {
		return row, unfound("upload", err, photo.ErrNotFound)
	}
	if store.UploadOf(row).Overdue(c.Now()) {
		return row, photo.ErrNotFound
	}
	if row.SubjectID == who.Subject() && row.State != photo.Erased {
		return row, nil
	}
	_, claimed, err := c.claim(ctx, tx, who)
	if err != nil || claimed.ID != id {
		return row, photo.ErrNotFound
	}
	return claimed, nil
}

// ErrPicturesChanged says that the studio replaced the pictures after the
// citizen had looked at them.
var ErrPicturesChanged = &photo.Error{Kind: photo.Conflict, Code: "claim.changed"}

// Approve accepts the pictures of the open claim, namely those that were shown
// with the given Claim.Seen; association is a step of its own.
func (c *Citizens) Approve(ctx context.Context, who photo.Citizen, seen string) error {
	event := byCitizen("claim.approve", who)
	return c.Store.Write(ctx, event, func(tx *store.Tx) error {
		_, row, err := c.claim(ctx, tx, who)
		if err != nil {
			return err
		}
		event.Upload = string(row.ID)
		if seen == "" { // nobody approves what was not shown
			return ErrPicturesChanged
		}
		if err := still(ctx, tx, row.ID, seen); err != nil {
			return err
		}
		_, err = tx.ApproveClaim(ctx, db.ApproveClaimParams{ApprovedAt: db.At(c.Now()), SubjectID: who.Subject(), UploadID: row.ID})
		return err
	})
}

// still refuses when the pictures of the newest claim are not those that were
// shown: in another window, perhaps, another code was opened. An empty sight
// stands for whatever is there.
func still(ctx context.Context, tx *store.Tx, id photo.UploadID, seen string) error {
	if seen == "" {
		return nil
	}
	files, err := tx.FilesOf(ctx, id)
	if err != nil {
		return fmt.Errorf("load files: %w", err)
	}
	if seen != sight(files) {
		return ErrPicturesChanged
	}
	return nil
}

// sight names the pictures that somebody sees: other pictures, other names.
func sight(rows []db.File) string {
	var ids []photo.FileID
	for _, row := range rows {
		if row.Role == roleMaster {
			ids = append(ids, row.ID)
		}
	}
	return joined(ids)
}

// Reject refuses the pictures of the open claim, with a reason that the studio
// is told; seen names the pictures that were shown, or is empty. Nothing is
// associated and the code stays claimable; it gives the last day of the code.
func (c *Citizens) Reject(ctx context.Context, who photo.Citizen, reason photo.RejectReason, seen string) (time.Time, error) {
	var lastDay time.Time
	event := byCitizen("claim.reject", who)
	err := c.Store.Write(ctx, event, func(tx *store.Tx) error {
		_, row, err := c.claim(ctx, tx, who)
		if err != nil {
			return err
		}
		event.Upload, event.Studio, event.Facts["reason"] = string(row.ID), string(row.StudioID), string(reason)
		if err := still(ctx, tx, row.ID, seen); err != nil {
			delete(event.Facts, "reason") // it may be anything somebody typed
			return err
		}
		next, err := store.UploadOf(row).Reject(reason, c.Now())
		if err != nil {
			delete(event.Facts, "reason") // it may be anything somebody typed
			return err
		}
		lastDay = next.LastDay()
		return errors.Join(
			tx.SaveUpload(ctx, row, next),
			tx.CloseClaim(ctx, db.CloseClaimParams{ClosedAt: db.At(c.Now()), SubjectID: who.Subject(), UploadID: row.ID}),
		)
	})
	return lastDay, err
}

// Associate links the approved claim to the citizen. Where another upload is
// current, the citizen must have agreed to replace exactly that one; it is
// dissociated in the same transaction. Of any number of racers one wins.
func (c *Citizens) Associate(ctx context.Context, who photo.Citizen, l Linking) error {
	event := byCitizen("associate", who)
	err := c.Store.Write(ctx, event, func(tx *store.Tx) error {
		claim, row, err := c.claim(ctx, tx, who)
		if err != nil {
			return err
		}
		event.Upload = string(row.ID)
		if claim.ApprovedAt.IsZero() {
			return ErrNotApproved
		}
		if err := still(ctx, tx, row.ID, l.Seen); err != nil {
			return err
		}
		return c.associate(ctx, tx, who, row, l.Replaces)
	})
	if err == nil {
		c.Passed(AssociationCommitted)
	}
	return err
}

// AssociateAgain links an upload that the citizen dissociated, within its
// year.
func (c *Citizens) AssociateAgain(ctx context.Context, who photo.Citizen, upload, replaces photo.UploadID) error {
	event := byCitizen("associate", who)
	event.Upload = recorded(upload)
	return c.Store.Write(ctx, event, func(tx *store.Tx) error {
		row, err := c.ownUpload(ctx, tx, who, upload)
		if err != nil {
			return err
		}
		if row.SubjectID != who.Subject() {
			return photo.ErrNotFound
		}
		return c.associate(ctx, tx, who, row, replaces)
	})
}

// associate is the guarded move both ways share. The claims of everybody on
// this upload end: from now on its code answers to one subject.
func (c *Citizens) associate(ctx context.Context, tx *store.Tx, who photo.Citizen, row db.Upload, replaces photo.UploadID) error {
	if row.State == photo.Associated && row.SubjectID == who.Subject() {
		return nil // pressed twice
	}
	next, err := store.UploadOf(row).Associate(who.Subject(), c.Now())
	if err != nil {
		return err
	}
	if err := c.endCurrent(ctx, tx, who, replaces); err != nil {
		return err
	}
	if err := tx.SaveUpload(ctx, row, next); err != nil {
		return err
	}
	return errors.Join(
		tx.InsertAssociation(ctx, db.InsertAssociationParams{
			ID: photo.NewAssociationID(), UploadID: row.ID, SubjectID: who.Subject(), ActingID: who.Person.Subject, CreatedAt: db.At(c.Now()),
		}),
		tx.StopMessages(ctx, db.StopMessagesParams{SettledAt: db.At(c.Now()), UploadID: row.ID}),
		tx.CloseClaimsOn(ctx, db.CloseClaimsOnParams{ClosedAt: db.At(c.Now()), UploadID: row.ID}),
	)
}

// endCurrent dissociates the current upload, if there is one and the citizen
// agreed to replace it.
func (c *Citizens) endCurrent(ctx context.Context, tx *store.Tx, who photo.Citizen, replaces photo.UploadID) error {
	association, err := tx.CurrentAssociation(ctx, who.Subject())
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("load association: %w", err)
	}
	row, err := tx.Upload(ctx, association.UploadID)
	if err != nil {
		return fmt.Errorf("load upload: %w", err)
	}
	if store.UploadOf(row).Overdue(c.Now()) {
		// The sweep has not come by yet; it removes the bytes.
		return errors.Join(tx.EraseUpload(ctx, row, "associated", c.Now()), c.also(ctx, tx, row.ID, byCitizen("erase.retention", who)))
	}
	if row.ID != replaces {
		return ErrReplaceCurrent
	}
	if _, err := c.dissociate(ctx, tx, row, "replaced"); err != nil {
		return err
	}
	return c.also(ctx, tx, row.ID, byCitizen("dissociate", who))
}

// also records a second act that is part of the first.
func (c *Citizens) also(ctx context.Context, tx *store.Tx, id photo.UploadID, event *ledger.Event) error {
	event.Upload = string(id)
	return tx.Record(ctx, event, c.Now())
}

// Dissociate ends the use of the current files: all grants end in the same
// transaction. It gives the last day on which they can be associated again.
func (c *Citizens) Dissociate(ctx context.Context, who photo.Citizen) (time.Time, error) {
	var lastDay time.Time
	event := byCitizen("dissociate", who)
	err := c.Store.Write(ctx, event, func(tx *store.Tx) error {
		row, err := c.current(ctx, tx, who)
		if err != nil {
			return err
		}
		event.Upload = string(row.ID)
		lastDay, err = c.dissociate(ctx, tx, row, "dissociated")
		return err
	})
	return lastDay, err
}

func (c *Citizens) dissociate(ctx context.Context, tx *store.Tx, row db.Upload, reason string) (time.Time, error) {
	next, err := store.UploadOf(row).Dissociate(c.Now())
	if err != nil {
		return time.Time{}, err
	}
	if err := tx.SaveUpload(ctx, row, next); err != nil {
		return time.Time{}, err
	}
	now := db.At(c.Now())
	_, association := tx.EndAssociation(ctx, db.EndAssociationParams{EndedAt: now, EndReason: reason, UploadID: row.ID})
	_, grants := tx.EndGrantsOfUpload(ctx, db.EndGrantsOfUploadParams{EndedAt: now, UploadID: row.ID})
	return next.LastDay(), errors.Join(association, grants)
}

// Erase destroys own files, current or dissociated, for good.
func (c *Citizens) Erase(ctx context.Context, who photo.Citizen, upload photo.UploadID) error {
	event := byCitizen("erase", who)
	event.Upload = recorded(upload)
	err := c.Store.Write(ctx, event, func(tx *store.Tx) error {
		row, err := c.ownUpload(ctx, tx, who, upload)
		if err != nil {
			return err
		}
		if row.SubjectID != who.Subject() {
			return photo.ErrNotFound
		}
		if _, err := store.UploadOf(row).Erase(c.Now()); err != nil {
			return err
		}
		return tx.EraseUpload(ctx, row, progress.ByCitizen, c.Now())
	})
	if err == nil {
		c.afterErasure(ctx)
	}
	return err
}
