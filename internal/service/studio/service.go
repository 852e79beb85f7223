package studio

import (
	"context"
	"io"
	"time"

	"myphoto/internal/blob/spool"
	"myphoto/internal/inspect"
	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/ratelimit"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/failpoint"
	"myphoto/internal/service/internal/idempotency"
	"myphoto/internal/service/internal/quota"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/service/outbox"
	"myphoto/internal/store"
)

// Config is what the studio's counter works with.
type Config struct {
	Store        *store.Store
	Vault        *vault.Vault
	Subjects     *subjects.Subjects
	Replies      *idempotency.Replies
	Quota        *quota.Quota
	Outbox       *outbox.Outbox
	Reader       *inspect.Reader
	Spool        *spool.Spool // of forms while they arrive
	Hashes       *seal.Hashes
	Values       *seal.Generations
	DraftBytes   int64 // size of the pictures of a studio's drafts
	StudioHourly int   // acts of a studio in an hour for which pictures are read
	ContactDaily int   // messages per contact and day, across studios
	SMSCountries photo.Countries
	Now          func() time.Time
	Failpoint    failpoint.Hook
}

// Service does the acts of a studio.
type Service struct {
	config  Config
	tickets *ratelimit.Limiter[photo.SubjectID] // looks at them, by operator
}

// New makes the service.
func New(config Config) *Service {
	rate := ratelimit.Rate{Every: ticketEvery, Burst: ticketBurst}
	return &Service{config, ratelimit.NewLimiter[photo.SubjectID](rate, quota.MaxActors, config.Now)}
}

// Incoming is the body of a form that has arrived. It is read once, or again after
// Rewind, and must be closed once the form was dealt with.
type Incoming struct {
	io.Reader

	Bytes  int64 // size
	close  func()
	rewind func() error
}

// Close frees the place of the form.
func (i Incoming) Close() { i.close() }

// Rewind makes the form readable from its beginning once more.
func (i Incoming) Rewind() error { return i.rewind() }

// Receive reads the body of a form to its end, without holding it in memory;
// [photo.ErrOwnFormsBusy] or [photo.ErrFormsBusy], with nothing read, when too many are
// under way. The announced length is negative when it is not known.
func (s *Service) Receive(ctx context.Context, who photo.Operator, body io.Reader, announced int64) (Incoming, error) {
	kept, err := s.config.Spool.Receive(ctx, string(who.At()), body, announced)
	if err != nil {
		return Incoming{}, err
	}
	return Incoming{kept, kept.Size, kept.Close, kept.Rewind}, nil
}

// Admit reserves memory for a received form, of size bytes, before it is parsed;
// [inspect.ErrBusy] when there is none for a while. The caller calls release once
// the form was dealt with.
func (s *Service) Admit(ctx context.Context, who photo.Operator, size int64) (release func(), err error) {
	return s.config.Reader.Admit(ctx, who.At(), size)
}

// mayWork returns [photo.ErrForbidden] unless the operator may still work at the
// studio, inside the transaction of the act: the employment may have ended while the
// form arrived or its pictures were read.
func mayWork(ctx context.Context, tx *store.Tx, who photo.Operator) error {
	err := subjects.MayWork(ctx, tx, who.At(), who.Who(), photo.RoleOf(who))
	if err != nil {
		return store.NotFoundOr(photo.ErrForbidden, "employment", err)
	}
	return nil
}

// owned loads an upload of the operator's own: an owner sees the studio's, an
// employee only those he or she made. Anything else is [photo.ErrNotFound], and
// everything is [photo.ErrForbidden] for somebody who no longer works there.
func (s *Service) owned(ctx context.Context, tx *store.Tx, who photo.Operator, id photo.UploadID) (store.Upload, error) {
	if err := mayWork(ctx, tx, who); err != nil {
		return store.Upload{}, err
	}
	u, err := tx.Upload(ctx, id)
	if err != nil {
		return u, store.NotFoundOr(photo.ErrNotFound, "upload", err)
	}
	_, owner := who.Owner()
	if u.Studio != who.At() || !owner && u.By != who.Who() {
		return u, photo.ErrNotFound
	}
	return u, nil
}

// change does one act on an upload of the operator's own, the one that the event
// names, together with the event.
func (s *Service) change(
	ctx context.Context, event *ledger.Event, who photo.Operator, f func(*store.Tx, store.Upload) error,
) error {
	return s.config.Store.WriteSignedIn(ctx, event, who.InSession(), func(tx *store.Tx) error {
		// A malformed id is recorded as such and finds nothing.
		u, err := s.owned(ctx, tx, who, photo.UploadID(event.Upload))
		if err != nil {
			return err
		}
		return f(tx, u)
	})
}
