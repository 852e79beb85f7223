package service

import (
	"context"
	"errors"
	"fmt"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

// personal is the part of a retrieval's event that is sealed.
type personal struct {
	Case  string `json:"case"`
	Audit Audit  `json:"audit"`
}

func eventBound(retrieval photo.RetrievalID) string { return "events/retrieval/" + string(retrieval) }

// byApplication begins the event of something an application does.
func byApplication(name string, who photo.Application) *ledger.Event {
	return &ledger.Event{
		Act: name, Actor: string(who.ID), Role: "application", Application: string(who.ID), Facts: map[string]string{},
	}
}

// Retrieve creates a retrieval: it consumes a one-time grant and is recorded
// before anything is answered. What depends on the application alone is
// refused first; everything about the person answers "not-authorised".
func (a *Applications) Retrieve(ctx context.Context, who photo.Application, r RetrievalRequest) (RetrievalReply, error) {
	event := byApplication("retrieval.create", who)
	event.Facts["items"] = joined(r.Items)
	if err := who.MayReceive(r.Items, r.Purpose); err != nil {
		return RetrievalReply{}, a.refuse(ctx, event, err)
	}
	event.Facts["purpose"] = r.Purpose
	tax, fault := photo.ParseTaxID(r.TaxID)
	if r.TaxID == "" || fault != nil {
		return RetrievalReply{}, a.refuse(ctx, event, photo.ErrNotAuthorised)
	}
	id := photo.NewRetrievalID()
	event.Retrieval = string(id)
	print, err := fingerprint(r)
	if err != nil {
		return RetrievalReply{}, err
	}
	o := once{scope: "retrieval/" + string(who.ID), key: r.IdempotencyKey, print: print}
	if event.Sealed, err = sealJSON(a.values, personal{r.Case, r.Audit}, eventBound(id)); err != nil {
		return RetrievalReply{}, err
	}
	var reply RetrievalReply
	err = a.Store.Write(ctx, event, func(tx *store.Tx) error {
		var earlier photo.RetrievalID
		found, err := a.before(ctx, tx, o, &earlier)
		if err != nil {
			return err
		}
		if found {
			event.Act, event.Retrieval, event.Sealed = "retrieval.repeat", string(earlier), nil
			reply, err = a.retell(ctx, tx, event, retrieving{id: earlier, who: who, asked: r})
			return err
		}
		grant, upload, err := a.covering(ctx, tx, who, tax, r)
		if err != nil {
			return err
		}
		event.Subject, event.Upload, event.Grant = string(grant.SubjectID), string(grant.UploadID), string(grant.ID)
		if reply, err = a.retrieve(ctx, tx, retrieving{id, who, r, grant, upload}); err != nil {
			return err
		}
		return a.remember(ctx, tx, o, id)
	})
	if err == nil {
		a.Passed(RetrievalCommitted)
	}
	return reply, err
}

func (a *Applications) refuse(ctx context.Context, event *ledger.Event, err error) error {
	refusal, ok := errors.AsType[*photo.Error](err)
	if !ok {
		return err
	}
	if fault := a.Store.Refuse(ctx, event, refusal); fault != nil {
		return fault
	}
	return err
}

// covering finds the live grant that covers a request, and its upload. Every
// reason for there being none gives the same refusal.
func (a *Applications) covering(
	ctx context.Context, tx *store.Tx, who photo.Application, tax photo.TaxID, r RetrievalRequest,
) (db.Grant, db.Upload, error) {
	subject, err := a.knownSubject(ctx, tx, tax)
	if err != nil && !errors.Is(err, store.ErrNone) {
		return db.Grant{}, db.Upload{}, fmt.Errorf("load subject: %w", err)
	}
	grant, err := tx.LiveGrant(ctx, db.LiveGrantParams{SubjectID: subject, ApplicationID: who.ID, Purpose: r.Purpose})
	if errors.Is(err, store.ErrNone) {
		return grant, db.Upload{}, photo.ErrNotAuthorised
	}
	if err != nil {
		return grant, db.Upload{}, fmt.Errorf("load grant: %w", err)
	}
	if err := store.GrantOf(grant).Covers(r.Items, r.Purpose, a.Now()); err != nil {
		return grant, db.Upload{}, err
	}
	upload, err := a.usable(ctx, tx, grant.UploadID)
	return grant, upload, err
}

// usable loads an upload whose files may be given out now.
func (a *Applications) usable(ctx context.Context, tx *store.Tx, id photo.UploadID) (db.Upload, error) {
	row, err := tx.Upload(ctx, id)
	if err != nil {
		return row, fmt.Errorf("load upload: %w", err)
	}
	if row.State != photo.Associated || store.UploadOf(row).Overdue(a.Now()) {
		return row, photo.ErrNotAuthorised
	}
	return row, nil
}

// retrieving is one retrieval being made.
type retrieving struct {
	id     photo.RetrievalID
	who    photo.Application
	asked  RetrievalRequest
	grant  db.Grant
	upload db.Upload
}

func (a *Applications) retrieve(ctx context.Context, tx *store.Tx, r retrieving) (RetrievalReply, error) {
	now := a.Now().Truncate(time.Microsecond)
	if r.grant.Mode == photo.Once {
		rows, err := tx.MoveGrant(ctx, db.MoveGrantParams{
			State: photo.GrantUsed, EndedAt: db.At(now), ID: r.grant.ID, Before: photo.GrantLive,
		})
		if err == nil && rows == 0 {
			err = photo.ErrNotAuthorised // another request took it
		}
		if err != nil {
			return RetrievalReply{}, err
		}
	}
	err := tx.InsertRetrieval(ctx, db.InsertRetrievalParams{
		ID: r.id, GrantID: r.grant.ID, ApplicationID: r.who.ID, SubjectID: r.grant.SubjectID, UploadID: r.upload.ID,
		Items: r.asked.Items, Purpose: r.asked.Purpose, CreatedAt: db.At(now), Settled: r.grant.Mode != photo.Once,
	})
	if err != nil {
		return RetrievalReply{}, fmt.Errorf("record retrieval: %w", err)
	}
	for _, item := range r.asked.Items {
		if err := tx.InsertRetrievalItem(ctx, db.InsertRetrievalItemParams{RetrievalID: r.id, Item: item}); err != nil {
			return RetrievalReply{}, fmt.Errorf("record item: %w", err)
		}
	}
	return a.tell(ctx, tx, r, now)
}

// retell gives the answer of a request made before, if it could still be given
// now: nothing of it is kept but the retrieval's id.
func (a *Applications) retell(ctx context.Context, tx *store.Tx, event *ledger.Event, r retrieving) (RetrievalReply, error) {
	row, err := a.standing(ctx, tx, event, r.who, r.id)
	if err != nil {
		return RetrievalReply{}, err
	}
	if r.grant, err = tx.Grant(ctx, row.GrantID); err != nil {
		return RetrievalReply{}, fmt.Errorf("load grant: %w", err)
	}
	if r.upload, err = tx.Upload(ctx, row.UploadID); err != nil {
		return RetrievalReply{}, fmt.Errorf("load upload: %w", err)
	}
	return a.tell(ctx, tx, r, row.CreatedAt.Time)
}

// tell describes a retrieval made at the given time, with its receipt.
func (a *Applications) tell(ctx context.Context, tx *store.Tx, r retrieving, at time.Time) (RetrievalReply, error) {
	due, _ := store.UploadOf(r.upload).Due()
	reply := RetrievalReply{
		ID: r.id, Grant: r.grant.ID, RetrievedAt: at, UploadedAt: r.upload.CreatedAt.Time,
		AssociatedAt: r.upload.AssociatedAt.Time, ExpiresAt: due,
	}
	key, err := a.uploadKey(ctx, tx, r.upload.ID)
	if err != nil {
		return reply, err
	}
	for _, item := range r.asked.Items {
		line, err := a.item(ctx, tx, key, r, item)
		if err != nil {
			return reply, err
		}
		reply.Items = append(reply.Items, line)
	}
	reply.Receipt, err = a.receipt.sign(a.PublicURL, r, reply)
	return reply, err
}

func (a *Applications) item(ctx context.Context, tx *store.Tx, key seal.Key, r retrieving, item photo.Item) (RetrievedItem, error) {
	row, err := tx.FileOf(ctx, db.FileOfParams{UploadID: r.upload.ID, Item: item, Role: roleMaster})
	if errors.Is(err, store.ErrNone) {
		return RetrievedItem{}, photo.ErrNotAuthorised
	}
	if err != nil {
		return RetrievedItem{}, fmt.Errorf("load file: %w", err)
	}
	sum, err := digest(key, row)
	width, height := int(row.Width), int(row.Height)
	if row.Orientation >= 5 { // the master lies on its side; the record holds the upright picture
		width, height = height, width
	}
	return RetrievedItem{
		Item: item, MediaType: jpegType, Width: width, Height: height, Bytes: row.Bytes,
		SHA256: fmt.Sprintf("%x", sum),
	}, err
}
