package webtest

import (
	"crypto/rand"
	"net/url"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/service"
)

// Visitor returns a user as a visitor who has finished signing in in a role, without
// pages and one-time code: for what a test needs but does not test.
func (h *House) Visitor(t *testing.T, user string, role service.Role) service.Visitor {
	t.Helper()
	desk, ctx, browser := h.Service.Sessions, t.Context(), rand.Text()
	address, err := desk.Begin(ctx, browser)
	if err != nil {
		t.Fatal(err)
	}
	back, err := url.Parse(h.Client(t).SignInAtProvider(address, user))
	if err != nil {
		t.Fatal(err)
	}
	v, err := desk.Finish(ctx, browser, back.Query().Get("state"), back.Query().Get("code"))
	if err != nil {
		t.Fatal(err)
	}
	v.Stage = service.StageProfile
	profiles, err := desk.Profiles(ctx, v)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range profiles {
		if p.Role != role {
			continue
		}
		if v, err = desk.Choose(ctx, v, p); err != nil {
			t.Fatal(err)
		}
		v.Stage = service.StageReady
		return v
	}
	t.Fatalf("%s has no profile %s", user, role)
	return v
}

// Citizen returns a user as a citizen.
func (h *House) Citizen(t *testing.T, user string) photo.Citizen {
	t.Helper()
	who, err := h.Service.Sessions.Citizen(t.Context(), h.Visitor(t, user, service.RoleCitizen))
	if err != nil {
		t.Fatal(err)
	}
	return who
}

// Operator returns a user at the counter of a studio: its photographer or an
// employee.
func (h *House) Operator(t *testing.T, user string, role service.Role) photo.Operator {
	t.Helper()
	who, err := h.Service.Sessions.Operator(t.Context(), h.Visitor(t, user, role))
	if err != nil {
		t.Fatal(err)
	}
	return who
}

// Photographer returns the owner of a studio.
func (h *House) Photographer(t *testing.T, user string) photo.Photographer {
	t.Helper()
	who, ok := h.Operator(t, user, service.RolePhotographer).Owner()
	if !ok {
		t.Fatalf("%s owns no studio", user)
	}
	return who
}
