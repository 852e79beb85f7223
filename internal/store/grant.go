package store

import (
	"context"
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
	return tx.q.InsertGrant(ctx, db.InsertGrantParams{
		ID: g.ID, SubjectID: g.Subject, AssociationID: g.Association, UploadID: g.Upload, ApplicationID: g.Application,
		Items: g.Items, Purpose: g.Purpose, Mode: g.Mode, UntilAt: db.At(g.Until), CreatedAt: db.At(g.CreatedAt),
		GivenBack: g.GivenBack, ConsentVersion: consentVersion,
	})
}

// Grant returns a grant; [ErrNotFound] when there is none.
func (tx *Tx) Grant(ctx context.Context, id photo.GrantID) (photo.Grant, error) {
	row, err := tx.q.Grant(ctx, id)
	return grantOf(row), err
}

// Grants returns the grants of a subject in every state, newest first, at most
// 500.
func (tx *Tx) Grants(ctx context.Context, who photo.SubjectID) ([]photo.Grant, error) {
	return grantsOf(tx.q.GrantsOf(ctx, who))
}

// LiveGrant returns the live grant of a subject to an application for a purpose;
// [ErrNotFound] when there is none, or when its association has ended.
func (tx *Tx) LiveGrant(ctx context.Context, who photo.SubjectID, app photo.ApplicationID, purpose string) (photo.Grant, error) {
	row, err := tx.q.LiveGrant(ctx, db.LiveGrantParams{SubjectID: who, ApplicationID: app, Purpose: purpose})
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
	return orStale(tx.q.UpdateGrant(ctx, db.UpdateGrantParams{
		State: after.State, EndedAt: db.At(after.EndedAt), GivenBack: after.GivenBack,
		ID: before.ID, Before: before.State, WasGivenBack: before.GivenBack,
	}))
}

// ExpireGrants marks the live grants whose date has passed as expired, and returns
// them.
func (tx *Tx) ExpireGrants(ctx context.Context, now time.Time) ([]photo.Grant, error) {
	return grantsOf(tx.q.ExpireGrants(ctx, db.At(now)))
}

// GrantFor returns the live grant of the person with the alias to an application
// for a purpose, and the fields of its upload that a retrieval needs.
func (tx *Tx) GrantFor(ctx context.Context, alias Alias, app photo.ApplicationID, purpose string) (photo.Grant, photo.Upload, error) {
	row, err := tx.q.GrantByAlias(ctx, db.GrantByAliasParams{Kind: alias.Kind, Hash: alias.Hash, ApplicationID: app, Purpose: purpose})
	return grantOf(row.Grant), uploadForRelease(row.Grant.UploadID, row.UploadState, row.UploadedAt, row.AssociatedAt), err
}

// uploadForRelease returns an upload with only the fields that a retrieval needs.
func uploadForRelease(id photo.UploadID, state photo.State, uploaded, associated db.Time) photo.Upload {
	return photo.Upload{ID: id, State: state, CreatedAt: uploaded.Time, AssociatedAt: associated.Time}
}
