package store

import (
	"context"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store/db"
)

// Session is what is kept of one browser between two requests.
type Session struct {
	Hash     []byte          // keyed, of the token in the cookie
	ID       string          // of the sign-in; empty before one
	Subject  photo.SubjectID // empty before a sign-in
	Verified bool            // the person has shown more than the provider's password
	Sealed   []byte
	Until    time.Time
}

func sessionOf(row db.Session) Session {
	return Session{row.Hash, row.ID, row.SubjectID, row.Verified, row.Sealed, row.ExpiresAt.Time}
}

// Session returns an unexpired session by the keyed hash of its token;
// [ErrNotFound] when there is none.
func (tx *Tx) Session(ctx context.Context, hash []byte, now time.Time) (Session, error) {
	row, err := tx.q.Session(ctx, db.SessionParams{Hash: hash, ExpiresAt: db.At(now)})
	return sessionOf(row), err
}

// SaveSession inserts or replaces a session.
func (tx *Tx) SaveSession(ctx context.Context, s Session) error {
	return tx.q.InsertSession(ctx, db.InsertSessionParams{
		Hash: s.Hash, ID: s.ID, SubjectID: s.Subject, Verified: s.Verified, Sealed: s.Sealed, ExpiresAt: db.At(s.Until),
	})
}

// SessionLives reports whether the session of a sign-in has neither ended nor
// expired.
func (tx *Tx) SessionLives(ctx context.Context, id string, now time.Time) (bool, error) {
	n, err := tx.q.CountSessions(ctx, db.CountSessionsParams{ID: id, ExpiresAt: db.At(now)})
	return n > 0 && id != "", err
}

// Sessions returns the unexpired sessions of a person, at most limit, those seen
// last first.
func (tx *Tx) Sessions(ctx context.Context, who photo.SubjectID, now time.Time, limit int) ([]Session, error) {
	rows, err := tx.q.SessionsOfSubject(ctx, db.SessionsOfSubjectParams{
		SubjectID: who, ExpiresAt: db.At(now), Limit: int32(limit),
	})
	list := make([]Session, len(rows))
	for i, row := range rows {
		list[i] = sessionOf(row)
	}
	return list, err
}

// DeleteSession deletes a session by the keyed hash of its token.
func (tx *Tx) DeleteSession(ctx context.Context, hash []byte) error {
	return tx.q.DeleteSession(ctx, hash)
}

// EndSession deletes the session of one sign-in of a person; [ErrNotFound] when
// there is none.
func (tx *Tx) EndSession(ctx context.Context, id string, who photo.SubjectID) error {
	return orNotFound(tx.q.EndSession(ctx, db.EndSessionParams{ID: id, SubjectID: who}))
}

// EndOtherSessions deletes the sessions of a person except one, and returns their
// number; with an empty id it deletes all.
func (tx *Tx) EndOtherSessions(ctx context.Context, who photo.SubjectID, id string) (int64, error) {
	return tx.q.EndOtherSessions(ctx, db.EndOtherSessionsParams{SubjectID: who, ID: id})
}

// EndAllSessions deletes the session of everybody who has signed in, and returns
// their number.
func (tx *Tx) EndAllSessions(ctx context.Context) (int64, error) { return tx.q.EndAllSessions(ctx) }

// EndOldestSessions deletes the sessions of a person beyond the limit, those seen
// first. Verified sessions and others are counted apart.
func (tx *Tx) EndOldestSessions(ctx context.Context, who photo.SubjectID, verified bool, limit int) error {
	_, err := tx.q.EndOldestSessions(ctx, db.EndOldestSessionsParams{SubjectID: who, Verified: verified, MaxLeft: int32(limit)})
	return err
}

// Browser is a browser in which a person gave the one-time code.
type Browser struct {
	ID      string
	Hash    []byte // keyed, of the random value in the cookie
	Subject photo.SubjectID
	Sealed  []byte
	Since   time.Time // when the code was given
	Until   time.Time
}

func browserOf(row db.Browser) Browser {
	return Browser{row.ID, row.Hash, row.SubjectID, row.Sealed, row.Since.Time, row.ExpiresAt.Time}
}

// RememberBrowser inserts a browser. Whatever was remembered under the former hash,
// also for other people, goes on under the new one.
func (tx *Tx) RememberBrowser(ctx context.Context, b Browser, former []byte) error {
	if _, err := tx.q.ForgetBrowserOf(ctx, db.ForgetBrowserOfParams{Hash: former, SubjectID: b.Subject}); err != nil {
		return err
	}
	if err := tx.q.RenameBrowser(ctx, db.RenameBrowserParams{NewHash: b.Hash, Hash: former}); err != nil {
		return err
	}
	return tx.q.InsertBrowser(ctx, db.InsertBrowserParams{
		ID: b.ID, Hash: b.Hash, SubjectID: b.Subject, Sealed: b.Sealed, Since: db.At(b.Since), ExpiresAt: db.At(b.Until),
	})
}

// Browser returns what is remembered of a person in a browser; [ErrNotFound] when
// nothing is.
func (tx *Tx) Browser(ctx context.Context, hash []byte, who photo.SubjectID, now time.Time) (Browser, error) {
	row, err := tx.q.Browser(ctx, db.BrowserParams{Hash: hash, SubjectID: who, ExpiresAt: db.At(now)})
	return browserOf(row), err
}

// Browsers returns the browsers that are remembered for a person, at most limit.
func (tx *Tx) Browsers(ctx context.Context, who photo.SubjectID, now time.Time, limit int) ([]Browser, error) {
	rows, err := tx.q.BrowsersOfSubject(ctx, db.BrowsersOfSubjectParams{
		SubjectID: who, ExpiresAt: db.At(now), Limit: int32(limit),
	})
	list := make([]Browser, len(rows))
	for i, row := range rows {
		list[i] = browserOf(row)
	}
	return list, err
}

// ForgetBrowser deletes one browser of a person; [ErrNotFound] when there is none.
func (tx *Tx) ForgetBrowser(ctx context.Context, id string, who photo.SubjectID) error {
	return orNotFound(tx.q.ForgetBrowser(ctx, db.ForgetBrowserParams{ID: id, SubjectID: who}))
}

// ForgetBrowsers deletes the browsers of a person, and returns their number.
func (tx *Tx) ForgetBrowsers(ctx context.Context, who photo.SubjectID) (int64, error) {
	return tx.q.ForgetBrowsers(ctx, who)
}

// ForgetAllBrowsers deletes the browsers of everybody, and returns their number.
func (tx *Tx) ForgetAllBrowsers(ctx context.Context) (int64, error) {
	return tx.q.ForgetAllBrowsers(ctx)
}
