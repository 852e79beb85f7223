package signin

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
func (r Records) CreateSignIn(ctx context.Context, s SignIn, until time.Time) error {
	return r.q.InsertSignIn(ctx, db.InsertSignInParams{
		Hash: s.State, Browser: s.Browser, Provider: s.Provider, ExpiresAt: db.At(until),
	})
}

// TakeSignIn deletes a sign-in that has not expired; [db.ErrNotFound] when there is
// none. Of two concurrent calls, only one succeeds.
func (r Records) TakeSignIn(ctx context.Context, s SignIn, now time.Time) error {
	return db.OrNotFound(r.q.TakeSignIn(ctx, db.TakeSignInParams{
		Hash: s.State, Browser: s.Browser, Provider: s.Provider, ExpiresAt: db.At(now),
	}))
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
func (r Records) CreateOTP(ctx context.Context, o OTP) error {
	return r.q.InsertOTP(ctx, db.InsertOTPParams{
		ID: o.ID, Session: o.Session, SubjectID: o.Subject, Hash: o.Hash, Sealed: o.SealedMobile,
		SentAt: db.At(o.SentAt), ExpiresAt: db.At(o.ExpiresAt),
	})
}

// LatestOTP returns the code that was sent last to a person in a session, not after
// now; [db.ErrNotFound] when there is none.
func (r Records) LatestOTP(ctx context.Context, session string, who photo.SubjectID, now time.Time) (OTP, error) {
	row, err := r.q.LatestOTP(ctx, db.LatestOTPParams{Session: session, SubjectID: who, SentAt: db.At(now)})
	return OTP{
		ID: row.ID, Session: row.Session, Subject: row.SubjectID, Hash: row.Hash, SealedMobile: row.Sealed,
		Tries: int(row.Tries), SentAt: row.SentAt.Time, ExpiresAt: row.ExpiresAt.Time, UsedAt: row.UsedAt.Time,
	}, err
}

// CountOTPs returns the number of codes that were sent to a person in any session
// after since and not after until.
func (r Records) CountOTPs(ctx context.Context, who photo.SubjectID, since, until time.Time) (int, error) {
	n, err := r.q.CountOTPs(ctx, db.CountOTPsParams{SubjectID: who, Since: db.At(since), Until: db.At(until)})
	return int(n), err
}

// CountSessionOTPs returns the number of codes that were sent in a session after
// since and not after until.
func (r Records) CountSessionOTPs(ctx context.Context, session string, since, until time.Time) (int, error) {
	n, err := r.q.CountSessionOTPs(ctx, db.CountSessionOTPsParams{Session: session, Since: db.At(since), Until: db.At(until)})
	return int(n), err
}

// CountWrongOTPs returns the number of tries of codes that were sent to a person
// after since and never entered correctly.
func (r Records) CountWrongOTPs(ctx context.Context, who photo.SubjectID, since time.Time) (int, error) {
	n, err := r.q.CountWrongOTPs(ctx, db.CountWrongOTPsParams{SubjectID: who, Since: db.At(since)})
	return int(n), err
}

// SpendOTPTry uses one of the limit of tries of a code that is neither used nor
// expired, and reports whether one was left.
func (r Records) SpendOTPTry(ctx context.Context, id string, limit int, now time.Time) (bool, error) {
	rows, err := r.q.SpendOTPTry(ctx, db.SpendOTPTryParams{ID: id, Tries: int64(limit), ExpiresAt: db.At(now)})
	return rows == 1, err
}

// UseOTP marks a code as used; [db.ErrNotFound] when it is used already.
func (r Records) UseOTP(ctx context.Context, id string, now time.Time) error {
	return db.OrNotFound(r.q.UseOTP(ctx, db.UseOTPParams{UsedAt: db.At(now), ID: id}))
}
