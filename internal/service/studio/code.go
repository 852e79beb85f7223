package studio

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/idempotency"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/service/outbox"
	"myphoto/internal/store"
)

// ErrContactGone refuses to send a code where the typed contact was already
// blanked.
var ErrContactGone = &photo.Error{Kind: photo.Conflict, Code: "contact.gone"}

// Resend makes a new code and sends it; the old one stops working. The same key
// sends only once.
func (s *Service) Resend(ctx context.Context, who photo.Operator, id photo.UploadID, key string) error {
	event := journal.ByOperator(journal.ResendCode, who, id)
	request := idempotency.Request{Scope: "resend/" + string(id), Key: key, Upload: id}
	return s.resend(ctx, who, event, request, storedReach)
}

// Correct changes the contact and sends a new code there. An address left empty
// stays as it is. It refuses [photo.ErrMoved] when somebody else has corrected it in
// the meantime.
func (s *Service) Correct(ctx context.Context, who photo.Operator, id photo.UploadID, c Correction) error {
	next, err := s.completeContact(ctx, who, id, c.Contact)
	if err != nil {
		return err
	}
	return s.correct(ctx, who, id, next, c.IdempotencyKey)
}

// newContact is a contact that takes the place of the one that was seen.
type newContact struct {
	reach photo.Reach
	seen  []byte // sealed
}

// completeContact completes a typed correction from the contact that an upload has.
func (s *Service) completeContact(ctx context.Context, who photo.Operator, id photo.UploadID, typed photo.Contact) (newContact, error) {
	var next newContact
	err := s.config.Store.Read(ctx, func(tx *store.Tx) error {
		u, err := s.owned(ctx, tx, who, id)
		if err != nil {
			return err
		}
		next.seen = u.SealedContact
		_, current, err := s.config.Vault.Describe(ctx, tx, u)
		typed = current.Complete(typed)
		return err
	})
	if err != nil {
		return next, s.config.Store.Refuse(ctx, journal.ByOperator(journal.CorrectContact, who, id), err)
	}
	var faults []*photo.Error
	next.reach, faults = photo.ParseReach(typed, s.config.SMSCountries)
	return next, photo.Join(faults...)
}

func (s *Service) correct(ctx context.Context, who photo.Operator, id photo.UploadID, next newContact, key string) error {
	event := journal.ByOperator(journal.CorrectContact, who, id)
	request := idempotency.Request{Scope: "correct/" + string(id), Key: key, Content: next.reach, Upload: id}
	return s.resend(ctx, who, event, request, func(_ seal.Key, u store.Upload) (photo.Reach, error) {
		if !bytes.Equal(u.SealedContact, next.seen) {
			return next.reach, photo.ErrMoved // somebody else has corrected it since
		}
		return next.reach, nil
	})
}

// storedReach opens the contact that an upload has; [ErrContactGone] once it was
// blanked.
func storedReach(key seal.Key, u store.Upload) (photo.Reach, error) {
	if len(u.SealedContact) == 0 {
		return photo.Reach{}, ErrContactGone
	}
	return vault.OpenContact(key, u)
}

// once returns [idempotency.ErrRepeated] for a request that was answered before.
func (s *Service) once(ctx context.Context, tx *store.Tx, r idempotency.Request) error {
	var earlier any
	found, err := s.config.Replies.Lookup(ctx, tx, r, &earlier)
	if err == nil && found {
		err = idempotency.ErrRepeated
	}
	return err
}

// resend makes a new code and queues it to where reach says.
func (s *Service) resend(
	ctx context.Context, who photo.Operator, event *ledger.Event, r idempotency.Request,
	reach func(seal.Key, store.Upload) (photo.Reach, error),
) error {
	err := s.change(ctx, event, who, func(tx *store.Tx, u store.Upload) error {
		if err := s.once(ctx, tx, r); err != nil {
			return err
		}
		var err error
		if u.Upload, err = u.Resend(s.config.Now()); err != nil {
			return err
		}
		key, err := s.config.Vault.Key(ctx, tx, u.Upload)
		if err != nil {
			return err
		}
		to, err := reach(key, u)
		if err != nil {
			return err
		}
		if err := s.renewCode(ctx, tx, key, u, to); err != nil {
			return err
		}
		return s.config.Replies.Save(ctx, tx, r, true)
	})
	if errors.Is(err, idempotency.ErrRepeated) {
		return nil
	}
	if err == nil {
		s.config.Outbox.Wake()
	}
	return err
}

// renewCode saves an upload with a new code, ends what the old one began, and
// queues the new one.
func (s *Service) renewCode(ctx context.Context, tx *store.Tx, key seal.Key, u store.Upload, to photo.Reach) error {
	u, code, err := s.withNewCode(u, key, to)
	if err != nil {
		return err
	}
	if err := tx.SaveUpload(ctx, u); err != nil {
		return err
	}
	now := s.config.Now()
	if u.Bound == "" {
		// Whoever opened the old code opens the new one: it was sent again because
		// the old one is not to be trusted.
		if err := tx.CloseClaims(ctx, u.ID, now); err != nil {
			return err
		}
	}
	if err := tx.StopMessages(ctx, u.ID, now); err != nil {
		return err
	}
	return s.queueCode(ctx, tx, u.ID, code, to)
}

// withNewCode returns an upload with a new code, which ends any earlier one, and
// with the contact to which it goes, where there is one. Nobody has claimed the new code
// yet, unless the upload is bound; the contact has no date on which it is blanked.
func (s *Service) withNewCode(u store.Upload, key seal.Key, to photo.Reach) (_ store.Upload, code photo.Code, err error) {
	code = photo.NewCode()
	u.CodeHash, u.SealedCode = s.config.Hashes.Sum(names.HashCode, code.Reveal()), nil
	if u.Bound != "" {
		u.SealedCode = vault.SealCode(key, u.ID, code)
	}
	u.SealedContact, u.ContactUntil = nil, time.Time{}
	if len(to.Channels) > 0 {
		u.SealedContact, err = vault.SealContact(key, u.ID, to)
	}
	return u, code, err
}

// queueCode queues a code to the chosen channels; nothing where there is none.
func (s *Service) queueCode(ctx context.Context, tx *store.Tx, id photo.UploadID, code photo.Code, to photo.Reach) error {
	if code.IsZero() {
		return nil
	}
	made := s.config.Now()
	for _, channel := range to.Channels {
		if err := s.spendContact(ctx, tx, channel, to.Address(channel)); err != nil {
			return err
		}
		err := s.config.Outbox.QueueCode(ctx, tx, outbox.CodeMessage{
			Upload: id, Channel: channel, To: to.Address(channel), Code: code, Made: made,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// spendContact uses one of the day's messages to one contact, which are limited
// across all studios.
func (s *Service) spendContact(ctx context.Context, tx *store.Tx, channel photo.Channel, address string) error {
	purpose := names.HashSMS
	if channel == photo.ChannelEmail {
		purpose = names.HashEmail
	}
	now := s.config.Now()
	// The query LookupKeysOfContacts knows the kind: a key stays while a counter needs it.
	counter := store.Counter{Kind: "contact", Period: photo.AthensDay(now)}
	// What was counted today before the key was changed counts on under its hash.
	for _, counter.Key = range slices.Backward(s.config.Hashes.All(purpose, address)) {
		used, err := tx.Spent(ctx, counter)
		if err != nil {
			return err
		}
		if used > 0 {
			break
		}
	}
	left, err := tx.Spend(ctx, counter, s.config.ContactDaily)
	if err == nil && !left {
		wait := photo.NextAthensDay(now).Sub(now)
		err = photo.ErrContactDaily.WithArg("max", s.config.ContactDaily).WithRetryAfter(wait)
	}
	return err
}
