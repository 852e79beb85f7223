package signin

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/typed"
	"myphoto/internal/registry"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/service/outbox"
	"myphoto/internal/store"
)

// The one-time code (docs/security.md, guessing one-time codes).
const (
	otpDigits = 6
	otpTTL    = 5 * time.Minute
	otpPause  = 30 * time.Second // between two codes of a session

	maxOTPTries   = 5
	maxOTPHourly  = 5  // codes in one session
	maxOTPPerson  = 20 // codes to one person in all sessions, in an hour
	maxWrongTries = 15 // of one person in an hour; beyond it a code may be tried once
)

// SendOTP sends a one-time code to the mobile that the person has confirmed in
// the contact register, which is asked only when the limits allow a code. It
// refuses "otp.nophone", "otp.wait" {n}, "otp.hourly" and "otp.many", the last
// three with RetryAfter, and "register-unavailable".
func (s *Service) SendOTP(ctx context.Context, v Visitor) (OTPSent, error) {
	if v.Stage != StageOTP {
		return OTPSent{}, photo.ErrSignIn
	}
	event, now := journal.ByPerson(journal.SendOTP, v.Person, ""), s.config.Now()
	err := s.config.Store.Read(ctx, func(tx *store.Tx) error { return checkOTPRate(ctx, tx, v.Person, now) })
	if err != nil {
		return OTPSent{}, s.config.Store.Refuse(ctx, event, err)
	}
	contact, err := s.config.Contacts.Contact(ctx, v.Person.TaxID.Digits(), registry.OwnAudit(v.Person.Session, s.config.RealNow()))
	if err != nil {
		s.logUnavailable(ctx, "contact register", err)
		return OTPSent{}, fmt.Errorf("ask the contact register: %w", err)
	}
	if contact.Mobile == "" {
		return OTPSent{}, s.config.Store.Refuse(ctx, event, photo.ErrNoMobile)
	}
	code, err := newOTP()
	if err != nil {
		return OTPSent{}, err
	}
	mobile := photo.Mobile(contact.Mobile)
	sent := OTPSent{Mobile: mobile.Masked(), ExpiresAt: now.Add(otpTTL), NextAt: now.Add(otpPause)}
	err = s.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		if err := checkOTPRate(ctx, tx, v.Person, now); err != nil {
			return err
		}
		id := photo.NewID("otp_")
		err := tx.CreateOTP(ctx, store.OTP{
			ID: id, Session: v.Person.Session, Subject: v.Person.Subject,
			Hash:         s.config.Hashes.Sum(names.HashOTP, hashedOTP(id, v.Person, code, sent.ExpiresAt)),
			SealedMobile: s.config.Values.SealText(sent.Mobile, names.OTP(id)),
			SentAt:       now, ExpiresAt: sent.ExpiresAt,
		})
		if err != nil {
			return fmt.Errorf("keep one-time code: %w", err)
		}
		if sent.Left, err = triesOf(ctx, tx, v.Person.Subject, now); err != nil {
			return err
		}
		return s.config.Outbox.QueueOTP(ctx, tx, outbox.OTPMessage{To: mobile, Code: code, Made: now, Expires: sent.ExpiresAt})
	})
	s.config.Outbox.Wake()
	return sent, err
}

// checkOTPRate limits codes to one in 30 seconds and five an hour in a session, so
// that somebody else who knows the person's password cannot use up the codes of the
// person's own sign-in; and to twenty an hour in all sessions of the person, whose
// phone would ring else.
func checkOTPRate(ctx context.Context, tx *store.Tx, who photo.Person, now time.Time) error {
	last, err := tx.LatestOTP(ctx, who.Session, who.Subject, now)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("load one-time codes: %w", err)
	}
	if wait := last.SentAt.Add(otpPause).Sub(now); err == nil && wait > 0 {
		return photo.ErrOTPWait.WithArg("n", int((wait+time.Second-1)/time.Second)).WithRetryAfter(wait)
	}
	sent, err := tx.CountSessionOTPs(ctx, who.Session, now.Add(-time.Hour), now.Add(time.Hour))
	if err != nil {
		return fmt.Errorf("count one-time codes of the session: %w", err)
	}
	if sent >= maxOTPHourly {
		return photo.ErrOTPHourly.WithRetryAfter(time.Hour)
	}
	if sent, err = tx.CountOTPs(ctx, who.Subject, now.Add(-time.Hour), now.Add(time.Hour)); err != nil {
		return fmt.Errorf("count one-time codes: %w", err)
	}
	if sent >= maxOTPPerson {
		return photo.ErrOTPMany.WithRetryAfter(time.Hour)
	}
	return nil
}

// triesOf returns how often a code of a person may be tried: five times, and once
// after many wrong tries in the last hour. Whoever holds the phone needs one try;
// whoever guesses gains little by asking for more codes.
func triesOf(ctx context.Context, tx *store.Tx, who photo.SubjectID, now time.Time) (int, error) {
	wrong, err := tx.CountWrongOTPs(ctx, who, now.Add(-time.Hour))
	if err != nil {
		return 0, fmt.Errorf("count wrong one-time codes: %w", err)
	}
	if wrong >= maxWrongTries {
		return 1, nil
	}
	return maxOTPTries, nil
}

// PendingOTP returns what to say about the code that was sent last in this
// session. It refuses "otp.expired" when there is none.
func (s *Service) PendingOTP(ctx context.Context, v Visitor) (OTPSent, error) {
	otp, limit, err := s.latestOTP(ctx, v)
	if err != nil {
		return OTPSent{}, err
	}
	mobile, err := s.config.Values.OpenText(otp.SealedMobile, names.OTP(otp.ID))
	return OTPSent{
		Mobile: mobile, ExpiresAt: otp.ExpiresAt, NextAt: otp.SentAt.Add(otpPause), Left: max(limit-otp.Tries, 0),
	}, err
}

// latestOTP returns the code that was sent last in the session, and how often it
// may be tried in all. A code that was sent in the future, by a clock that was set
// back since, is as good as none.
func (s *Service) latestOTP(ctx context.Context, v Visitor) (otp store.OTP, limit int, err error) {
	now := s.config.Now()
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		if otp, err = tx.LatestOTP(ctx, v.Person.Session, v.Person.Subject, now); err != nil {
			return err
		}
		limit, err = triesOf(ctx, tx, v.Person.Subject, now)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		err = photo.ErrOTPExpired
	}
	return otp, limit, err
}

// CheckOTP takes a visitor who typed the right code to the next stage. Each try
// is spent in its own write before the code is compared; what cannot be a code by
// its form costs none. It refuses "otp.empty", "otp.form" {n}, "otp.wrong" {n},
// the tries left, "otp.tries" and "otp.expired"; in the last two cases a new code
// was sent if the limits allow it, else the limit is the refusal.
func (s *Service) CheckOTP(ctx context.Context, v Visitor, text string) (Visitor, error) {
	if v.Stage != StageOTP {
		return v, photo.ErrSignIn
	}
	code, refusal := parseOTP(text)
	if refusal != nil {
		return v, refusal
	}
	otp, limit, err := s.latestOTP(ctx, v)
	if err != nil {
		return v, err
	}
	// The tries of the record are those of whoever can write into the database.
	if wait := s.tries.Allow(v.Person.Subject); wait > 0 {
		return v, s.config.Store.Refuse(ctx, journal.ByPerson(journal.CheckOTP, v.Person, ""), photo.TooManyRequests(wait))
	}
	left := false
	err = s.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) (err error) {
		left, err = tx.SpendOTPTry(ctx, otp.ID, limit, s.config.Now())
		return err
	})
	if err != nil {
		return v, err
	}
	if !left {
		return v, s.replaceOTP(ctx, v, otp)
	}
	return s.compareOTP(ctx, v, otp, code, limit-otp.Tries-1)
}

// compareOTP uses up the code when the typed one is right, and else refuses it with
// the tries that are left.
func (s *Service) compareOTP(ctx context.Context, v Visitor, otp store.OTP, code string, left int) (Visitor, error) {
	event := journal.ByPerson(journal.CheckOTP, v.Person, "")
	err := s.config.Store.WriteSignedIn(ctx, event, v.Person.Session, func(tx *store.Tx) error {
		if !s.config.Hashes.Match(names.HashOTP, hashedOTP(otp.ID, v.Person, code, otp.ExpiresAt), otp.Hash) {
			return photo.ErrOTPWrong.WithArg("n", max(left, 0))
		}
		err := tx.UseOTP(ctx, otp.ID, s.config.Now())
		if errors.Is(err, store.ErrNotFound) {
			return photo.ErrOTPExpired
		}
		return err
	})
	if err != nil {
		return v, err
	}
	v.CodeAt = s.config.Now()
	if v.Role == photo.RoleCitizen { // chosen before, in a session that had not asked for the code
		return s.enterRole(ctx, v, RoleChoice{Role: v.Role}, s.inSession(v))
	}
	v.Stage = StageDetails
	return v, nil
}

// replaceOTP refuses a code that has expired or was tried too often, and sends a
// new one if the person may have it.
func (s *Service) replaceOTP(ctx context.Context, v Visitor, otp store.OTP) error {
	refusal := photo.ErrOTPExpired
	if s.config.Now().Before(otp.ExpiresAt) && otp.UsedAt.IsZero() {
		refusal = photo.ErrOTPTries
	}
	event := journal.ByPerson(journal.CheckOTP, v.Person, "")
	if err := s.config.Store.RecordRefusal(ctx, event, refusal); err != nil {
		return err
	}
	if _, err := s.SendOTP(ctx, v); err != nil {
		return err
	}
	return refusal
}

// hashedOTP is what the keyed hash of a code is made of: the id keeps equal codes
// apart, and the code is worth nothing in the record of another person or session, or
// after the end that it had when it was sent.
func hashedOTP(id string, who photo.Person, code string, expires time.Time) string {
	return fmt.Sprintf("%s/%s/%s/%d/%s", id, who.Subject, who.Session, expires.UnixMicro(), code)
}

func newOTP() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "", fmt.Errorf("make one-time code: %w", err)
	}
	return fmt.Sprintf("%0*d", otpDigits, n), nil
}

// parseOTP returns the six digits in what was typed or pasted.
func parseOTP(text string) (string, *photo.Error) {
	code := typed.OneTimeCode(text)
	if code == "" {
		return "", photo.ErrOTPEmpty
	}
	digits := 0
	for _, r := range code {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	if digits != otpDigits || len(code) != otpDigits {
		return "", photo.ErrOTPForm.WithArg("n", digits)
	}
	return code, nil
}
