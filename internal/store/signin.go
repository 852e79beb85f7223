package store

import (
	"context"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store/db"
)

// SignIn is a sign-in that a browser started at an identity provider.
type SignIn struct {
	State, Browser []byte // keyed hashes
	Provider       string
}

// CreateSignIn inserts a sign-in that must be completed before until.
func (tx *Tx) CreateSignIn(ctx context.Context, s SignIn, until time.Time) error {
	return tx.q.InsertSignIn(ctx, db.InsertSignInParams{
		Hash: s.State, Browser: s.Browser, Provider: s.Provider, ExpiresAt: db.At(until),
	})
}

// TakeSignIn deletes a sign-in that has not expired; [ErrNotFound] when there is
// none. Of two concurrent calls, only one succeeds.
func (tx *Tx) TakeSignIn(ctx context.Context, s SignIn, now time.Time) error {
	return orNotFound(tx.q.TakeSignIn(ctx, db.TakeSignInParams{
		Hash: s.State, Browser: s.Browser, Provider: s.Provider, ExpiresAt: db.At(now),
	}))
}

// Session returns the sealed content of an unexpired session by the keyed hash of
// its token; [ErrNotFound] when there is none.
func (tx *Tx) Session(ctx context.Context, hash []byte, now time.Time) ([]byte, error) {
	return tx.q.Session(ctx, db.SessionParams{Hash: hash, ExpiresAt: db.At(now)})
}

// SaveSession inserts or replaces the content of a session, which expires at
// until.
func (tx *Tx) SaveSession(ctx context.Context, hash, sealed []byte, until time.Time) error {
	return tx.q.SaveSession(ctx, db.SaveSessionParams{Hash: hash, Sealed: sealed, ExpiresAt: db.At(until)})
}

// DeleteSession deletes a session.
func (tx *Tx) DeleteSession(ctx context.Context, hash []byte) error {
	return tx.q.DeleteSession(ctx, hash)
}

// OTP is a one-time code that was sent.
type OTP struct {
	ID           string
	Session      string // the session of the sign-in
	Subject      photo.SubjectID
	Hash         []byte // keyed, of the id and the code
	SealedMobile []byte // the masked number
	Tries        int    // used
	SentAt       time.Time
	ExpiresAt    time.Time
	UsedAt       time.Time
}

// CreateOTP inserts a one-time code with no tries used.
func (tx *Tx) CreateOTP(ctx context.Context, o OTP) error {
	return tx.q.InsertOTP(ctx, db.InsertOTPParams{
		ID: o.ID, Session: o.Session, SubjectID: o.Subject, Hash: o.Hash, Sealed: o.SealedMobile,
		SentAt: db.At(o.SentAt), ExpiresAt: db.At(o.ExpiresAt),
	})
}

// LatestOTP returns the code that was sent last to a person in a session;
// [ErrNotFound] when there is none.
func (tx *Tx) LatestOTP(ctx context.Context, session string, who photo.SubjectID) (OTP, error) {
	row, err := tx.q.LatestOTP(ctx, db.LatestOTPParams{Session: session, SubjectID: who})
	return OTP{
		ID: row.ID, Session: row.Session, Subject: row.SubjectID, Hash: row.Hash, SealedMobile: row.Sealed,
		Tries: int(row.Tries), SentAt: row.SentAt.Time, ExpiresAt: row.ExpiresAt.Time, UsedAt: row.UsedAt.Time,
	}, err
}

// LastOTPSent returns when a code was last sent to a person, in any session;
// [ErrNotFound] when none was.
func (tx *Tx) LastOTPSent(ctx context.Context, who photo.SubjectID) (time.Time, error) {
	at, err := tx.q.LastOTPSent(ctx, who)
	return at.Time, err
}

// CountOTPs returns the number of codes that were sent to a person after since.
func (tx *Tx) CountOTPs(ctx context.Context, who photo.SubjectID, since time.Time) (int, error) {
	n, err := tx.q.CountOTPs(ctx, db.CountOTPsParams{SubjectID: who, SentAt: db.At(since)})
	return int(n), err
}

// SpendOTPTry uses one of the limit of tries of a code that is neither used nor
// expired, and reports whether one was left.
func (tx *Tx) SpendOTPTry(ctx context.Context, id string, limit int, now time.Time) (bool, error) {
	rows, err := tx.q.SpendOTPTry(ctx, db.SpendOTPTryParams{ID: id, Tries: int64(limit), ExpiresAt: db.At(now)})
	return rows == 1, err
}

// UseOTP marks a code as used; [ErrNotFound] when it is used already.
func (tx *Tx) UseOTP(ctx context.Context, id string, now time.Time) error {
	return orNotFound(tx.q.UseOTP(ctx, db.UseOTPParams{UsedAt: db.At(now), ID: id}))
}
