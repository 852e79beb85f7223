package service

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/registry"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

// The one-time code (docs/security.md, guessing one-time codes).
const (
	otpDigits = 6
	otpFor    = 5 * time.Minute
	otpTries  = 5
	otpPause  = 30 * time.Second
	otpHourly = 5
	kindOTP   = "otp"
)

// SendOTP sends a one-time code to the mobile that the person has confirmed in
// the contact register. It refuses "otp.nophone", "otp.wait" {n},
// "otp.hourly" {time} and "register-unavailable".
func (s *Sessions) SendOTP(ctx context.Context, v Visitor) (OTPSent, error) {
	if v.Stage != StageOTP {
		return OTPSent{}, photo.ErrSignIn
	}
	contact, err := s.Contacts.Contact(ctx, v.Person.TaxID.Digits(), s.audit(v.Person.Session))
	if err != nil {
		return OTPSent{}, fmt.Errorf("ask the contact register: %w", err)
	}
	event := act("otp.send", v.Person, "")
	if contact.Mobile == "" {
		return OTPSent{}, errors.Join(photo.ErrNoMobile, s.Store.RecordRefusal(ctx, event, photo.ErrNoMobile))
	}
	code, err := newOTP()
	if err != nil {
		return OTPSent{}, err
	}
	now := s.Now()
	sent := OTPSent{Mobile: photo.Mobile(contact.Mobile).Masked(), ExpiresAt: now.Add(otpFor), NextAt: now.Add(otpPause)}
	err = s.Store.Write(ctx, event, func(tx *store.Tx) error {
		if err := s.mayHaveOTP(ctx, tx, v.Person.Subject, now); err != nil {
			return err
		}
		id := photo.NewID("otp_")
		err := tx.InsertOTP(ctx, db.InsertOTPParams{
			ID: id, Session: v.Person.Session, SubjectID: v.Person.Subject,
			Hash: s.Hashes.Sum(kindOTP, id+"/"+code), Sealed: s.values.SealText(sent.Mobile, "otps/"+id),
			SentAt: db.At(now), ExpiresAt: db.At(sent.ExpiresAt),
		})
		if err != nil {
			return fmt.Errorf("keep one-time code: %w", err)
		}
		return s.queue(ctx, tx, outgoing{
			kind: messageOTP, channel: photo.ChannelSMS, to: contact.Mobile, otp: code, made: now, giveUp: sent.ExpiresAt,
		})
	})
	s.Wake()
	return sent, err
}

// mayHaveOTP limits codes to one in 30 seconds and five an hour, counted over
// all sessions of the person.
func (s *Sessions) mayHaveOTP(ctx context.Context, tx *store.Tx, who photo.SubjectID, now time.Time) error {
	last, err := tx.LastOTPSent(ctx, who)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("load one-time codes: %w", err)
	}
	if wait := otpPause - now.Sub(last.Time); err == nil && wait > 0 {
		return photo.ErrOTPWait.WithArg("n", int((wait+time.Second-1)/time.Second)).WithRetryAfter(wait)
	}
	sent, err := tx.CountOTPs(ctx, db.CountOTPsParams{SubjectID: who, SentAt: db.At(now.Add(-time.Hour))})
	if err != nil {
		return fmt.Errorf("count one-time codes: %w", err)
	}
	if sent >= otpHourly {
		return photo.ErrOTPHourly.WithRetryAfter(time.Hour)
	}
	return nil
}

// PendingOTP tells about the code that is on its way; store-level absence is
// the refusal "otp.expired".
func (s *Sessions) PendingOTP(ctx context.Context, v Visitor) (sent OTPSent, err error) {
	row, err := s.latestOTP(ctx, v)
	if err != nil {
		return sent, err
	}
	mobile, err := s.values.OpenText(row.Sealed, "otps/"+row.ID)
	return OTPSent{Mobile: mobile, ExpiresAt: row.ExpiresAt.Time, NextAt: row.SentAt.Add(otpPause)}, err
}

func (s *Sessions) latestOTP(ctx context.Context, v Visitor) (row db.Otp, err error) {
	err = s.Store.Read(ctx, func(tx *store.Tx) error {
		row, err = tx.LatestOTP(ctx, db.LatestOTPParams{Session: v.Person.Session, SubjectID: v.Person.Subject})
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return row, photo.ErrOTPExpired
	}
	return row, err
}

// CheckOTP lets the visitor pass who typed the code. Each try is spent in its
// own write before the code is compared. It refuses "otp.wrong" {left},
// "otp.tries" and "otp.expired"; in the last two cases a new code was sent
// where the limits allow it.
func (s *Sessions) CheckOTP(ctx context.Context, v Visitor, typed string) (Visitor, error) {
	if v.Stage != StageOTP {
		return v, photo.ErrSignIn
	}
	row, err := s.latestOTP(ctx, v)
	if err != nil {
		return v, err
	}
	var spent int64
	err = s.Store.WriteUnlogged(ctx, func(tx *store.Tx) (err error) {
		spent, err = tx.SpendOTPTry(ctx, db.SpendOTPTryParams{ID: row.ID, Tries: otpTries, ExpiresAt: db.At(s.Now())})
		return err
	})
	if err != nil {
		return v, err
	}
	if spent == 0 {
		return v, s.anotherOTP(ctx, v, row)
	}
	event := act("otp.check", v.Person, "")
	err = s.Store.Write(ctx, event, func(tx *store.Tx) error {
		if !s.matches(kindOTP, row.ID+"/"+digitsOf(typed), row.Hash) {
			return photo.ErrOTPWrong.WithArg("left", otpTries-int(row.Tries)-1)
		}
		rows, err := tx.UseOTP(ctx, db.UseOTPParams{UsedAt: db.At(s.Now()), ID: row.ID})
		if err == nil && rows == 0 {
			err = photo.ErrOTPExpired
		}
		return err
	})
	if err == nil {
		v.Stage = StageDetails
	}
	return v, err
}

// anotherOTP refuses a code that has expired or was tried too often, and sends
// a new one if the person may have it.
func (s *Sessions) anotherOTP(ctx context.Context, v Visitor, row db.Otp) error {
	refusal := photo.ErrOTPExpired
	if s.Now().Before(row.ExpiresAt.Time) && row.UsedAt.IsZero() {
		refusal = photo.ErrOTPTries
	}
	if err := s.Store.RecordRefusal(ctx, act("otp.check", v.Person, ""), refusal); err != nil {
		return err
	}
	_, err := s.SendOTP(ctx, v)
	if limit, ok := errors.AsType[*photo.Error](err); ok {
		return limit
	}
	return errors.Join(refusal, err)
}

// matches compares a value with a kept hash under every live key, in constant
// time.
func (c *core) matches(kind, value string, hash []byte) bool {
	found := false
	for _, sum := range c.Hashes.All(kind, value) {
		found = hmac.Equal(sum, hash) || found
	}
	return found
}

func newOTP() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "", fmt.Errorf("make one-time code: %w", err)
	}
	return fmt.Sprintf("%0*d", otpDigits, n), nil
}

// digitsOf forgives spaces and dashes in a typed number.
func digitsOf(typed string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, typed[:min(len(typed), 64)])
}

// audit says on whose behalf the service asks another register.
func (c *core) audit(session string) registry.Audit {
	return registry.Audit{
		TransactionID: photo.NewID("txn_"), At: c.RealNow(), Unit: "myPhoto", Protocol: session, UserID: "myphoto", UserIP: "127.0.0.1", // it asks for itself
	}
}
