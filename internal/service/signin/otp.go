package signin

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/registry"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/service/outbox"
	"myphoto/internal/store"
)

// The one-time code (docs/security.md, guessing one-time codes).
const (
	otpDigits    = 6
	otpTTL       = 5 * time.Minute
	maxOTPTries  = 5
	otpPause     = 30 * time.Second // between two codes
	maxOTPHourly = 5
	maxTyped     = 64 // bytes that are read of a typed code
)

// SendOTP sends a one-time code to the mobile that the person has confirmed in
// the contact register. It refuses "otp.nophone", "otp.wait" {n} and "otp.hourly",
// both with RetryAfter, and "register-unavailable".
func (s *Service) SendOTP(ctx context.Context, v Visitor) (OTPSent, error) {
	if v.Stage != StageOTP {
		return OTPSent{}, photo.ErrSignIn
	}
	contact, err := s.config.Contacts.Contact(ctx, v.Person.TaxID.Digits(), s.audit(v.Person.Session))
	if err != nil {
		return OTPSent{}, fmt.Errorf("ask the contact register: %w", err)
	}
	event := journal.ByPerson(journal.SendOTP, v.Person, "")
	if contact.Mobile == "" {
		return OTPSent{}, s.config.Store.Refuse(ctx, event, photo.ErrNoMobile)
	}
	code, err := newOTP()
	if err != nil {
		return OTPSent{}, err
	}
	mobile, now := photo.Mobile(contact.Mobile), s.config.Now()
	sent := OTPSent{Mobile: mobile.Masked(), ExpiresAt: now.Add(otpTTL), NextAt: now.Add(otpPause)}
	err = s.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		if err := checkOTPRate(ctx, tx, v.Person.Subject, now); err != nil {
			return err
		}
		id := photo.NewID("otp_")
		err := tx.CreateOTP(ctx, store.OTP{
			ID: id, Session: v.Person.Session, Subject: v.Person.Subject,
			Hash:         s.config.Hashes.Sum(names.HashOTP, hashedOTP(id, v.Person, code)),
			SealedMobile: s.config.Values.SealText(sent.Mobile, names.OTP(id)),
			SentAt:       now, ExpiresAt: sent.ExpiresAt,
		})
		if err != nil {
			return fmt.Errorf("keep one-time code: %w", err)
		}
		return s.config.Outbox.QueueOTP(ctx, tx, outbox.OTPMessage{To: mobile, Code: code, Made: now, Expires: sent.ExpiresAt})
	})
	s.config.Outbox.Wake()
	return sent, err
}

// checkOTPRate limits codes to one in 30 seconds and five an hour, counted over
// all sessions of the person.
func checkOTPRate(ctx context.Context, tx *store.Tx, who photo.SubjectID, now time.Time) error {
	last, err := tx.LastOTPSent(ctx, who)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("load one-time codes: %w", err)
	}
	if wait := otpPause - now.Sub(last); err == nil && wait > 0 {
		return photo.ErrOTPWait.WithArg("n", int((wait+time.Second-1)/time.Second)).WithRetryAfter(wait)
	}
	sent, err := tx.CountOTPs(ctx, who, now.Add(-time.Hour))
	if err != nil {
		return fmt.Errorf("count one-time codes: %w", err)
	}
	if sent >= maxOTPHourly {
		return photo.ErrOTPHourly.WithRetryAfter(time.Hour)
	}
	return nil
}

// PendingOTP returns what to say about the code that was sent last in this
// session. It refuses "otp.expired" when there is none.
func (s *Service) PendingOTP(ctx context.Context, v Visitor) (OTPSent, error) {
	otp, err := s.latestOTP(ctx, v)
	if err != nil {
		return OTPSent{}, err
	}
	mobile, err := s.config.Values.OpenText(otp.SealedMobile, names.OTP(otp.ID))
	return OTPSent{Mobile: mobile, ExpiresAt: otp.ExpiresAt, NextAt: otp.SentAt.Add(otpPause)}, err
}

func (s *Service) latestOTP(ctx context.Context, v Visitor) (otp store.OTP, err error) {
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		otp, err = tx.LatestOTP(ctx, v.Person.Session, v.Person.Subject)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return otp, photo.ErrOTPExpired
	}
	return otp, err
}

// CheckOTP takes a visitor who typed the right code to the next stage. Each try
// is spent in its own write before the code is compared. It refuses "otp.wrong"
// {left}, "otp.tries" and "otp.expired"; in the last two cases a new code was
// sent if the limits allow it, else the limit is the refusal.
func (s *Service) CheckOTP(ctx context.Context, v Visitor, typed string) (Visitor, error) {
	if v.Stage != StageOTP {
		return v, photo.ErrSignIn
	}
	otp, err := s.latestOTP(ctx, v)
	if err != nil {
		return v, err
	}
	left := false
	err = s.config.Store.WriteUnlogged(ctx, func(tx *store.Tx) (err error) {
		left, err = tx.SpendOTPTry(ctx, otp.ID, maxOTPTries, s.config.Now())
		return err
	})
	if err != nil {
		return v, err
	}
	if !left {
		return v, s.replaceOTP(ctx, v, otp)
	}
	event := journal.ByPerson(journal.CheckOTP, v.Person, "")
	err = s.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		if !s.config.Hashes.Match(names.HashOTP, hashedOTP(otp.ID, v.Person, digitsOf(typed)), otp.Hash) {
			return photo.ErrOTPWrong.WithArg("left", maxOTPTries-otp.Tries-1)
		}
		err := tx.UseOTP(ctx, otp.ID, s.config.Now())
		if errors.Is(err, store.ErrNotFound) {
			return photo.ErrOTPExpired
		}
		return err
	})
	if err == nil {
		v.Stage = StageDetails
	}
	return v, err
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
// apart, and the code is worth nothing in the record of another person or session.
func hashedOTP(id string, who photo.Person, code string) string {
	return id + "/" + string(who.Subject) + "/" + who.Session + "/" + code
}

func newOTP() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "", fmt.Errorf("make one-time code: %w", err)
	}
	return fmt.Sprintf("%0*d", otpDigits, n), nil
}

// digitsOf returns the digits of a typed number, without its spaces and dashes.
func digitsOf(typed string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, typed[:min(len(typed), maxTyped)])
}

// audit returns on whose behalf the service asks another register.
func (s *Service) audit(session string) registry.Audit {
	return registry.Audit{
		TransactionID: photo.NewID("txn_"), At: s.config.RealNow(), Unit: "myPhoto", Protocol: session,
		UserID: "myphoto", UserIP: "127.0.0.1", // the service asks for itself
	}
}
