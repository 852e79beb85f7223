package webtest

import (
	"crypto/rand"
	"net/url"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/service/signin"
)

// Visitor returns a user as a visitor who has finished signing in in a role, without
// pages and one-time code: for what a test needs but does not test.
func (h *House) Visitor(t *testing.T, user string, role photo.Role) signin.Visitor {
	t.Helper()
	desk, ctx, browser := h.Service.SignIn, t.Context(), rand.Text()
	address, err := desk.StartSignIn(ctx, browser)
	if err != nil {
		t.Fatal(err)
	}
	back, err := url.Parse(h.Client(t).SignInAtProvider(address, user))
	if err != nil {
		t.Fatal(err)
	}
	v, err := desk.CompleteSignIn(ctx, browser, back.Query().Get("state"), back.Query().Get("code"))
	if err != nil {
		t.Fatal(err)
	}
	v.Stage = signin.StageRole
	choices, err := desk.RoleChoices(ctx, v)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range choices {
		if p.Role != role {
			continue
		}
		if v, err = desk.ChooseRole(ctx, v, p); err != nil {
			t.Fatal(err)
		}
		v.Stage = signin.StageReady
		return v
	}
	t.Fatalf("%s has no profile %s", user, role)
	return v
}

// Citizen returns a user as a citizen.
func (h *House) Citizen(t *testing.T, user string) photo.Citizen {
	t.Helper()
	who, err := h.Service.SignIn.Citizen(t.Context(), h.Visitor(t, user, photo.RoleCitizen))
	if err != nil {
		t.Fatal(err)
	}
	return who
}

// Operator returns a user at the counter of a studio: its photographer or an
// employee.
func (h *House) Operator(t *testing.T, user string, role photo.Role) photo.Operator {
	t.Helper()
	who, err := h.Service.SignIn.Operator(t.Context(), h.Visitor(t, user, role))
	if err != nil {
		t.Fatal(err)
	}
	return who
}

// Photographer returns the owner of a studio.
func (h *House) Photographer(t *testing.T, user string) photo.Photographer {
	t.Helper()
	who, ok := h.Operator(t, user, photo.RolePhotographer).Owner()
	if !ok {
		t.Fatalf("%s owns no studio", user)
	}
	return who
}
