package web_test

import (
	"net/http"
	"testing"

	"myphoto/internal/service"
	"myphoto/internal/web/webtest"
)

// Each room opens to its own profile alone, and says which one was used.
func TestWrongProfileIsRefusedByName(t *testing.T) {
	h := webtest.Start(t)
	nikos, maria, eleni := h.Client(t), h.Client(t), h.Client(t)
	shows(t, "studio of a photographer", nikos.SignIn("nikos", service.RolePhotographer), http.StatusOK)
	shows(t, "citizen's home", maria.SignIn("maria", service.RoleCitizen), http.StatusOK)
	shows(t, "studio of an employee", eleni.SignIn("eleni", service.RoleEmployee), http.StatusOK)
	shows(t, "photographer among citizens", nikos.Get("/citizen"), http.StatusForbidden, "«Φωτογράφος»", `href="/studio"`)
	shows(t, "citizen in a studio", maria.Get("/studio"), http.StatusForbidden, "«Πολίτης»", `href="/citizen"`)
	shows(t, "in English", maria.Get("/en/studio"), http.StatusForbidden, "Citizen")
	shows(t, "citizen's form to a studio", maria.Post("/studio/new", nil), http.StatusForbidden)
	shows(t, "employee among the staff", eleni.Get("/studio/staff"), http.StatusForbidden, "«Εξουσιοδοτημένος υπάλληλος»")
	shows(t, "owner among the staff", nikos.Get("/studio/staff"), http.StatusOK)
}

// The stranger comes back to the page that was asked for.
func TestStrangerComesBackToTheRoom(t *testing.T) {
	h := webtest.Start(t)
	c := h.Client(t)
	led(t, "stranger", c.Get("/citizen/apps"), "/login?to=%2Fcitizen%2Fapps")
	led(t, "stranger in English", c.Get("/en/studio/new"), "/en/login?to=%2Fstudio%2Fnew")
	shows(t, "stranger's form", c.Post("/studio/new", nil), http.StatusUnauthorized)
	led(t, "callback", c.Arrive("nikos", "/login?to=%2Fstudio%2Fnew"), "/otp")
	led(t, "before the one-time code", c.Get("/studio/new"), "/otp")
}

// An employment that ends, ends at once, not at the next sign-in.
func TestRemovedEmployeeIsRefusedAtTheNextRequest(t *testing.T) {
	h := webtest.Start(t)
	eleni := h.Client(t)
	shows(t, "before", eleni.SignIn("eleni", service.RoleEmployee), http.StatusOK)
	owner := h.Photographer(t, "nikos")
	staff, err := h.Service.Studios.Staff(t.Context(), owner)
	if err != nil || len(staff) != 1 {
		t.Fatal(staff, err)
	}
	if err := h.Service.Studios.RemoveEmployee(t.Context(), owner, staff[0].ID); err != nil {
		t.Fatal(err)
	}
	shows(t, "after", eleni.Get("/studio"), http.StatusForbidden)
	shows(t, "own files are still there", eleni.Get("/profile"), http.StatusOK, "Σύνδεση ως Πολίτης")
}
