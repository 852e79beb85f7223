package session

import (
	"context"
	"encoding/json"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/signin"
)

// Session is what is kept between two requests of one browser. The zero Session is
// a browser that was never here. It is stored as JSON under the names of the fields.
type Session struct {
	Visitor signin.Visitor
	Seen    time.Time // when a request of the browser was last recorded
	Several bool      // the person has more than one profile
	Trouble string    // code of the refusal because of which no one-time code was sent

	Browser string // random; binds a sign-in to the browser that began it
	English bool   // the sign-in began in English
	Wanted  string // path of ours to open after signing in; empty: home
	Studio  bool   // the sign-in began at «Είμαι φωτογράφος»

	Code      string // code of a link, in plain characters; empty: none
	CodeUntil time.Time
}

// stashTTL is how long a code is kept for its owner to sign in.
const stashTTL = 30 * time.Minute

// StashCode keeps a code in place of the one before; the zero code keeps none.
func (s *Session) StashCode(code photo.Code, now time.Time) {
	s.Code, s.CodeUntil = code.Reveal(), now.Add(stashTTL)
}

// DropCode forgets the code.
func (s *Session) DropCode() { s.Code, s.CodeUntil = "", time.Time{} }

// StashedCode returns the code of a link opened at most 30 minutes ago; empty where
// there is none.
func (s *Session) StashedCode(now time.Time) string {
	if !now.Before(s.CodeUntil) {
		return ""
	}
	return s.Code
}

// Load returns the session of a request that passed [Manager.Middleware].
func (m *Manager) Load(ctx context.Context) Session {
	var s Session
	kept, ok := m.scs.Get(ctx, contentKey).([]byte)
	if !ok || json.Unmarshal(kept, &s) != nil || m.expired(s) {
		return Session{}
	}
	return s
}

// expired reports whether the session has ended, by idle time or by its age.
func (m *Manager) expired(s Session) bool {
	now := m.Now()
	if s.Visitor.Stage == signin.StageSignIn {
		return now.Sub(s.Seen) > anonymousIdle
	}
	// Idle time is measured from the last record, at most touchInterval before the last request.
	return now.Sub(s.Seen) > m.Idle+touchInterval || now.Sub(s.Visitor.SignedInAt) > maxAge
}

// Save keeps the session.
func (m *Manager) Save(ctx context.Context, s Session) error {
	stateOf(ctx).changed = true
	return m.put(ctx, s)
}

func (m *Manager) put(ctx context.Context, s Session) error {
	s.Seen = m.Now()
	content, err := json.Marshal(s)
	if err != nil {
		return err
	}
	m.scs.Put(ctx, contentKey, content)
	return nil
}

// Renew keeps the session under a new token, so that nobody who knew the one before
// gains what the visitor may now do.
func (m *Manager) Renew(ctx context.Context, s Session) error {
	if err := m.scs.RenewToken(ctx); err != nil {
		return err
	}
	return m.Save(ctx, s)
}

// Destroy ends the session; its token is not accepted any more.
func (m *Manager) Destroy(ctx context.Context) error { return m.scs.Destroy(ctx) }
