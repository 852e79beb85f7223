package store

import (
	"context"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store/db"
)

func retrievalOf(row db.Retrieval) photo.Retrieval {
	return photo.Retrieval{
		ID: row.ID, Grant: row.GrantID, Application: row.ApplicationID, Subject: row.SubjectID, Upload: row.UploadID,
		Items: row.Items, Purpose: row.Purpose, CreatedAt: row.CreatedAt.Time, CancelledAt: row.CancelledAt.Time,
		Fetched: row.Fetched, Settled: row.Settled,
	}
}

// CreateRetrieval inserts a retrieval with its items.
func (tx *Tx) CreateRetrieval(ctx context.Context, r photo.Retrieval) error {
	row := db.Retrieval{
		ID: r.ID, GrantID: r.Grant, ApplicationID: r.Application, SubjectID: r.Subject, UploadID: r.Upload,
		Items: r.Items, Purpose: r.Purpose, CreatedAt: db.At(r.CreatedAt), Fetched: r.Fetched, Settled: r.Settled,
	}
	err := tx.q.InsertRetrieval(ctx, db.InsertRetrievalParams{
		ID: row.ID, GrantID: row.GrantID, ApplicationID: row.ApplicationID, SubjectID: row.SubjectID, UploadID: row.UploadID,
		Items: row.Items, Purpose: row.Purpose, CreatedAt: row.CreatedAt, Fetched: row.Fetched, Settled: row.Settled, Mac: tx.sign(row),
	})
	if err != nil {
		return err
	}
	for _, item := range r.Items {
		if err := tx.q.InsertRetrievalItem(ctx, db.InsertRetrievalItemParams{RetrievalID: r.ID, Item: item}); err != nil {
			return err
		}
	}
	return nil
}

// Retrieval returns a retrieval of an application; [ErrNotFound] when the
// application has none with the id.
func (tx *Tx) Retrieval(ctx context.Context, id photo.RetrievalID, app photo.ApplicationID) (photo.Retrieval, error) {
	row, err := tx.q.Retrieval(ctx, db.RetrievalParams{ID: id, ApplicationID: app})
	row, err = genuine(tx, row, err)
	return retrievalOf(row), err
}

// Release is a retrieval with the current state of its grant and its upload, which
// decide whether its files may be released.
type Release struct {
	Retrieval photo.Retrieval
	Grant     photo.Grant
	Upload    photo.Upload
}

// Release returns a retrieval of an application with its grant and its upload;
// [ErrNotFound] when the application has none with the id.
func (tx *Tx) Release(ctx context.Context, id photo.RetrievalID, app photo.ApplicationID) (Release, error) {
	row, err := tx.q.RetrievalRelease(ctx, db.RetrievalReleaseParams{ID: id, ApplicationID: app})
	retrieval, err := genuine(tx, row.Retrieval, err)
	grant, err := genuine(tx, row.Grant, err)
	upload, err := genuine(tx, row.Upload, err)
	return Release{retrievalOf(retrieval), grantOf(grant), uploadOf(upload).Upload}, err
}

// SpendAttempt uses one of the [photo.MaxRetrievalAttempts] at an item, and reports
// whether one was left.
func (tx *Tx) SpendAttempt(ctx context.Context, id photo.RetrievalID, item photo.Item, now time.Time) (bool, error) {
	rows, err := tx.q.SpendAttempt(ctx, db.SpendAttemptParams{
		AttemptedAt: db.At(now), RetrievalID: id, Item: item, MaxAttempts: photo.MaxRetrievalAttempts,
	})
	return rows == 1, err
}

// AttemptBroke records that one attempt has ended without sending the whole file.
func (tx *Tx) AttemptBroke(ctx context.Context, id photo.RetrievalID, item photo.Item) error {
	return tx.q.AttemptBroke(ctx, db.AttemptBrokeParams{RetrievalID: id, Item: item})
}

// HasAttemptSince reports whether an attempt that began after since may still be
// sending.
func (tx *Tx) HasAttemptSince(ctx context.Context, id photo.RetrievalID, since time.Time) (bool, error) {
	n, err := tx.q.AttemptsSince(ctx, db.AttemptsSinceParams{RetrievalID: id, AttemptedAt: db.At(since)})
	return n > 0, err
}

// MarkFetched records that an item of a retrieval was completely sent.
func (tx *Tx) MarkFetched(ctx context.Context, id photo.RetrievalID) error {
	return tx.updateRetrieval(ctx, id, func(row *db.Retrieval) error {
		row.Fetched = true
		return nil
	})
}

// CancelRetrieval marks a retrieval as cancelled; [ErrStale] when it is cancelled
// already.
func (tx *Tx) CancelRetrieval(ctx context.Context, id photo.RetrievalID, now time.Time) error {
	return tx.updateRetrieval(ctx, id, func(row *db.Retrieval) error {
		if !row.CancelledAt.IsZero() {
			return ErrStale
		}
		row.CancelledAt = db.At(now)
		return nil
	})
}

// SettleRetrieval marks a retrieval as settled, and reports whether it was not
// settled before.
func (tx *Tx) SettleRetrieval(ctx context.Context, id photo.RetrievalID) (bool, error) {
	first := false
	err := tx.updateRetrieval(ctx, id, func(row *db.Retrieval) error {
		first = !row.Settled
		row.Settled = true
		return nil
	})
	return first, err
}

// updateRetrieval changes a retrieval; [ErrStale] when another act was faster.
func (tx *Tx) updateRetrieval(ctx context.Context, id photo.RetrievalID, change func(*db.Retrieval) error) error {
	row, err := tx.q.RetrievalByID(ctx, id)
	if row, err = genuine(tx, row, err); err != nil {
		return err
	}
	before := row.Mac
	if err := change(&row); err != nil {
		return err
	}
	return orStale(tx.q.UpdateRetrieval(ctx, db.UpdateRetrievalParams{
		CancelledAt: row.CancelledAt, Fetched: row.Fetched, Settled: row.Settled, Mac: tx.sign(row), ID: row.ID, Before: before,
	}))
}

// UnsettledRetrievals returns the unsettled retrievals created at or before until,
// oldest first, at most limit, after skipping the first skip: of each the id and the
// application alone. Whoever settles one loads it, so that one that is not genuine
// holds up no other.
func (tx *Tx) UnsettledRetrievals(ctx context.Context, until time.Time, limit, skip int) ([]photo.Retrieval, error) {
	rows, err := tx.q.UnsettledRetrievals(ctx, db.UnsettledRetrievalsParams{
		CreatedAt: db.At(until), Limit: int32(limit), Offset: int32(skip),
	})
	list := make([]photo.Retrieval, len(rows))
	for i, row := range rows {
		list[i] = photo.Retrieval{ID: row.ID, Application: row.ApplicationID}
	}
	return list, err
}

// HasRetrieved reports whether an application has made another retrieval about a person
// since a moment. A row that the service did not write is none.
func (tx *Tx) HasRetrieved(
	ctx context.Context, app photo.ApplicationID, who photo.SubjectID, since time.Time, otherThan photo.RetrievalID,
) (bool, error) {
	rows, err := tx.q.RetrievalsOfPair(ctx, db.RetrievalsOfPairParams{
		SubjectID: who, ApplicationID: app, Since: db.At(since), OtherThan: otherThan,
	})
	for _, row := range rows {
		if _, forged := genuine(tx, row, nil); forged == nil {
			return true, err
		}
	}
	return false, err
}
