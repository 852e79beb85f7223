package web_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/web"
	"myphoto/internal/web/webtest"
)

// Each room is open to its own profiles alone, and a refusal says which profile is
// in use.
func TestWrongProfileIsRefusedByName(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	nikos, maria, eleni := h.Client(t), h.Client(t), h.Client(t)
	shows(t, "studio of a photographer", nikos.SignIn("nikos", photo.RolePhotographer), http.StatusOK)
	shows(t, "citizen's home", maria.SignIn("maria", photo.RoleCitizen), http.StatusOK)
	shows(t, "studio of an employee", eleni.SignIn("eleni", photo.RoleEmployee), http.StatusOK)
	shows(t, "photographer among citizens", nikos.Get("/citizen"), http.StatusForbidden, "«Φωτογράφος»", `href="/studio"`)
	shows(t, "citizen in a studio", maria.Get("/studio"), http.StatusForbidden, "«Πολίτης»", `href="/citizen"`)
	shows(t, "in English", maria.Get("/en/studio"), http.StatusForbidden, "Citizen")
	shows(t, "citizen's form to a studio", maria.Post("/studio/new", nil), http.StatusForbidden)
	shows(t, "employee among the staff", eleni.Get("/studio/staff"), http.StatusForbidden, "«Εξουσιοδοτημένος υπάλληλος»")
	shows(t, "owner among the staff", nikos.Get("/studio/staff"), http.StatusOK)
}

// After signing in, a visitor gets the page that was wanted.
func TestStrangerComesBackToTheRoom(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	led(t, "stranger", c.Get("/citizen/apps"), "/login?to=%2Fcitizen%2Fapps")
	led(t, "stranger in English", c.Get("/en/studio/new"), "/en/login?to=%2Fstudio%2Fnew")
	shows(t, "stranger's form", c.Post("/studio/new", nil), http.StatusUnauthorized)
	led(t, "callback", c.StartSignIn("nikos", "/login?to=%2Fstudio%2Fnew"), "/otp")
	led(t, "before the one-time code", c.Get("/studio/new"), "/otp")
}

// The end of an employment has effect at once, not at the next sign-in.
func TestRemovedEmployeeIsRefusedAtTheNextRequest(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	eleni := h.Client(t)
	shows(t, "before", eleni.SignIn("eleni", photo.RoleEmployee), http.StatusOK)
	owner := h.AsPhotographer("nikos")
	staff, err := h.Staff.Staff(t.Context(), owner)
	if err != nil || len(staff) != 1 {
		t.Fatal(staff, err)
	}
	if err := h.Staff.RemoveEmployee(t.Context(), owner, staff[0].ID); err != nil {
		t.Fatal(err)
	}
	shows(t, "after", eleni.Get("/studio"), http.StatusForbidden)
	shows(t, "own files are still there", eleni.Get("/profile"), http.StatusOK, "Σύνδεση ως Πολίτης")
}

// A body that is announced as too large is refused without waiting for it, on every
// route.
func TestTwoHundredMegabytesAreRefusedUnread(t *testing.T) {
	h := webtest.Start(t)
	nikos, maria := h.Client(t), h.Client(t)
	nikos.SignIn("nikos", photo.RolePhotographer)
	maria.SignIn("maria", photo.RoleCitizen)
	for path, c := range map[string]*webtest.Client{
		"/studio/new": nikos, "/profile": nikos, "/citizen/code": maria, "/citizen/code/qr": maria,
	} {
		if status := announce(t, h, c, path, 200<<20); status != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: %d", path, status)
		}
	}
}

// announce sends the head of a form of size bytes and nothing of its body.
func announce(t *testing.T, h *webtest.House, c *webtest.Client, path string, size int) int {
	t.Helper()
	at, err := url.Parse(h.URL)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.DialTimeout("tcp", at.Host, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(2 * time.Second)); err != nil {
		t.Fatal(err)
	}
	var cookies []string
	for _, one := range c.Jar.Cookies(at) {
		cookies = append(cookies, one.String())
	}
	kind := "application/x-www-form-urlencoded"
	if path == "/studio/new" || path == "/citizen/code/qr" {
		kind = "multipart/form-data; boundary=x"
	}
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n",
		path, at.Host, strings.Join(cookies, "; "), kind, size)
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("%s: no answer within two seconds: %v", path, err)
	}
	defer resp.Body.Close()
	return resp.StatusCode
}

// A browser that leaves in the middle of a form must not leave half an act behind: a
// one-time code used up and nobody signed in.
func TestFormIsCarriedOutWhenTheBrowserHasLeft(t *testing.T) {
	t.Parallel()
	for method, goesOn := range map[string]bool{http.MethodPost: true, http.MethodGet: false} {
		gone, leave := context.WithCancel(t.Context())
		leave()
		web.Uncancelled(http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) {
			if (req.Context().Err() == nil) != goesOn {
				t.Errorf("%s: %v", method, req.Context().Err())
			}
		})).ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(gone, method, "/", nil))
	}
}
