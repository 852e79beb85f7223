package service

import (
	"context"
	"errors"
	"fmt"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

// Bytes gives one file of a retrieval, at most three times within ten minutes,
// each attempt recorded before the first byte. The grant, the application and
// the files are looked at again.
func (a *Applications) Bytes(ctx context.Context, who photo.Application, id photo.RetrievalID, item photo.Item) (RetrievedBytes, error) {
	event := byApplication("retrieval.fetch", who)
	event.Retrieval, event.Facts["item"] = recorded(id), recordedItem(item)
	var row db.Retrieval
	var file db.KeyedFileRow
	err := a.Store.Write(ctx, event, func(tx *store.Tx) error {
		var err error
		if row, err = a.openRetrieval(ctx, tx, event, who, id); err != nil {
			return err
		}
		if err := who.MayReceive([]photo.Item{item}, row.Purpose); err != nil {
			return err
		}
		rows, err := tx.SpendAttempt(ctx, db.SpendAttemptParams{
			AttemptedAt: db.At(a.Now()), RetrievalID: id, Item: item, Most: photo.MaxRetrievalAttempts,
		})
		if err != nil {
			return fmt.Errorf("count attempt: %w", err)
		}
		if rows == 0 {
			return a.noAttempt(item, row)
		}
		file, err = keyedFile(ctx, tx, db.KeyedFileParams{
			UploadID: row.UploadID, Item: item, Role: roleMaster, Profile: who.Profile,
		})
		return hideErased(err)
	})
	if err != nil {
		return RetrievedBytes{}, err
	}
	a.Passed(AttemptSpent)
	out, err := a.unlock(ctx, file)
	err = hideErased(err)
	if !row.Settled { // of a grant that is not used up, nobody asks what was sent
		out.Sent = func(ctx context.Context) error { return a.fetched(ctx, id) }
		out.Broken = func(ctx context.Context) error { return a.broke(ctx, id, item) }
	}
	return out, err
}

// hideErased gives the one refusal of everything about a person for pictures
// that are gone.
func hideErased(err error) error {
	if errors.Is(err, photo.ErrErased) || errors.Is(err, photo.ErrNotFound) {
		return photo.ErrNotAuthorised
	}
	return err
}

// unlock opens a file with the key of its upload.
func (a *Applications) unlock(ctx context.Context, found db.KeyedFileRow) (RetrievedBytes, error) {
	out, file := RetrievedBytes{MediaType: jpegType}, found.File
	key, err := a.unwrapped(found.Wrapped, file.UploadID)
	if err != nil {
		return out, err
	}
	if out.SHA256, err = digest(key, file); err != nil {
		return out, err
	}
	own, err := ownKey(key, file)
	if err != nil {
		return out, err
	}
	buffer := a.buffers.take()
	out.Bytes, err = a.openInto(ctx, lockedFile{file, own}, buffer)
	out.Back = func() { a.buffers.back(buffer) }
	return out, err
}

// noAttempt tells an item that was not asked for from one asked too often.
func (a *Applications) noAttempt(item photo.Item, row db.Retrieval) error {
	for _, asked := range row.Items {
		if asked == item {
			return photo.ErrRetrievalExpired
		}
	}
	return photo.ErrNotAuthorised
}

// openRetrieval loads an own retrieval that still stands and whose bytes may
// still be fetched.
func (a *Applications) openRetrieval(
	ctx context.Context, tx *store.Tx, event *ledger.Event, who photo.Application, id photo.RetrievalID,
) (db.Retrieval, error) {
	r, err := a.standing(ctx, tx, event, who, id)
	if err != nil {
		return r.row, err
	}
	return r.row, store.RetrievalOf(r.row).Allows(photo.FetchRetrieval, a.Now())
}

// standing loads an own retrieval whose grant still stands: live, or used up
// by this very retrieval; and whose files may still be given out.
func (a *Applications) standing(
	ctx context.Context, tx *store.Tx, event *ledger.Event, who photo.Application, id photo.RetrievalID,
) (standing, error) {
	found, err := tx.Standing(ctx, db.StandingParams{ID: id, ApplicationID: who.ID})
	if err != nil {
		return standing{}, unfound("retrieval", err, photo.ErrNotAuthorised)
	}
	grant, upload := store.Standing(found)
	r := standing{found.Retrieval, grant, upload}
	event.Subject, event.Upload, event.Grant = string(r.row.SubjectID), string(upload.ID), string(grant.ID)
	state := grant.StateAt(a.Now())
	if state != photo.GrantLive && (state != photo.GrantUsed || grant.Mode != photo.Once) {
		return r, photo.ErrNotAuthorised
	}
	return r, usable(upload, a.Now())
}

// standing is a retrieval with what its grant and its upload are now.
type standing struct {
	row    db.Retrieval
	grant  photo.Grant
	upload photo.Upload
}

// fetched records that an item was completely sent.
func (a *Applications) fetched(ctx context.Context, id photo.RetrievalID) error {
	ctx = context.WithoutCancel(ctx) // of a visitor who may have left
	return a.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		return tx.RetrievalFetched(ctx, db.RetrievalFetchedParams{Fetched: true, ID: id})
	})
}

// broke records that nothing of an attempt is on its way any more.
func (a *Applications) broke(ctx context.Context, id photo.RetrievalID, item photo.Item) error {
	ctx = context.WithoutCancel(ctx) // of a visitor who may have left
	return a.Store.WriteUnlogged(ctx, func(tx *store.Tx) error {
		return tx.AttemptBroke(ctx, db.AttemptBrokeParams{RetrievalID: id, Item: item})
	})
}

// Cancel ends a retrieval within 24 hours. A one-time grant is given back if
// no item was completely sent; Cancel reports whether it was. While bytes may
// be on their way it refuses: "moved".
func (a *Applications) Cancel(ctx context.Context, who photo.Application, id photo.RetrievalID, key string) (bool, error) {
	event := byApplication("retrieval.cancel", who)
	event.Retrieval = recorded(id)
	o := once{scope: "cancel/" + string(who.ID) + "/" + string(id), key: key, print: []byte{}}
	if who.Suspended {
		return false, a.refuse(ctx, event, photo.ErrSuspended)
	}
	back := false
	err := a.Store.Write(ctx, event, func(tx *store.Tx) error {
		if found, err := a.before(ctx, tx, o, &back); err != nil || found {
			return errors.Join(err, errRepeated)
		}
		var err error
		if back, err = a.cancel(ctx, tx, event, who, id); err != nil {
			return err
		}
		return a.remember(ctx, tx, o, back)
	})
	if errors.Is(err, errRepeated) && !isRefusal(err) {
		return back, nil
	}
	return back, err
}

func (a *Applications) cancel(
	ctx context.Context, tx *store.Tx, event *ledger.Event, who photo.Application, id photo.RetrievalID,
) (back bool, err error) {
	row, err := tx.Retrieval(ctx, db.RetrievalParams{ID: id, ApplicationID: who.ID})
	if err != nil {
		return false, unfound("retrieval", err, photo.ErrNotAuthorised)
	}
	event.Subject, event.Upload, event.Grant = string(row.SubjectID), string(row.UploadID), string(row.GrantID)
	if !a.Now().Before(row.CreatedAt.Add(photo.CancelWithin)) {
		return false, photo.ErrRetrievalExpired
	}
	if sending, err := a.sending(ctx, tx, row); err != nil || sending {
		return false, errors.Join(err, photo.ErrMoved.WithRetryAfter(photo.SendingTTL))
	}
	rows, err := tx.CancelRetrieval(ctx, db.CancelRetrievalParams{CancelledAt: db.At(a.Now()), ID: id})
	if err != nil {
		return false, fmt.Errorf("cancel retrieval: %w", err)
	}
	if rows == 0 {
		return false, errRepeated // cancelled before
	}
	return a.settleRetrieval(ctx, tx, row)
}

// sending reports whether bytes of a one-time retrieval may be on their way: an
// item was begun lately, and none has arrived whole.
func (c *core) sending(ctx context.Context, tx *store.Tx, row db.Retrieval) (bool, error) {
	if row.Settled || row.Fetched {
		return false, nil
	}
	begun, err := tx.AttemptsSince(ctx, db.AttemptsSinceParams{
		RetrievalID: row.ID, AttemptedAt: db.At(c.Now().Add(-photo.SendingTTL)),
	})
	return begun > 0, err
}

// settleRetrieval closes the account of a one-time retrieval: a grant whose
// files were never completely sent is given back, once, while the association
// still stands and no other grant took its place.
func (c *core) settleRetrieval(ctx context.Context, tx *store.Tx, row db.Retrieval) (bool, error) {
	rows, err := tx.SettleRetrieval(ctx, db.SettleRetrievalParams{Settled: true, ID: row.ID})
	if err != nil || rows == 0 || row.Fetched {
		return false, err
	}
	grant, err := tx.Grant(ctx, row.GrantID)
	if err != nil {
		return false, fmt.Errorf("load grant: %w", err)
	}
	if grant.State != photo.GrantUsed || grant.GivenBack {
		return false, nil
	}
	_, err = tx.LiveGrant(ctx, db.LiveGrantParams{SubjectID: grant.SubjectID, ApplicationID: grant.ApplicationID, Purpose: grant.Purpose})
	if !errors.Is(err, store.ErrNotFound) {
		return false, err
	}
	rows, err = tx.GiveGrantBack(ctx, db.GiveGrantBackParams{GivenBack: true, ID: grant.ID})
	return rows == 1, err
}

// Grant gives the state of a grant that this application holds.
func (a *Applications) Grant(ctx context.Context, who photo.Application, id photo.GrantID) (photo.Grant, error) {
	var grant photo.Grant
	event := byApplication("grant.ask", who)
	event.Grant = recorded(id)
	if who.Suspended {
		return grant, a.refuse(ctx, event, photo.ErrSuspended)
	}
	err := a.Store.Write(ctx, event, func(tx *store.Tx) error {
		row, err := tx.Grant(ctx, id)
		if errors.Is(err, store.ErrNotFound) || err == nil && row.ApplicationID != who.ID {
			return photo.ErrNotAuthorised
		}
		if err != nil {
			return fmt.Errorf("load grant: %w", err)
		}
		event.Subject, event.Upload = string(row.SubjectID), string(row.UploadID)
		grant = store.GrantOf(row)
		grant.State = grant.StateAt(a.Now())
		return nil
	})
	return grant, err
}
