package citizen

import (
	"context"
	"errors"
	"io"
	"net/url"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/service/outbox"
	"myphoto/internal/store"
)

// submissions counts the codes that the acting person submitted today.
func (s *Service) submissions(who photo.Citizen) store.Counter {
	return store.Counter{Kind: "submission", Key: []byte(who.Person.Subject), Period: photo.AthensDay(s.config.Now())}
}

// Remaining returns how many submissions of a code are left today, and when the
// count starts again.
func (s *Service) Remaining(ctx context.Context, who photo.Citizen) (int, time.Time, error) {
	left, err := s.config.Quota.Left(ctx, s.submissions(who), s.config.DailySubmissions)
	return left, photo.NextAthensDay(s.config.Now()), err
}

// QRForm is a form with a picture of a QR code on its way in.
type QRForm struct {
	Body      io.Reader
	Announced int64 // length; negative when it is not known
	// Parse returns the picture of the form once there is room for it in memory.
	Parse func(body io.Reader, size int64) ([]byte, error)
}

// ReadQR reads the code out of a picture of its QR code; [ErrQROther] when the
// picture shows anything else. It looks nothing up and spends no submission.
// Ten pictures are read a minute for one person ([photo.ErrTooManyRequests], before
// anything of the form is read), and few at a time for all ([inspect.ErrBusy],
// [photo.ErrOwnFormsBusy], [photo.ErrFormsBusy]).
func (s *Service) ReadQR(ctx context.Context, who photo.Citizen, form QRForm) (string, error) {
	if wait := s.qr.Allow(who.Person.Subject); wait > 0 {
		return "", s.config.Quota.TooOften(ctx, journal.ByCitizen(journal.ReadQR, who), wait)
	}
	text, err := s.textOfQR(ctx, who, form)
	if err != nil {
		return "", err
	}
	if address, fault := url.Parse(text); fault == nil && address.Host != "" && address.Host != s.config.Host {
		return "", ErrQROther
	}
	code, err := photo.ParseCode(text)
	if err != nil {
		return "", ErrQROther
	}
	return code.Reveal(), nil
}

// textOfQR receives a form without holding it in memory, and then has it parsed when
// there is room for its picture.
func (s *Service) textOfQR(ctx context.Context, who photo.Citizen, form QRForm) (string, error) {
	body, err := s.config.Spool.Receive(ctx, string(who.Person.Subject), form.Body, form.Announced)
	if err != nil {
		return "", err
	}
	defer body.Close()
	release, err := s.config.Reader.AdmitScan(ctx, who.Person.Subject, body.Size)
	if err != nil {
		return "", err
	}
	defer release()
	picture, err := form.Parse(body, body.Size)
	if err != nil {
		return "", err
	}
	return s.config.Reader.QR(ctx, picture)
}

// Submit opens the claim to the upload of a typed code. Malformed input, and
// codes that the citizen has claimed or associated already, cost nothing; every
// other code first spends one of the day's submissions for good
// ([photo.ErrCodeQuota] {time}) and is then looked up. All codes that cannot be
// used are refused alike: "code.unknown" {n, pairs}.
func (s *Service) Submit(ctx context.Context, who photo.Citizen, typed string) error {
	code, err := photo.ParseCode(typed)
	if err != nil {
		return err
	}
	own, err := s.ownCode(ctx, who, code)
	if err != nil {
		return err
	}
	if !own {
		if err := s.consumeSubmission(ctx, who); err != nil {
			return err
		}
	}
	if err = s.openClaim(ctx, who, code); err == nil {
		s.config.Outbox.Wake()
	}
	if errors.Is(err, photo.ErrCodeUnknown) {
		left, _, fault := s.Remaining(ctx, who)
		if fault != nil {
			return fault
		}
		return photo.ErrCodeUnknown.WithArg("n", left).WithArg("pairs", code.Confusable())
	}
	return err
}

// ownCode reports whether the code is of an upload that the citizen has claimed or
// associated.
func (s *Service) ownCode(ctx context.Context, who photo.Citizen, code photo.Code) (own bool, err error) {
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		// Every live key is tried, whatever the first ones find, so that the time
		// says nothing.
		for _, hash := range s.config.Hashes.All(names.HashCode, code.Reveal()) {
			found, err := tx.HasUploadByCode(ctx, hash, who.Subject())
			if err != nil {
				return err
			}
			own = own || found
		}
		return nil
	})
	return own, err
}

func (s *Service) consumeSubmission(ctx context.Context, who photo.Citizen) error {
	left, err := s.config.Quota.Spend(ctx, s.submissions(who), s.config.DailySubmissions)
	if err != nil || left {
		return err
	}
	now := s.config.Now()
	resets := photo.NextAthensDay(now)
	refusal := photo.ErrCodeQuota.WithArg("time", resets).WithRetryAfter(resets.Sub(now))
	return s.config.Store.Refuse(ctx, journal.ByCitizen(journal.SubmitCode, who), refusal)
}

// openClaim looks the code up and opens the claim. A code that does not exist and
// one that may not be used take the same queries and are refused alike.
func (s *Service) openClaim(ctx context.Context, who photo.Citizen, code photo.Code) error {
	event := journal.ByCitizen(journal.SubmitCode, who)
	return s.config.Store.WriteActing(ctx, event, who, func(tx *store.Tx) error {
		now := s.config.Now()
		u, err := s.uploadByCode(ctx, tx, code)
		if errors.Is(err, store.ErrNotFound) {
			return photo.ErrCodeUnknown
		}
		if err != nil {
			return err
		}
		next, err := u.Open(who.Subject(), now)
		if err != nil {
			return err
		}
		event.Upload, event.Studio = string(u.ID), string(u.Studio)
		key, err := s.config.Vault.Key(ctx, tx, u.Upload)
		if err != nil {
			return err
		}
		u.CodeHash = s.config.Hashes.Sum(names.HashCode, code.Reveal())
		u.Upload, u.SealedCode = next, vault.SealCode(key, u.ID, code)
		if err := errors.Join(tx.SaveUpload(ctx, u), tx.OpenClaim(ctx, who.Subject(), u.ID, now)); err != nil {
			return err
		}
		if u.State != photo.Waiting || u.Stranger != "" || u.Bound != "" { // nobody else can open a bound one
			return nil
		}
		return s.config.Outbox.QueueNotice(ctx, tx, outbox.Notice{Kind: outbox.NoticeOpened, Upload: u.ID, To: who.Person.Subject, Made: now})
	})
}

// uploadByCode returns the upload of a code; [store.ErrNotFound] when there is
// none. Every live key is tried, whatever the first ones find.
func (s *Service) uploadByCode(ctx context.Context, tx *store.Tx, code photo.Code) (store.Upload, error) {
	found, absent := store.Upload{}, store.ErrNotFound
	for _, hash := range s.config.Hashes.All(names.HashCode, code.Reveal()) {
		u, err := tx.UploadByCode(ctx, hash)
		switch {
		case err == nil:
			found, absent = u, nil
		case !errors.Is(err, store.ErrNotFound):
			return u, err
		}
	}
	return found, absent
}
