package session

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"myphoto/internal/service/signin"
)

const (
	contentKey    = "visit"
	maxAge        = 12 * time.Hour   // since signing in
	anonymousIdle = 30 * time.Minute // idle time while nobody has signed in
	touchInterval = time.Minute      // not at every request, because each is a write

	plainCookie  = "myphoto"
	secureCookie = "__Host-myphoto" // browsers refuse it without Secure, from other hosts, below a path (RFC 6265bis §4.1.3.2)

	browserSuffix = "-browser" // of the cookie of a remembered browser
)

// Config holds what sessions need.
type Config struct {
	Sessions *signin.Service
	Idle     time.Duration // a session ends after this time without a request
	Secure   bool          // the public address is https
	Now      func() time.Time
	Broken   func(http.ResponseWriter, *http.Request, error) // answers where the session cannot be read or saved
}

// Manager loads and saves sessions.
type Manager struct {
	Config
	scs *scs.SessionManager
}

// New returns a manager of sessions.
func New(c Config) *Manager {
	m := scs.New()
	m.Store, m.Lifetime, m.ErrorFunc = scsStore{c.Sessions, c}, maxAge, c.Broken
	m.Cookie = scs.SessionCookie{Name: plainCookie, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if c.Secure {
		m.Cookie.Name, m.Cookie.Secure = secureCookie, true
	}
	return &Manager{Config: c, scs: m}
}

// Middleware loads the session of each request and saves what the handlers changed.
func (m *Manager) Middleware(next http.Handler) http.Handler {
	inner := m.scs.LoadAndSave(m.corrected(next))
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		b := &requestState{w: w, agent: browserName(req.UserAgent())}
		if cookie, err := req.Cookie(m.scs.Cookie.Name); err == nil {
			b.token = cookie.Value
		}
		if cookie, err := req.Cookie(m.scs.Cookie.Name + browserSuffix); err == nil {
			b.browser = cookie.Value
		}
		inner.ServeHTTP(w, req.WithContext(context.WithValue(req.Context(), requestKey{}, b)))
	})
}

// corrected notes whether somebody has signed in, and counts a session as seen now
// where the records say that it was seen in the future: the clock was set back, and
// the session must not last until the clock has caught up.
func (m *Manager) corrected(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		ctx := req.Context()
		stateOf(ctx).known = m.Load(ctx).Visitor.Stage != signin.StageSignIn
		if s, ok := m.stored(ctx); ok && s.Seen.Sub(m.Now()) > m.Idle {
			s.Visitor.SignedInAt = m.Now()
			if err := m.put(ctx, s, m.Now()); err != nil {
				m.Broken(w, req, err)
				return
			}
		}
		next.ServeHTTP(w, req)
	})
}

// requestState is what a session must know of a request.
type requestState struct {
	w       http.ResponseWriter
	token   string         // that the browser sent; empty: none
	browser string         // random value of a remembered browser; empty: none
	agent   string         // coarse name of the browser
	visitor signin.Visitor // whose session is saved
	changed bool           // a handler changed the session; else at most the request was recorded
	known   bool           // somebody had signed in when the request came
	renewed bool           // the session of such a person gets a new token
}

// requestKey is the key of the requestState in a context.
type requestKey struct{}

func stateOf(ctx context.Context) *requestState {
	if b, ok := ctx.Value(requestKey{}).(*requestState); ok {
		return b
	}
	return &requestState{changed: true}
}

// scsStore stores sessions for scs. The library measures time by the machine; here
// the clock of the service decides how long a session is kept.
type scsStore struct {
	*signin.Service
	config Config
}

var _ scs.CtxStore = scsStore{}

// CommitCtx saves a session for a little longer than its idle time. Under the token
// that the browser sent, it is saved only if nobody has ended it since. Where only
// the request was to be recorded, a failure, such as a full disk, is no error: it
// must not make pages fail.
func (k scsStore) CommitCtx(ctx context.Context, token string, content []byte, _ time.Time) error {
	b := stateOf(ctx)
	r := signin.SessionRecord{
		Visitor: b.visitor, Content: content, Until: k.config.Now().Add(max(k.config.Idle, anonymousIdle) + 2*touchInterval),
	}
	if b.token == token {
		err := k.ExtendSession(ctx, token, r)
		if !b.changed {
			return nil
		}
		return err
	}
	if b.renewed {
		return k.RenewSession(ctx, b.token, token, r)
	}
	return k.SaveSession(ctx, token, r)
}

// DeleteCtx ends a session. One that gets a new token ends when that is saved.
func (k scsStore) DeleteCtx(ctx context.Context, token string) error {
	if stateOf(ctx).renewed {
		return nil
	}
	return k.Service.DeleteCtx(ctx, token)
}

// Commit is CommitCtx for callers without a context (scs.Store).
func (k scsStore) Commit(token string, content []byte, until time.Time) error {
	return k.CommitCtx(context.Background(), token, content, until)
}

// decode returns the session in a content as it is stored.
func (m *Manager) decode(content []byte) (s Session, err error) {
	_, values, err := m.scs.Codec.Decode(content)
	if err != nil {
		return s, err
	}
	kept, ok := values[contentKey].([]byte)
	if !ok {
		return s, nil
	}
	return s, json.Unmarshal(kept, &s)
}
