package session

import (
	"context"
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
	inner := m.scs.LoadAndSave(m.touching(next))
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		b := &requestState{}
		if cookie, err := req.Cookie(m.scs.Cookie.Name); err == nil {
			b.token = cookie.Value
		}
		inner.ServeHTTP(w, req.WithContext(context.WithValue(req.Context(), requestKey{}, b)))
	})
}

// touching records, at most once a touchInterval, that the visitor is still here.
func (m *Manager) touching(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		ctx := req.Context()
		s := m.Load(ctx)
		if s.Visitor.Stage != signin.StageSignIn && m.Now().Sub(s.Seen) >= touchInterval {
			if err := m.put(ctx, s); err != nil {
				m.Broken(w, req, err)
				return
			}
		}
		next.ServeHTTP(w, req)
	})
}

// requestState is what CommitCtx must know of a request.
type requestState struct {
	token   string // that the browser sent; empty: none
	changed bool   // a handler changed the session; else at most the request was recorded
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
	until := k.config.Now().Add(max(k.config.Idle, anonymousIdle) + 2*touchInterval)
	b := stateOf(ctx)
	if b.token == token {
		err := k.Extend(ctx, token, content, until)
		if !b.changed {
			return nil
		}
		return err
	}
	return k.Service.CommitCtx(ctx, token, content, until)
}
