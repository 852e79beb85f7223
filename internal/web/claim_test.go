package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/progress"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/web/webtest"
)

// A code that an upload could have, in the form of a link and as written.
const linked, written = "B3-O3VCZAsaddxDuxLg0bQ", "B3+O3VCZAsaddxDuxLg0bQ"

// Mail scanners open links, and people forward them: opening one must change and
// reveal nothing, and the code must not be left in logs.
func TestLinkWithACodeWaitsForItsOwner(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	seen := c.Get("/c/" + linked)
	led(t, "link", seen, "/claim")
	if seen.Header.Get("X-Robots-Tag") != "noindex" || seen.Header.Get("Cache-Control") == "" {
		t.Errorf("headers %v", seen.Header)
	}
	claim := c.Get("/claim")
	shows(t, "claim", claim, http.StatusOK, "Ο κωδικάριθμός σας", `href="/login"`, "30 λεπτά")
	if strings.Contains(claim.Body, linked) || strings.Contains(claim.Body, written) {
		t.Error("the page repeats the code to whoever opened the link")
	}
	c.StartSignIn("maria", "/login")
	led(t, "on the way", c.Get("/claim"), "/otp")
	c.Post("/otp", url.Values{"otp": {h.OTP("maria")}})
	c.Post("/me", nil)
	led(t, "terms", c.Post("/terms/accept", nil), "/citizen/code")
	led(t, "claim when signed in", c.Get("/claim"), "/citizen/code")
	led(t, "another link when signed in", c.Get("/c/"+linked), "/claim")
	for _, secret := range []string{linked, written, "123456783", "ΠΑΠΑΔΟΠΟΥΛΟΥ", "6900000001"} {
		if strings.Contains(h.Log.String(), secret) {
			t.Errorf("the log holds %s", secret)
		}
	}
	if !strings.Contains(h.Log.String(), "/c/{code}") {
		t.Error("the log does not name the route")
	}
}

func TestCarriedCodeIsForgottenAfterThirtyMinutes(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	c.Get("/c/" + linked)
	h.Clock.Move(30 * time.Minute)
	shows(t, "late", c.Get("/claim"), http.StatusOK, "πληκτρολογήσετε")
	c.SignIn("maria", photo.RoleCitizen)
}

func TestCarriedCodeIsForgottenOnceItWasSubmitted(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	c.SignIn("maria", photo.RoleCitizen)
	c.Get("/c/" + linked)
	shows(t, "carried", c.Get("/citizen/code"), http.StatusOK, `value="B3`)
	c.Post("/citizen/code", url.Values{"code": {written}}) // nobody has it
	if seen := c.Get("/citizen/code"); strings.Contains(seen.Body, `value="B3`) {
		t.Error("the field is filled with a code that was used")
	}
}

func TestLinkWithoutACodeShowsHowToType(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	for _, bad := range []string{"x", "%CE%91%CE%91", strings.Repeat("A", 23), "AAAAAAAAAAAAAAAAAAAAAB", "..%2f..%2fetc"} {
		c := h.Client(t)
		led(t, bad, c.Get("/c/"+bad), "/claim")
		at, _ := url.Parse(h.URL)
		if cookies := c.Jar.Cookies(at); len(cookies) != 0 {
			t.Errorf("%s: a session for nothing", bad)
		}
		shows(t, bad, c.Get("/claim"), http.StatusOK, "Πώς τον πληκτρολογείτε", `href="/login?to=/citizen/code"`)
	}
}

func TestPhotographerIsToldThatCodesAreForCitizens(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	c.SignIn("nikos", photo.RolePhotographer)
	c.Get("/c/" + linked)
	shows(t, "claim", c.Get("/claim"), http.StatusOK, `href="/profile"`, "ως Πολίτης")
	c.Choose(photo.RoleCitizen)
	led(t, "as a citizen", c.Get("/claim"), "/citizen/code")
}

// What the network reports about a message reaches the photographer's list.
func TestDeliveryReportReachesTheStudio(t *testing.T) {
	h := webtest.Start(t)
	who := h.AsPhotographer("nikos")
	id, _ := h.Upload(who, servicetest.Mobile("maria"))
	h.Log.WaitFor(t, "delivered", func() bool {
		seen, err := h.Studio.View(t.Context(), who, id)
		if err != nil {
			t.Fatal(err)
		}
		return seen.Status == progress.StatusDelivered
	})
}

// The gateway must not learn which tokens exist. Kannel repeats a report that is
// answered with anything but 200 or 202.
func TestDeliveryReportAnswersEveryTokenAlike(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	report := "/reports/sms/UNKNOWN?reference=" + string(photo.NewUploadID()) + "&state="
	for _, path := range []string{
		report + "1", report + "2", report + "16", report + "8", report + "x", report, "/reports/sms/UNKNOWN", "/reports/sms/UNKNOWN?state=1",
		report + "1&more=" + strings.Repeat("A", 5000), strings.Replace(report, "UNKNOWN", strings.Repeat("A", 1000), 1) + "1",
	} {
		if seen := c.Get(path); seen.Status != http.StatusOK {
			t.Errorf("%s: %d", path, seen.Status)
		}
	}
	if strings.Contains(h.Log.String(), "UNKNOWN") {
		t.Error("the log holds the token")
	}
}

func TestPagesAreNotStoredAndStaticFilesAre(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	home := c.Get("/")
	if !strings.Contains(strings.Join(home.Header.Values("Cache-Control"), ","), "no-store") {
		t.Errorf("home: %v", home.Header.Values("Cache-Control"))
	}
	_, css, _ := strings.Cut(home.Body, `<link rel="stylesheet" href="`)
	css, _, _ = strings.Cut(css, `"`)
	seen := c.Get(css)
	if cache := seen.Header.Get("Cache-Control"); seen.Status != http.StatusOK || !strings.Contains(cache, "immutable") || seen.Header.Get("Vary") == "Cookie" {
		t.Errorf("%s: %d %q %v", css, seen.Status, cache, seen.Header)
	}
	shows(t, "no such page", c.Get("/nowhere"), http.StatusNotFound, "Η σελίδα δεν βρέθηκε")
}
