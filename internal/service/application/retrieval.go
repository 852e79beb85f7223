package application

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/failpoint"
	"myphoto/internal/service/internal/idempotency"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/service/outbox"
	"myphoto/internal/store"
)

// retrieval is the state of one request for a retrieval.
type retrieval struct {
	id      photo.RetrievalID
	who     photo.Application
	input   RetrievalRequest
	number  subjects.Number // of whom the files are
	request idempotency.Request
	grant   photo.Grant
	upload  photo.Upload
	told    bool // a notice waits to be sent
}

// Retrieve creates a retrieval. It consumes a one-time grant and records the
// retrieval before it answers. What depends on the application alone is refused
// first; every refusal about the person is [photo.ErrNotAuthorised], except too many
// retrievals that were all allowed ([photo.TooManyRequests]).
func (s *Service) Retrieve(ctx context.Context, who photo.Application, input RetrievalRequest) (reply RetrievalReply, err error) {
	r := retrieval{id: photo.NewRetrievalID(), who: who, input: input}
	event := journal.ByApplication(journal.CreateRetrieval, who)
	event.Retrieval, event.Facts["items"] = string(r.id), journal.List(input.Items)
	personal := journal.Personal{Case: input.Case, Audit: input.Audit}
	number, wellFormed := numberOf(input)
	if wellFormed {
		personal.Person = hex.EncodeToString(s.config.Subjects.NumberMAC(number))
	}
	if event.Sealed, err = journal.SealPersonal(s.config.Keyring.Values(), r.id, personal); err != nil {
		return RetrievalReply{}, err
	}
	if err := who.MayReceive(input.Items, input.Purpose); err != nil {
		return RetrievalReply{}, s.config.Store.Refuse(ctx, event, err)
	}
	event.Facts["purpose"] = input.Purpose
	if err := s.checkRefused(ctx, event, who); err != nil {
		return RetrievalReply{}, err
	}
	defer func() { s.countRefused(who, err) }()
	if !wellFormed {
		return RetrievalReply{}, s.config.Store.Refuse(ctx, event, photo.ErrNotAuthorised)
	}
	r.number, r.request = number, requestOf(who, input)
	if err := s.checkPresent(ctx, r); err != nil {
		return RetrievalReply{}, err
	}
	err = s.config.Store.Write(ctx, event, func(tx *store.Tx) (err error) {
		reply, err = s.retrieve(ctx, tx, event, &r)
		return err
	})
	if err != nil {
		return reply, err
	}
	s.config.Failpoint(failpoint.RetrievalCommitted)
	if r.told {
		s.config.Outbox.Wake()
	}
	if err := s.config.Vault.CheckPresent(ctx, reply.files); err != nil { // also of a retrieval made before
		return RetrievalReply{}, err
	}
	reply.Receipt, err = s.sign(r, reply) // outside the transaction, because other writers wait for its end
	return reply, err
}

// numberOf returns the number by which a request names a person, and reports whether it
// names exactly one, well formed.
func numberOf(input RetrievalRequest) (subjects.Number, bool) {
	switch {
	case input.TaxID != "" && input.AMKA == "" && input.PAAYPA == "":
		tax, malformed := photo.ParseTaxID(input.TaxID)
		return subjects.TaxNumber(tax), malformed == nil
	case input.AMKA != "" && input.TaxID == "" && input.PAAYPA == "":
		amka, malformed := photo.ParseAMKA(input.AMKA)
		return subjects.SocialNumber(amka), malformed == nil
	case input.PAAYPA != "" && input.TaxID == "" && input.AMKA == "":
		paaypa, malformed := photo.ParsePAAYPA(input.PAAYPA)
		return subjects.ProvisionalNumber(paaypa), malformed == nil
	default:
		return subjects.Number{}, false
	}
}

// checkPresent returns [photo.ErrUnavailable] when the bytes that a request is for
// are missing, before a one-time grant is used for them. A request that would be
// refused passes: it is refused, and recorded, where it would have an effect.
func (s *Service) checkPresent(ctx context.Context, r retrieval) error {
	var files []vault.ReleasedFile
	err := s.config.Store.Read(ctx, func(tx *store.Tx) error {
		_, upload, err := s.findGrant(ctx, tx, r)
		for _, item := range r.input.Items {
			if err != nil {
				return err
			}
			var file vault.ReleasedFile
			file, err = vault.Release(ctx, tx, upload, item, r.who.Profile)
			files = append(files, file)
		}
		return err
	})
	if _, refused := photo.RefusalIn(err); refused {
		return nil
	}
	if err != nil {
		return err
	}
	return s.config.Vault.CheckPresent(ctx, files)
}

// requestOf returns the request by which a repetition of it is recognised.
func requestOf(who photo.Application, input RetrievalRequest) idempotency.Request {
	return idempotency.Request{Scope: "retrieval/" + string(who.ID), Key: input.IdempotencyKey, Content: input}
}

// retrieve answers a request inside its transaction: with the retrieval of the same
// request made before, or else with a new retrieval.
func (s *Service) retrieve(ctx context.Context, tx *store.Tx, event *ledger.Event, r *retrieval) (RetrievalReply, error) {
	var earlier photo.RetrievalID
	var err error
	if r.who, err = active(ctx, tx, r.who.ID); err != nil {
		return RetrievalReply{}, err
	}
	if err := r.who.MayReceive(r.input.Items, r.input.Purpose); err != nil {
		return RetrievalReply{}, err
	}
	if err := s.nameSubject(ctx, tx, event, r.number); err != nil {
		return RetrievalReply{}, err
	}
	found, err := s.config.Replies.Lookup(ctx, tx, r.request, &earlier)
	if err != nil {
		return RetrievalReply{}, err
	}
	if found {
		event.Act, event.Retrieval, event.Sealed = string(journal.RepeatRetrieval), string(earlier), nil
		if wait := s.again.Allow(r.who.ID); wait > 0 {
			return RetrievalReply{}, photo.TooManyRequests(wait)
		}
		r.id = earlier
		return s.replay(ctx, tx, event, r)
	}
	if r.grant, r.upload, err = s.findGrant(ctx, tx, *r); err != nil {
		return RetrievalReply{}, err
	}
	event.Subject, event.Upload, event.Grant = string(r.grant.Subject), string(r.upload.ID), string(r.grant.ID)
	// A retrieval is kept in the history of the person for ten years.
	if wait := s.perPerson.Allow(person{r.who.ID, r.grant.Subject}); wait > 0 {
		return RetrievalReply{}, photo.TooManyRequests(wait)
	}
	reply, err := s.create(ctx, tx, *r)
	if err != nil {
		return reply, err
	}
	if r.told, err = s.tell(ctx, tx, *r); err != nil {
		return reply, err
	}
	r.request.Upload = r.upload.ID
	return reply, s.config.Replies.Save(ctx, tx, r.request, r.id)
}

// tell queues a notice of a retrieval for the person who wants them, the first of the
// day of each application. It reports whether it did.
func (s *Service) tell(ctx context.Context, tx *store.Tx, r retrieval) (bool, error) {
	now := s.config.Now()
	chosen, err := tx.Preferences(ctx, r.grant.Subject)
	if err != nil || !chosen.Notices {
		return false, err
	}
	y, m, d := now.In(photo.Athens()).Date()
	told, err := tx.HasRetrieved(ctx, r.who.ID, r.grant.Subject, time.Date(y, m, d, 0, 0, 0, 0, photo.Athens()), r.id)
	if err != nil || told {
		return false, err
	}
	return true, s.config.Outbox.QueueNotice(ctx, tx, outbox.Notice{
		Kind: outbox.NoticeRetrieved, Upload: r.upload.ID, To: r.grant.Subject, Prefer: photo.ChannelEmail, Made: now,
	})
}

// nameSubject records whose files an application asks for, also when it is refused:
// the person, where there is one. The sealed part always has the code of the number.
func (s *Service) nameSubject(ctx context.Context, tx *store.Tx, event *ledger.Event, number subjects.Number) error {
	who, err := s.config.Subjects.Find(ctx, tx, number)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("load person: %w", err)
	}
	event.Subject = string(who)
	return nil
}

// findGrant returns the live grant that covers a request, and its upload. When there
// is none, the refusal is the same whatever the reason.
func (s *Service) findGrant(ctx context.Context, tx *store.Tx, r retrieval) (photo.Grant, photo.Upload, error) {
	subject, err := s.config.Subjects.Find(ctx, tx, r.number)
	if err != nil {
		return photo.Grant{}, photo.Upload{}, store.NotFoundOr(photo.ErrNotAuthorised, "subject", err)
	}
	grant, err := tx.LiveGrant(ctx, subject, r.who.ID, r.input.Purpose)
	if err != nil {
		return grant, photo.Upload{}, store.NotFoundOr(photo.ErrNotAuthorised, "grant", err)
	}
	upload, err := tx.Upload(ctx, grant.Upload)
	if err != nil {
		return grant, upload.Upload, fmt.Errorf("load upload: %w", err)
	}
	if err := grant.Covers(r.input.Items, r.input.Purpose, s.config.Now()); err != nil {
		return grant, upload.Upload, err
	}
	if err := upload.Usable(s.config.Now()); err != nil {
		return grant, upload.Upload, err
	}
	return grant, upload.Upload, checkPaused(ctx, tx, subject)
}

// create records a new retrieval and consumes a one-time grant.
func (s *Service) create(ctx context.Context, tx *store.Tx, r retrieval) (RetrievalReply, error) {
	now := s.config.Now().Truncate(time.Microsecond)
	used, err := r.grant.Use(now)
	if err != nil {
		return RetrievalReply{}, photo.ErrNotAuthorised
	}
	if used.State != r.grant.State {
		err := tx.SaveGrant(ctx, r.grant, used)
		if errors.Is(err, store.ErrStale) {
			err = photo.ErrNotAuthorised // another request used the grant
		}
		if err != nil {
			return RetrievalReply{}, err
		}
	}
	err = tx.CreateRetrieval(ctx, photo.Retrieval{
		ID: r.id, Grant: r.grant.ID, Application: r.who.ID, Subject: r.grant.Subject, Upload: r.upload.ID,
		Items: r.input.Items, Purpose: r.input.Purpose, CreatedAt: now, Settled: r.grant.Mode != photo.Once,
	})
	if err != nil {
		return RetrievalReply{}, fmt.Errorf("record retrieval: %w", err)
	}
	return s.describe(ctx, tx, r, now)
}

// replay returns the answer to a request made before, when that could still be
// answered now. Only the id of the retrieval was saved; the answer is built again.
func (s *Service) replay(ctx context.Context, tx *store.Tx, event *ledger.Event, r *retrieval) (RetrievalReply, error) {
	earlier, err := s.loadActive(ctx, tx, event, r.who, r.id)
	if err != nil {
		return RetrievalReply{}, err
	}
	r.grant, r.upload = earlier.Grant, earlier.Upload
	return s.describe(ctx, tx, *r, earlier.Retrieval.CreatedAt)
}

// loadActive loads a retrieval of the application whose files may still be
// released: its grant is live, or is a one-time grant that this retrieval used.
func (s *Service) loadActive(
	ctx context.Context, tx *store.Tx, event *ledger.Event, who photo.Application, id photo.RetrievalID,
) (store.Release, error) {
	found, err := tx.Release(ctx, id, who.ID)
	if err != nil {
		return found, store.NotFoundOr(photo.ErrNotAuthorised, "retrieval", err)
	}
	event.Subject, event.Upload, event.Grant = string(found.Retrieval.Subject), string(found.Upload.ID), string(found.Grant.ID)
	if err := found.Retrieval.Releasable(found.Grant, found.Upload, s.config.Now()); err != nil {
		return found, err
	}
	return found, checkPaused(ctx, tx, found.Retrieval.Subject)
}

// checkPaused refuses while a person has paused all retrievals, as if there were no
// authorisation.
func checkPaused(ctx context.Context, tx *store.Tx, who photo.SubjectID) error {
	chosen, err := tx.Preferences(ctx, who)
	if err != nil {
		return fmt.Errorf("load preferences: %w", err)
	}
	if !chosen.PausedAt.IsZero() {
		return photo.ErrNotAuthorised
	}
	return nil
}

// describe returns the reply for a retrieval made at the given time, without its
// receipt.
func (s *Service) describe(ctx context.Context, tx *store.Tx, r retrieval, at time.Time) (RetrievalReply, error) {
	due, _ := r.upload.Due()
	reply := RetrievalReply{
		ID: r.id, Grant: r.grant.ID, RetrievedAt: at, UploadedAt: r.upload.CreatedAt,
		AssociatedAt: r.upload.AssociatedAt, ExpiresAt: due,
	}
	for _, item := range r.input.Items {
		file, err := vault.Release(ctx, tx, r.upload, item, r.who.Profile)
		if err != nil {
			return reply, hideErased(err)
		}
		line, key, err := s.describeItem(file, item)
		if err != nil {
			return reply, err
		}
		reply.Items, reply.files = append(reply.Items, line), append(reply.files, file)
		if reply.Checks == nil {
			if reply.Checks, err = vault.OpenChecks(ctx, tx, key, r.upload.ID, r.who.Profile); err != nil {
				return reply, err
			}
		}
	}
	return reply, nil
}

// describeItem returns the description of the picture that the application receives,
// and the key of the upload: the derivative made for its document, or the master
// when the document needs none.
func (s *Service) describeItem(file vault.ReleasedFile, item photo.Item) (RetrievedItem, seal.Key, error) {
	key, err := s.config.Vault.KeyOf(file)
	if err != nil {
		return RetrievedItem{}, key, err
	}
	sum, err := file.SHA256(key)
	facts := file.Facts()
	return RetrievedItem{
		Item: item, MediaType: photo.JPEG, Width: facts.Width, Height: facts.Height, Bytes: facts.Bytes,
		SHA256: hex.EncodeToString(sum[:]),
	}, key, err
}

// hideErased returns [photo.ErrNotAuthorised], the one refusal about a person, for
// pictures that are erased or do not exist, and any other error unchanged.
func hideErased(err error) error {
	if errors.Is(err, photo.ErrErased) || errors.Is(err, photo.ErrNotFound) {
		return photo.ErrNotAuthorised
	}
	return err
}

// sign returns the signed receipt of a retrieval.
func (s *Service) sign(r retrieval, reply RetrievalReply) (string, error) {
	claims := receipt{
		Issuer: s.config.PublicURL, Audience: string(r.who.ID), IssuedAt: reply.RetrievedAt.Unix(), Retrieval: string(r.id),
		Grant: string(reply.Grant), Purpose: r.input.Purpose, Case: r.input.Case, Digests: map[string]string{},
	}
	for _, item := range reply.Items {
		claims.Digests[string(item.Item)] = item.SHA256
	}
	return s.config.Keyring.SignReceipt(claims)
}
