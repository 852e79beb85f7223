package session_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/signin"
	"myphoto/internal/web/session"
	"myphoto/internal/web/webtest"
)

func newManager(t *testing.T, h *webtest.House, secure bool) *session.Manager {
	t.Helper()
	return session.New(session.Config{
		Sessions: h.SignIn, Idle: 20 * time.Minute, Secure: secure, Now: h.Clock.Now,
		Broken: func(_ http.ResponseWriter, _ *http.Request, err error) { t.Errorf("broken: %v", err) },
	})
}

// ask sends a request with the cookie through a handler and returns the cookie that
// comes back, or the one sent.
func ask(s *session.Manager, cookie *http.Cookie, f func(context.Context)) *http.Cookie {
	req := httptest.NewRequest(http.MethodGet, "/", nil)
	if cookie != nil {
		req.AddCookie(cookie)
	}
	seen := httptest.NewRecorder()
	s.Middleware(http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) { f(req.Context()) })).ServeHTTP(seen, req)
	if set := seen.Result().Cookies(); len(set) > 0 {
		return set[0]
	}
	return cookie
}

func save(t *testing.T, s *session.Manager, v session.Session) func(context.Context) {
	t.Helper()
	return func(ctx context.Context) {
		if err := s.Save(ctx, v); err != nil {
			t.Error(err)
		}
	}
}

func someone(h *webtest.House) session.Session {
	return session.Session{Visitor: signin.Visitor{Stage: signin.StageReady, Role: photo.RoleCitizen, SignedInAt: h.Clock.Now()}}
}

// Without this a slow request that began before would undo a sign-out.
func TestSlowRequestDoesNotUndoASignOut(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	s := newManager(t, h, false)
	cookie := ask(s, nil, save(t, s, someone(h)))
	after := ask(s, cookie, func(ctx context.Context) {
		ask(s, cookie, func(ctx context.Context) {
			if err := s.Destroy(ctx); err != nil {
				t.Error(err)
			}
		})
		save(t, s, s.Load(ctx))(ctx)
	})
	for name, one := range map[string]*http.Cookie{"before": cookie, "after": after} {
		ask(s, one, func(ctx context.Context) {
			if s.Load(ctx).Visitor.Stage != signin.StageSignIn {
				t.Errorf("the cookie of %s still signs in", name)
			}
		})
	}
}

// A right gained while the session was ended elsewhere brings a new token, under which
// the session would live on.
func TestNewTokenDoesNotUndoTheEndOfASession(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	refused := 0
	s := session.New(session.Config{
		Sessions: h.SignIn, Idle: 20 * time.Minute, Now: h.Clock.Now,
		Broken: func(_ http.ResponseWriter, _ *http.Request, err error) {
			if !errors.Is(err, photo.ErrSignIn) {
				t.Error(err)
			}
			refused++
		},
	})
	known := someone(h)
	known.Visitor.Person.Session = photo.NewID("ses_")
	cookie := ask(s, nil, save(t, s, known))
	after := ask(s, cookie, func(ctx context.Context) {
		if _, err := h.Admin.EndAllSessions(ctx); err != nil {
			t.Error(err)
		}
		if err := s.Renew(ctx, s.Load(ctx)); err != nil {
			t.Error(err)
		}
	})
	if refused != 1 || after.Value != cookie.Value {
		t.Errorf("the session that had ended goes on: %d refusals", refused)
	}
}

// Without this a disk that is full for more than a minute would make every page fail,
// also those that change nothing.
func TestPageSurvivesARequestThatCannotBeRecorded(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	broken := 0
	s := session.New(session.Config{
		Sessions: h.SignIn, Idle: 20 * time.Minute, Now: h.Clock.Now,
		Broken: func(http.ResponseWriter, *http.Request, error) { broken++ },
	})
	cookie := ask(s, nil, save(t, s, someone(h)))
	h.Clock.Move(2 * time.Minute)
	failing := func(f func(context.Context)) {
		ctx, gone := context.WithCancel(t.Context())
		req := httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil)
		req.AddCookie(cookie)
		s.Middleware(http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) {
			f(req.Context())
			gone() // from here on nothing can be saved
		})).ServeHTTP(httptest.NewRecorder(), req)
	}
	failing(func(context.Context) {})
	if broken != 0 {
		t.Error("a request that was not recorded was answered with an error")
	}
	failing(func(ctx context.Context) { save(t, s, s.Load(ctx))(ctx) })
	if broken != 1 {
		t.Error("a change that was not saved was no error")
	}
}

// A cookie that a script or another site can use is a session given away.
func TestCookieIsHiddenFromScriptsAndOtherSites(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	for secure, name := range map[bool]string{false: "myphoto", true: "__Host-myphoto"} {
		s := newManager(t, h, secure)
		c := ask(s, nil, save(t, s, someone(h)))
		if c.Name != name || c.Secure != secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("secure %t: %v", secure, c)
		}
		if c.MaxAge != 0 || !c.Expires.IsZero() {
			t.Errorf("the cookie outlives the browser: %v", c)
		}
	}
}

func TestStashedCodeLastsThirtyMinutes(t *testing.T) {
	t.Parallel()
	code, err := photo.ParseCode("B3+O3VCZAsaddxDuxLg0bQ")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 18, 10, 0, 0, 0, time.UTC)
	var v session.Session
	v.StashCode(code, now)
	if got := v.StashedCode(now.Add(30*time.Minute - time.Second)); got != code.Reveal() {
		t.Errorf("carried %q", got)
	}
	if got := v.StashedCode(now.Add(30 * time.Minute)); got != "" {
		t.Errorf("carried %q for too long", got)
	}
	v.StashCode(photo.Code{}, now)
	if v.StashedCode(now) != "" {
		t.Error("forgetting kept the code")
	}
}
