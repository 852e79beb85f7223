package signin

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
// [db.ErrNotFound] when there is none.
func (r Records) Session(ctx context.Context, hash []byte, now time.Time) (Session, error) {
	row, err := r.q.Session(ctx, db.SessionParams{Hash: hash, ExpiresAt: db.At(now)})
	return sessionOf(row), err
}

// SaveSession inserts or replaces a session.
func (r Records) SaveSession(ctx context.Context, s Session) error {
	return r.q.InsertSession(ctx, db.InsertSessionParams{
		Hash: s.Hash, ID: s.ID, SubjectID: s.Subject, Verified: s.Verified, Sealed: s.Sealed, ExpiresAt: db.At(s.Until),
	})
}

// SessionLives reports whether the session of a sign-in has neither ended nor
// expired.
func (r Records) SessionLives(ctx context.Context, id string, now time.Time) (bool, error) {
	n, err := r.q.CountSessions(ctx, db.CountSessionsParams{ID: id, ExpiresAt: db.At(now)})
	return n > 0 && id != "", err
}

// Sessions returns the unexpired sessions of a person, at most limit, those seen
// last first.
func (r Records) Sessions(ctx context.Context, who photo.SubjectID, now time.Time, limit int) ([]Session, error) {
	rows, err := r.q.SessionsOfSubject(ctx, db.SessionsOfSubjectParams{
		SubjectID: who, ExpiresAt: db.At(now), Limit: int32(limit),
	})
	list := make([]Session, len(rows))
	for i, row := range rows {
		list[i] = sessionOf(row)
	}
	return list, err
}

// DeleteSession deletes a session by the keyed hash of its token.
func (r Records) DeleteSession(ctx context.Context, hash []byte) error {
	return r.q.DeleteSession(ctx, hash)
}

// EndSession deletes the session of one sign-in of a person; [db.ErrNotFound] when
// there is none.
func (r Records) EndSession(ctx context.Context, id string, who photo.SubjectID) error {
	return db.OrNotFound(r.q.EndSession(ctx, db.EndSessionParams{ID: id, SubjectID: who}))
}

// EndOtherSessions deletes the sessions of a person except one, and returns their
// number; with an empty id it deletes all.
func (r Records) EndOtherSessions(ctx context.Context, who photo.SubjectID, id string) (int64, error) {
	return r.q.EndOtherSessions(ctx, db.EndOtherSessionsParams{SubjectID: who, ID: id})
}

// EndAllSessions deletes the session of everybody who has signed in, and returns
// their number.
func (r Records) EndAllSessions(ctx context.Context) (int64, error) { return r.q.EndAllSessions(ctx) }

// EndOldestSessions deletes the verified sessions of a person beyond the limit, those
// seen first.
func (r Records) EndOldestSessions(ctx context.Context, who photo.SubjectID, limit int) error {
	_, err := r.q.EndOldestSessions(ctx, db.EndOldestSessionsParams{SubjectID: who, MaxLeft: int32(limit)})
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

// BrowsersOfHash returns what is remembered of anybody in a browser, also what has
// expired, at most limit, the latest first.
func (r Records) BrowsersOfHash(ctx context.Context, hash []byte, limit int) ([]Browser, error) {
	return browsersOf(r.q.BrowsersOfHash(ctx, db.BrowsersOfHashParams{Hash: hash, Limit: int32(limit)}))
}

// RenameBrowser replaces the keyed hash of a browser, and what is sealed under it.
func (r Records) RenameBrowser(ctx context.Context, before Browser, hash, sealed []byte) error {
	return db.OrNotFound(r.q.RenameBrowser(ctx, db.RenameBrowserParams{
		NewHash: hash, Sealed: sealed, ID: before.ID, Hash: before.Hash,
	}))
}

// RememberBrowser inserts a browser.
func (r Records) RememberBrowser(ctx context.Context, b Browser) error {
	return r.q.InsertBrowser(ctx, db.InsertBrowserParams{
		ID: b.ID, Hash: b.Hash, SubjectID: b.Subject, Sealed: b.Sealed, Since: db.At(b.Since), ExpiresAt: db.At(b.Until),
	})
}

// Browser returns what is remembered of a person in a browser; [db.ErrNotFound] when
// nothing is.
func (r Records) Browser(ctx context.Context, hash []byte, who photo.SubjectID, now time.Time) (Browser, error) {
	row, err := r.q.Browser(ctx, db.BrowserParams{Hash: hash, SubjectID: who, ExpiresAt: db.At(now)})
	return browserOf(row), err
}

// Browsers returns the browsers that are remembered for a person, at most limit.
func (r Records) Browsers(ctx context.Context, who photo.SubjectID, now time.Time, limit int) ([]Browser, error) {
	return browsersOf(r.q.BrowsersOfSubject(ctx, db.BrowsersOfSubjectParams{
		SubjectID: who, ExpiresAt: db.At(now), Limit: int32(limit),
	}))
}

func browsersOf(rows []db.Browser, err error) ([]Browser, error) {
	list := make([]Browser, len(rows))
	for i, row := range rows {
		list[i] = browserOf(row)
	}
	return list, err
}

// ForgetBrowser deletes one browser of a person; [db.ErrNotFound] when there is none.
func (r Records) ForgetBrowser(ctx context.Context, id string, who photo.SubjectID) error {
	return db.OrNotFound(r.q.ForgetBrowser(ctx, db.ForgetBrowserParams{ID: id, SubjectID: who}))
}

// ForgetBrowsers deletes the browsers of a person, and returns their number.
func (r Records) ForgetBrowsers(ctx context.Context, who photo.SubjectID) (int64, error) {
	return r.q.ForgetBrowsers(ctx, who)
}

// ForgetAllBrowsers deletes the browsers of everybody, and returns their number.
func (r Records) ForgetAllBrowsers(ctx context.Context) (int64, error) {
	return r.q.ForgetAllBrowsers(ctx)
}
