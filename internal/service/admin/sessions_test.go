package admin_test

import (
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/signin"
)

// After a theft or a leak nobody waits for idle time.
func TestOperatorEndsTheSessionsOfOneOrOfAll(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	keep := func(v signin.Visitor) string {
		token := rand.Text()
		servicetest.Must(t, h.SignIn.SaveSession(t.Context(), token, signin.SessionRecord{
			Visitor: v, Content: []byte{1}, Until: h.Clock.Now().Add(time.Hour),
		}))
		return token
	}
	lives := func(token string) bool {
		_, found, err := h.SignIn.FindCtx(t.Context(), token)
		servicetest.Must(t, err)
		return found
	}
	nikos := h.As("nikos", photo.RolePhotographer)
	browser, _, err := h.SignIn.Remember(t.Context(), nikos, "", "")
	servicetest.Must(t, err)
	his, hers, nobodys := keep(nikos), keep(h.As("maria", photo.RoleCitizen)), keep(signin.Visitor{})
	for typed, want := range map[string]error{"700000096": photo.ErrNotFound, "111111115": nil, "": nil} {
		if _, err := h.Admin.EndSessionsOf(t.Context(), typed); err == nil || want != nil && !errors.Is(err, want) {
			t.Errorf("%q: %v", typed, err)
		}
	}
	ended, err := h.Admin.EndSessionsOf(t.Context(), "111111114")
	if err != nil || ended.Sessions != 2 || ended.Browsers != 1 || lives(his) || !lives(hers) {
		t.Errorf("one person: %+v, %v", ended, err)
	}
	if v, err := h.SignIn.Recognise(t.Context(), h.Identify("nikos"), browser); err != nil || v.Stage != signin.StageOTP {
		t.Errorf("the browser is remembered: %v", err)
	}
	if _, err := h.Admin.EndAllSessions(t.Context()); err != nil || lives(hers) || !lives(nobodys) {
		t.Errorf("all: %v", err)
	}
}
