package studio

import (
	"context"
	"time"

	"myphoto/internal/inspect"
	"myphoto/internal/ledger"
	"myphoto/internal/photo"
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
	Hashes       *seal.Hashes
	Values       *seal.Generations
	StudioHourly int // acts of a studio in an hour for which pictures are read
	ContactDaily int // messages per contact and day, across studios
	SMSCountries photo.Countries
	Now          func() time.Time
	Failpoint    failpoint.Hook
}

// Service does the acts of a studio.
type Service struct{ config Config }

// New makes the service.
func New(config Config) *Service { return &Service{config: config} }

// Admit reserves memory for the body of a form, of size bytes, before it is read;
// [inspect.ErrBusy] when there is none for a while. The caller calls release once
// the form was dealt with.
func (s *Service) Admit(ctx context.Context, who photo.Operator, size int64) (release func(), err error) {
	return s.config.Reader.Admit(ctx, who.At(), size)
}

// owned loads an upload of the operator's own: an owner sees the studio's, an
// employee only those he or she made. Anything else is [photo.ErrNotFound].
func (s *Service) owned(ctx context.Context, tx *store.Tx, who photo.Operator, id photo.UploadID) (store.Upload, error) {
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
