package session

import (
	"context"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"myphoto/internal/service"
)

const (
	contentKey = "visit"
	longest    = 12 * time.Hour   // from signing in
	anonymous  = 30 * time.Minute // nobody has signed in yet
	noteEvery  = time.Minute      // not at every request, for a note is a write

	plainCookie  = "myphoto"
	secureCookie = "__Host-myphoto" // browsers refuse it without Secure, from other hosts, below a path (RFC 6265bis §4.1.3.2)
)

// Config is what visits need.
type Config struct {
	Sessions *service.Sessions
	Idle     time.Duration // a visit ends after so much silence
	Secure   bool          // the outside address is https
	Now      func() time.Time
	Broken   func(http.ResponseWriter, *http.Request, error) // answers when the visit cannot be read or kept
}

// Visits are the visits of a door.
type Visits struct {
	Config
	sessions *scs.SessionManager
}

// New makes the keeper of visits.
func New(c Config) *Visits {
	m := scs.New()
	m.Store, m.Lifetime, m.ErrorFunc = kept{c.Sessions, c}, longest, c.Broken
	m.Cookie = scs.SessionCookie{Name: plainCookie, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if c.Secure {
		m.Cookie.Name, m.Cookie.Secure = secureCookie, true
	}
	return &Visits{Config: c, sessions: m}
}

// Keep opens the visit of each request and keeps what the handlers changed.
func (s *Visits) Keep(next http.Handler) http.Handler {
	inner := s.sessions.LoadAndSave(s.noting(next))
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		b := &brought{}
		if cookie, err := req.Cookie(s.sessions.Cookie.Name); err == nil {
			b.number = cookie.Value
		}
		inner.ServeHTTP(w, req.WithContext(context.WithValue(req.Context(), broughtKey{}, b)))
	})
}

// noting notes now and then that the visitor is still here.
func (s *Visits) noting(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		ctx := req.Context()
		v := s.Open(ctx)
		if v.Visitor.Stage != service.StageSignIn && s.Now().Sub(v.Seen) >= noteEvery {
			if err := s.put(ctx, v); err != nil {
				s.Broken(w, req, err)
				return
			}
		}
		next.ServeHTTP(w, req)
	})
}

// brought is what CommitCtx must know of a request.
type brought struct {
	number string // that the browser sent; empty: none
	saved  bool   // a handler changed the visit; else at most a note was taken
}

// broughtKey is where it waits.
type broughtKey struct{}

func broughtBy(ctx context.Context) *brought {
	if b, ok := ctx.Value(broughtKey{}).(*brought); ok {
		return b
	}
	return &brought{saved: true}
}

// kept stores visits. The library measures time by the machine; here it is the
// service's clock that says how long a visit is kept.
type kept struct {
	*service.Sessions
	c Config
}

var _ scs.CtxStore = kept{}

// CommitCtx keeps a visit a little longer than its silence may last. Under the
// number that the browser brought, it is kept only if nobody ended it since.
// A note alone that cannot be kept, on a full disk for one, takes no page down.
func (k kept) CommitCtx(ctx context.Context, token string, content []byte, _ time.Time) error {
	until := k.c.Now().Add(max(k.c.Idle, anonymous) + 2*noteEvery)
	b := broughtBy(ctx)
	if b.number == token {
		err := k.Extend(ctx, token, content, until)
		if !b.saved {
			return nil
		}
		return err
	}
	return k.Sessions.CommitCtx(ctx, token, content, until)
}
