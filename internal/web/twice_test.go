package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/web/webtest"
)

// Every form without files, by a field that it asks once.
func TestEveryFormRefusesAFieldThatComesTwice(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	refused := func(c *webtest.Client, path, field string) {
		t.Helper()
		seen := c.Post(path, url.Values{field: {"1", "2"}})
		if seen.Status != http.StatusUnprocessableEntity || !strings.Contains(inside(seen), "ήρθε περισσότερες από μία φορές") {
			t.Errorf("%s %s: %d %s", path, field, seen.Status, inside(seen))
		}
	}
	maria := h.Client(t)
	maria.StartSignIn("maria", "/login")
	refused(maria, "/otp", "otp")
	maria = h.Client(t)
	maria.SignIn("maria", photo.RoleCitizen)
	for _, form := range [][2]string{
		{"/citizen/code", "code"},
		{"/citizen/preview", "seen"},
		{"/citizen/reject", "reason"},
		{"/citizen/link", "replaces"},
		{"/citizen/unlink", "upload"},
		{"/citizen/associate-again", "upload"},
		{"/citizen/erase", "confirm"},
		{"/citizen/apps/driving-licences/new", "consent"},
		{"/profile", "role"},
		{"/profile/refuse", "employment"},
		{"/citizen/sessions", "session"},
		{"/citizen/ticket", "cancel"},
	} {
		refused(maria, form[0], form[1])
	}
	nikos := h.Client(t)
	nikos.SignIn("nikos", photo.RolePhotographer)
	refused(nikos, "/studio/sessions", "session")
	refused(nikos, "/studio/ticket", "ticket")
}
