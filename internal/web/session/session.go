package session

import (
	"context"
	"encoding/json"
	"slices"
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
	Trouble Trouble   // why no one-time code was sent

	Browser string  // random; binds a sign-in to the browser that began it
	Agent   string  // coarse name of the browser, such as "Firefox, Windows"
	Begun   []Begun // sign-ins that began in this browser, one for each tab
	Goal            // of the sign-in that was completed

	Code      string // code of a link, in plain characters; empty: none
	CodeUntil time.Time
}

// Trouble is a refusal that a page tells after a redirect, as long as it holds.
type Trouble struct {
	Code  string // empty: none
	Kind  photo.Kind
	Until time.Time // trying again makes sense from here on; zero: nothing has to be waited for
}

// NewTrouble keeps a refusal.
func NewTrouble(refusal *photo.Error, now time.Time) Trouble {
	t := Trouble{Code: refusal.Code, Kind: refusal.Kind}
	if refusal.RetryAfter > 0 {
		t.Until = now.Add(refusal.RetryAfter)
	}
	return t
}

// Refusal returns the refusal, with the seconds to wait as {n}; nil where there is
// none or it no longer holds.
func (t Trouble) Refusal(now time.Time) *photo.Error {
	refusal := &photo.Error{Kind: t.Kind, Code: t.Code}
	switch wait := t.Until.Sub(now); {
	case t.Code == "" || !t.Until.IsZero() && wait <= 0:
		return nil
	case t.Until.IsZero():
		return refusal
	default:
		return refusal.WithArg("n", int((wait+time.Second-1)/time.Second)).WithRetryAfter(wait)
	}
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

// Goal is where a sign-in shall lead.
type Goal struct {
	Wanted string // path of ours to open after signing in; empty: home
	Studio bool   // it began at «Είμαι φωτογράφος»
}

// Begun is a sign-in that began in one tab of the browser.
type Begun struct {
	State   string // that the provider sends back
	English bool   // it began in English
	Goal
}

// maxBegun is how many sign-ins of one browser are remembered.
const maxBegun = 5

// Begin remembers a sign-in. Of many, the newest are remembered.
func (s *Session) Begin(b Begun) {
	s.Begun = append(s.Begun, b)
	s.Begun = s.Begun[max(len(s.Begun)-maxBegun, 0):]
}

// Find returns the sign-in that began with a state; without Goal where none did.
func (s *Session) Find(state string) (b Begun, found bool) {
	for _, one := range s.Begun {
		if one.State == state {
			return one, true
		}
	}
	return Begun{}, false
}

// Forget forgets a sign-in that was completed.
func (s *Session) Forget(state string) {
	s.Begun = slices.DeleteFunc(s.Begun, func(b Begun) bool { return b.State == state })
}

// Load returns the session of a request that passed [Manager.Middleware].
func (m *Manager) Load(ctx context.Context) Session {
	s, ok := m.stored(ctx)
	if !ok || m.left(s) < 0 {
		return Session{}
	}
	return s
}

// Last returns the session of a request also where idle time or its age has ended
// it: whoever records the end asks whose it was.
func (m *Manager) Last(ctx context.Context) Session {
	s, _ := m.stored(ctx)
	return s
}

func (m *Manager) stored(ctx context.Context) (s Session, ok bool) {
	kept, ok := m.scs.Get(ctx, contentKey).([]byte)
	if !ok || json.Unmarshal(kept, &s) != nil {
		return Session{}, false
	}
	return s, true
}

// Left returns how long the session still lasts when nothing more happens; zero
// where nobody is signed in.
func (m *Manager) Left(s Session) time.Duration {
	if s.Visitor.Stage == signin.StageSignIn {
		return 0
	}
	return max(m.left(s), 0)
}

// left is below zero for a session that has ended. Seen is up to a
// touchInterval before the last request, so that a session may end by as much
// early, and never late.
func (m *Manager) left(s Session) time.Duration {
	now := m.Now()
	if s.Visitor.Stage == signin.StageSignIn {
		return s.Seen.Add(anonymousIdle).Sub(now)
	}
	return min(s.Seen.Add(m.Idle).Sub(now), s.Visitor.SignedInAt.Add(maxAge).Sub(now))
}

// Touch records, at most once a touchInterval, that the visitor is still here. Only
// what a person does may call it: a page that asks by itself must not keep a
// session open.
func (m *Manager) Touch(ctx context.Context) error {
	s := m.Load(ctx)
	if s.Visitor.Stage == signin.StageSignIn || m.Now().Sub(s.Seen) < touchInterval {
		return nil
	}
	return m.put(ctx, s, m.Now())
}

// Save keeps the session. It is no sign that somebody is here, except before the
// sign-in.
func (m *Manager) Save(ctx context.Context, s Session) error {
	stateOf(ctx).changed = true
	seen := s.Seen
	if seen.IsZero() || s.Visitor.Stage == signin.StageSignIn {
		seen = m.Now()
	}
	return m.put(ctx, s, seen)
}

// Stay keeps the session because the visitor asked for it.
func (m *Manager) Stay(ctx context.Context) error {
	stateOf(ctx).changed = true
	return m.put(ctx, m.Load(ctx), m.Now())
}

func (m *Manager) put(ctx context.Context, s Session, seen time.Time) error {
	b := stateOf(ctx)
	s.Seen, b.visitor = seen, s.Visitor
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
	b := stateOf(ctx)
	b.renewed = b.known
	if err := m.scs.RenewToken(ctx); err != nil {
		return err
	}
	s.Agent, s.Seen = b.agent, m.Now()
	return m.Save(ctx, s)
}

// Destroy ends the session; its token is not accepted any more.
func (m *Manager) Destroy(ctx context.Context) error { return m.scs.Destroy(ctx) }
