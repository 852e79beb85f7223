package service

import (
	"context"
	"encoding/hex"
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
	o, err := onlyOnce(who, r)
	if err != nil {
		return RetrievalReply{}, err
	}
	if event.Sealed, err = sealJSON(a.values, personal{r.Case, r.Audit}, eventBound(id)); err != nil {
		return RetrievalReply{}, err
	}
	var made retrieving
	var reply RetrievalReply
	err = a.Store.Write(ctx, event, func(tx *store.Tx) error {
		var earlier photo.RetrievalID
		found, err := a.before(ctx, tx, o, &earlier)
		if err != nil {
			return err
		}
		if found {
			event.Act, event.Retrieval, event.Sealed = "retrieval.repeat", string(earlier), nil
			made = retrieving{id: earlier, who: who, asked: r}
			reply, err = a.retell(ctx, tx, event, made)
			return err
		}
		grant, upload, err := a.covering(ctx, tx, who, tax, r)
		if err != nil {
			return err
		}
		event.Subject, event.Upload, event.Grant = string(grant.Subject), string(upload.ID), string(grant.ID)
		made = retrieving{id, who, r, grant, upload}
		if reply, err = a.retrieve(ctx, tx, made); err != nil {
			return err
		}
		return a.remember(ctx, tx, o, id)
	})
	if err != nil {
		return reply, err
	}
	a.Passed(RetrievalCommitted)
	reply.Receipt, err = a.receipt.sign(a.PublicURL, made, reply) // after the turn of writing, for others wait for it
	return reply, err
}

func onlyOnce(who photo.Application, r RetrievalRequest) (o once, err error) {
	if r.IdempotencyKey == "" {
		return o, nil
	}
	print, err := fingerprint(r)
	return once{scope: "retrieval/" + string(who.ID), key: r.IdempotencyKey, print: print}, err
}

func (a *Applications) refuse(ctx context.Context, event *ledger.Event, err error) error {
	refusal, ok := errors.AsType[*photo.Error](err)
	if !ok {
		return err
	}
	if fault := a.Store.RecordRefusal(ctx, event, refusal); fault != nil {
		return fault
	}
	return err
}

// covering finds the live grant that covers a request, and its upload. Every
// reason for there being none gives the same refusal.
func (a *Applications) covering(
	ctx context.Context, tx *store.Tx, who photo.Application, tax photo.TaxID, r RetrievalRequest,
) (photo.Grant, photo.Upload, error) {
	for _, hash := range a.Hashes.All(aliasTaxID, tax.Digits()) {
		row, err := tx.Covering(ctx, db.CoveringParams{Kind: aliasTaxID, Hash: hash, ApplicationID: who.ID, Purpose: r.Purpose})
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return photo.Grant{}, photo.Upload{}, fmt.Errorf("load grant: %w", err)
		}
		grant, upload := store.Covering(row)
		if err := grant.Covers(r.Items, r.Purpose, a.Now()); err != nil {
			return grant, upload, err
		}
		return grant, upload, usable(upload, a.Now())
	}
	return photo.Grant{}, photo.Upload{}, photo.ErrNotAuthorised
}

// usable refuses an upload whose files may not be given out now.
func usable(u photo.Upload, now time.Time) error {
	if u.State != photo.Associated || u.Overdue(now) {
		return photo.ErrNotAuthorised
	}
	return nil
}

// retrieving is one retrieval being made.
type retrieving struct {
	id     photo.RetrievalID
	who    photo.Application
	asked  RetrievalRequest
	grant  photo.Grant
	upload photo.Upload
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
		ID: r.id, GrantID: r.grant.ID, ApplicationID: r.who.ID, SubjectID: r.grant.Subject, UploadID: r.upload.ID,
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
	earlier, err := a.standing(ctx, tx, event, r.who, r.id)
	if err != nil {
		return RetrievalReply{}, err
	}
	r.grant, r.upload = earlier.grant, earlier.upload
	return a.tell(ctx, tx, r, earlier.row.CreatedAt.Time)
}

// tell describes a retrieval made at the given time; its receipt is missing.
func (a *Applications) tell(ctx context.Context, tx *store.Tx, r retrieving, at time.Time) (RetrievalReply, error) {
	due, _ := r.upload.Due()
	reply := RetrievalReply{
		ID: r.id, Grant: r.grant.ID, RetrievedAt: at, UploadedAt: r.upload.CreatedAt,
		AssociatedAt: r.upload.AssociatedAt, ExpiresAt: due,
	}
	for _, item := range r.asked.Items {
		line, key, err := a.item(ctx, tx, r, item)
		if err != nil {
			return reply, err
		}
		reply.Items = append(reply.Items, line)
		if reply.Checks == nil {
			if reply.Checks, err = a.checks(ctx, tx, key, r.upload.ID, r.who.Profile); err != nil {
				return reply, err
			}
		}
	}
	return reply, nil
}

// item describes the picture that the application receives: the one made for
// its document, or the master where that suits as it is.
func (a *Applications) item(ctx context.Context, tx *store.Tx, r retrieving, item photo.Item) (RetrievedItem, seal.Key, error) {
	found, err := keyedFile(ctx, tx, db.KeyedFileParams{
		UploadID: r.upload.ID, Item: item, Role: roleMaster, Profile: r.who.Profile,
	})
	if err != nil {
		return RetrievedItem{}, seal.Key{}, hideErased(err)
	}
	key, err := a.unwrapped(found.Wrapped, r.upload.ID)
	if err != nil {
		return RetrievedItem{}, key, err
	}
	row := found.File
	sum, err := digest(key, row)
	width, height := int(row.Width), int(row.Height)
	if row.Orientation >= 5 { // the master lies on its side; the record holds the upright picture
		width, height = height, width
	}
	return RetrievedItem{
		Item: item, MediaType: jpegType, Width: width, Height: height, Bytes: row.Bytes,
		SHA256: hex.EncodeToString(sum[:]),
	}, key, err
}
