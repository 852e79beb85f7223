package store

import (
	"context"
	"fmt"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store/db"
)

func grantOf(row db.Grant) photo.Grant {
	return photo.Grant{
		ID: row.ID, Subject: row.SubjectID, Association: row.AssociationID, Upload: row.UploadID,
		Application: row.ApplicationID, Items: row.Items, Purpose: row.Purpose, Mode: row.Mode,
		Until: row.UntilAt.Time, State: row.State, CreatedAt: row.CreatedAt.Time, EndedAt: row.EndedAt.Time,
		GivenBack: row.GivenBack,
	}
}

func grantsOf(rows []db.Grant, err error) ([]photo.Grant, error) {
	list := make([]photo.Grant, len(rows))
	for i, row := range rows {
		list[i] = grantOf(row)
	}
	return list, err
}

// CreateGrant inserts a live grant with the version of the consent text that was
// shown; [ErrDuplicate] when there is a live one for the same subject,
// application and purpose.
func (tx *Tx) CreateGrant(ctx context.Context, g photo.Grant, consentVersion string) error {
	row := db.Grant{
		ID: g.ID, SubjectID: g.Subject, AssociationID: g.Association, UploadID: g.Upload, ApplicationID: g.Application,
		Items: g.Items, Purpose: g.Purpose, Mode: g.Mode, UntilAt: db.At(g.Until), State: photo.GrantLive,
		CreatedAt: db.At(g.CreatedAt), GivenBack: g.GivenBack, ConsentVersion: consentVersion,
	}
	return tx.q.InsertGrant(ctx, db.InsertGrantParams{
		ID: row.ID, SubjectID: row.SubjectID, AssociationID: row.AssociationID, UploadID: row.UploadID,
		ApplicationID: row.ApplicationID, Items: row.Items, Purpose: row.Purpose, Mode: row.Mode, UntilAt: row.UntilAt,
		State: row.State, CreatedAt: row.CreatedAt, GivenBack: row.GivenBack, ConsentVersion: row.ConsentVersion, Mac: tx.sign(row),
	})
}

// Grant returns a grant; [ErrNotFound] when there is none.
func (tx *Tx) Grant(ctx context.Context, id photo.GrantID) (photo.Grant, error) {
	row, err := tx.grant(ctx, id)
	return grantOf(row), err
}

func (tx *Tx) grant(ctx context.Context, id photo.GrantID) (db.Grant, error) {
	row, err := tx.q.Grant(ctx, id)
	return genuine(tx, row, err)
}

// Grants returns the grants of a subject in every state, newest first, of the newest
// 500 those that are genuine.
func (tx *Tx) Grants(ctx context.Context, who photo.SubjectID) ([]photo.Grant, error) {
	rows, err := tx.q.GrantsOf(ctx, who)
	return grantsOf(onlyGenuine(ctx, tx, rows, err))
}

// LiveGrant returns the live grant of a subject to an application for a purpose;
// [ErrNotFound] when there is none, or when its association has ended.
func (tx *Tx) LiveGrant(ctx context.Context, who photo.SubjectID, app photo.ApplicationID, purpose string) (photo.Grant, error) {
	row, err := tx.q.LiveGrant(ctx, db.LiveGrantParams{SubjectID: who, ApplicationID: app, Purpose: purpose})
	if row, err = genuine(tx, row, err); err != nil {
		return photo.Grant{}, err
	}
	// The association was asked by its row, which must be genuine too.
	association, err := tx.q.Association(ctx, row.AssociationID)
	association, err = genuine(tx, association, err)
	if err == nil && (association.UploadID != row.UploadID || association.SubjectID != row.SubjectID) {
		err = fmt.Errorf("%w: grant of another association", ErrForged)
	}
	return grantOf(row), err
}

// CountLiveGrants returns the number of live grants on an upload.
func (tx *Tx) CountLiveGrants(ctx context.Context, id photo.UploadID) (int, error) {
	n, err := tx.q.CountLiveGrants(ctx, id)
	return int(n), err
}

// SaveGrant saves a grant after an act; [ErrStale] when the row no longer is as
// before, because another act was faster.
func (tx *Tx) SaveGrant(ctx context.Context, before, after photo.Grant) error {
	row, err := tx.grant(ctx, before.ID)
	if err != nil {
		return err
	}
	if row.State != before.State || row.GivenBack != before.GivenBack {
		return ErrStale
	}
	return tx.updateGrant(ctx, row, after.State, after.EndedAt, after.GivenBack)
}

// updateGrant changes what an act changes of a grant.
func (tx *Tx) updateGrant(ctx context.Context, row db.Grant, state photo.GrantState, ended time.Time, givenBack bool) error {
	before := row.Mac
	row.State, row.EndedAt, row.GivenBack = state, db.At(ended), givenBack
	return orStale(tx.q.UpdateGrant(ctx, db.UpdateGrantParams{
		State: row.State, EndedAt: row.EndedAt, GivenBack: row.GivenBack, Mac: tx.sign(row), ID: row.ID, Before: before,
	}))
}

// ExpireGrants marks live grants whose date has passed as expired: those among the
// first limit, by id, after skipping the first skip. It returns them, and the error of
// those that are not genuine, which stay.
func (tx *Tx) ExpireGrants(ctx context.Context, now time.Time, limit, skip int) (expired []photo.Grant, forged []error, err error) {
	rows, err := tx.q.GrantsPastDate(ctx, db.GrantsPastDateParams{Now: db.At(now), MaxRows: int32(limit), Skip: int32(skip)})
	if err != nil {
		return nil, nil, err
	}
	for _, row := range rows {
		if _, err := genuine(tx, row, nil); err != nil {
			forged = append(forged, fmt.Errorf("grant %s: %w", row.ID, err))
			continue
		}
		if err := tx.updateGrant(ctx, row, photo.GrantExpired, row.UntilAt.Time, row.GivenBack); err != nil {
			return nil, nil, err
		}
		row.State, row.EndedAt = photo.GrantExpired, row.UntilAt
		expired = append(expired, grantOf(row))
	}
	return expired, forged, nil
}

// endGrants ends the live and used grants on an upload.
func (tx *Tx) endGrants(ctx context.Context, id photo.UploadID, now time.Time) error {
	rows, err := tx.q.UnendedGrantsOn(ctx, id)
	// All: a grant that is left out does not end with its files.
	if rows, err = allGenuine(tx, rows, err); err != nil {
		return err
	}
	for _, row := range rows {
		if err := tx.updateGrant(ctx, row, photo.GrantEnded, now, row.GivenBack); err != nil {
			return err
		}
	}
	return nil
}
