package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/web/webtest"
)

func led(t *testing.T, what string, seen webtest.Response, to string) {
	t.Helper()
	if seen.Status != http.StatusSeeOther || seen.Location != to {
		t.Fatalf("%s: %d %q, want 303 %s\n%s", what, seen.Status, seen.Location, to, inside(seen))
	}
}

// inside returns the part of a page that differs from other pages.
func inside(seen webtest.Response) string {
	_, main, _ := strings.Cut(seen.Body, "<main")
	main, _, _ = strings.Cut(main, "</main>")
	return main
}

func shows(t *testing.T, what string, seen webtest.Response, status int, words ...string) {
	t.Helper()
	if seen.Status != status {
		t.Fatalf("%s: status %d, want %d\n%s", what, seen.Status, status, inside(seen))
	}
	for _, word := range words {
		if !strings.Contains(seen.Body, word) {
			t.Errorf("%s lacks %q\n%s", what, word, inside(seen))
		}
	}
}

// The journey of a citizen, page by page, by the labels that people see.
func TestCitizenSignsIn(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	led(t, "callback", c.StartSignIn("maria", "/login"), "/otp")
	shows(t, "one-time code", c.Get("/otp"), http.StatusOK, "<h1", "Κωδικός μιας χρήσης", "69••••0001", "12:05", "Συνέχεια", "Δεν έλαβα sms", `autocomplete="one-time-code"`)
	led(t, "typed code", c.Post("/otp", url.Values{"otp": {h.OTP("maria")}}), "/me")
	details := c.Get("/me")
	shows(t, "details", details, http.StatusOK, "ΜΑΡΙΑ ΠΑΠΑΔΟΠΟΥΛΟΥ", "ΔΗΜΗΤΡΙΟΣ", "••••••783", "1980", "Συνέχεια", "Δεν είμαι εγώ")
	if strings.Contains(details.Body, "123456783") {
		t.Error("the tax number is shown in full")
	}
	led(t, "confirmed details", c.Post("/me", nil), "/terms/accept")
	shows(t, "terms", c.Get("/terms/accept"), http.StatusOK, "Έλαβα γνώση", "Έξοδος", "Σε ισχύ από")
	led(t, "accepted terms", c.Post("/terms/accept", nil), "/citizen")
	led(t, "one more look at the terms", c.Get("/terms/accept"), "/citizen")
	led(t, "sign-in while signed in", c.Get("/login"), "/citizen")
	again := h.Client(t)
	led(t, "callback", again.StartSignIn("maria", "/login"), "/otp")
	led(t, "typed code", again.Post("/otp", url.Values{"otp": {h.OTP("maria")}}), "/me")
	led(t, "terms are asked once", again.Post("/me", nil), "/citizen")
}

// A session stolen before sign-in must be worth nothing after it.
func TestSessionNumberChangesWithEveryRightGained(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	at, _ := url.Parse(h.URL)
	var seen []string
	note := func(step string) {
		t.Helper()
		cookies := c.Jar.Cookies(at)
		cookies = slices.DeleteFunc(cookies, func(c *http.Cookie) bool { return c.Name == "myphoto-browser" })
		if len(cookies) != 1 || cookies[0].Name != "myphoto" {
			t.Fatalf("%s: cookies %v", step, cookies)
		}
		for _, old := range seen {
			if old == cookies[0].Value {
				t.Errorf("%s kept the number of before", step)
			}
		}
		seen = append(seen, cookies[0].Value)
	}
	c.Get("/login")
	note("begin")
	c.StartSignIn("nikos", "/login")
	note("sign-in")
	c.Post("/otp", url.Values{"otp": {h.OTP("nikos")}})
	note("one-time code")
	c.Post("/me", nil)
	note("details")
	c.Choose(photo.RolePhotographer)
	note("profile")
	for _, old := range seen[:len(seen)-1] {
		stolen := h.Client(t)
		stolen.Jar.SetCookies(at, []*http.Cookie{{Name: "myphoto", Value: old}})
		led(t, "an old number", stolen.Get("/profile"), "/login")
	}
}

// A person without a confirmed mobile is told what to do, and can sign out.
func TestNoMobileShowsTheWayOut(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	led(t, "callback", c.StartSignIn("anna", "/login"), "/otp")
	for range 2 {
		shows(t, "no mobile", c.Get("/otp"), http.StatusOK, "Χρειάζεται επιβεβαιωμένο κινητό", `href="https://notify.gov.gr"`, "Έξοδος")
		led(t, "try again", c.Post("/otp/resend", nil), "/otp")
	}
	led(t, "a code out of thin air", c.Post("/otp", url.Values{"otp": {"123456"}}), "/otp")
	led(t, "further page", c.Get("/me"), "/otp")
}

// A wish to be a photographer is not enough: petros closed his studio.
func TestClosedStudioIsExplainedAndCitizenRemains(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	led(t, "callback", c.StartSignIn("petros", "/login?as=studio"), "/otp")
	c.Post("/otp", url.Values{"otp": {h.OTP("petros")}})
	led(t, "details", c.Post("/me", nil), "/terms/accept")
	led(t, "terms", c.Post("/terms/accept", nil), "/studio/not-eligible")
	shows(t, "why", c.Get("/studio/not-eligible"), http.StatusOK, "Έλεγχος ξανά")
	led(t, "the studio", c.Get("/studio"), "/studio/not-eligible")
	led(t, "the wish again", c.Get("/login?as=studio"), "/studio/not-eligible")
	shows(t, "home", c.Get("/citizen"), http.StatusOK, `href="/studio/not-eligible"`)
	shows(t, "a form", c.Post("/studio/new", nil), http.StatusForbidden)
	seen := c.Get("/profile")
	shows(t, "profiles", seen, http.StatusOK, "Σύνδεση ως Πολίτης", "έχει κλείσει")
	if strings.Contains(seen.Body, "Σύνδεση ως Φωτογράφος") {
		t.Error("a closed studio is offered")
	}
	led(t, "a profile that is not offered", c.Post("/profile", url.Values{"role": {"citizen"}}), "/citizen")
	shows(t, "forged profile", c.Post("/profile", url.Values{"role": {"photographer"}}), http.StatusForbidden)
}

func TestPhotographerChoosesAProfileAndChangesIt(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	led(t, "callback", c.StartSignIn("nikos", "/login"), "/otp")
	c.Post("/otp", url.Values{"otp": {h.OTP("nikos")}})
	led(t, "details", c.Post("/me", nil), "/profile")
	shows(t, "profiles", c.Get("/profile"), http.StatusOK, "Σύνδεση ως Πολίτης", "Σύνδεση ως Φωτογράφος", "ΦΩΤΟ ΝΙΚΟΛΑΟΥ")
	led(t, "choice", c.Choose(photo.RolePhotographer), "/terms/accept")
	led(t, "terms", c.Post("/terms/accept", nil), "/studio")
	shows(t, "frame", c.Get("/"), http.StatusOK, "ΝΙΚΟΛΑΟΣ ΝΙΚΟΛΑΟΥ", "Φωτογράφος", "Αλλαγή προφίλ", `href="/studio"`)
	led(t, "change", c.Choose(photo.RoleCitizen), "/citizen")
	shows(t, "frame", c.Get("/"), http.StatusOK, "Πολίτης", `href="/citizen"`)
}

func TestEmployeeSignsInForTheStudio(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	c.SignIn("eleni", photo.RoleEmployee)
	shows(t, "frame", c.Get("/"), http.StatusOK, "Εξουσιοδοτημένος υπάλληλος")
}

// An offer of employment takes effect only when the person accepts it.
func TestOfferOfEmploymentIsAcceptedOrRefused(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	c.SignIn("nikos", photo.RolePhotographer)
	h.Clock.Move(31 * time.Second) // one code in thirty seconds
	who := h.AsPhotographer("nikos")
	offer := func(taxID string) {
		t.Helper()
		if err := h.Staff.AddEmployee(t.Context(), who, taxID, "δοκιμή"); err != nil {
			t.Fatal(err)
		}
	}
	offer("123456783")
	maria := h.Client(t)
	maria.StartSignIn("maria", "/login")
	maria.Post("/otp", url.Values{"otp": {h.OTP("maria")}})
	led(t, "details", maria.Post("/me", nil), "/profile")
	seen := maria.Get("/profile")
	shows(t, "offer", seen, http.StatusOK, "ΦΩΤΟ ΝΙΚΟΛΑΟΥ", "Αποδοχή", "Άρνηση", "Σύνδεση ως Πολίτης")
	id := regexp.MustCompile(`name="employment" value="([^"]+)"`).FindStringSubmatch(seen.Body)
	if id == nil {
		t.Fatal("no offer to refuse")
	}
	led(t, "refusal", maria.Post("/profile/refuse", url.Values{"employment": {id[1]}}), "/profile")
	if body := maria.Get("/profile").Body; strings.Contains(body, "Αποδοχή") {
		t.Error("a refused offer is still shown")
	}
	shows(t, "refused twice", maria.Post("/profile/refuse", url.Values{"employment": {id[1]}}), http.StatusNotFound)
	offer("700000011")
	giorgos := h.Client(t)
	giorgos.SignIn("giorgos", photo.RoleEmployee)
	shows(t, "accepted", giorgos.Get("/profile"), http.StatusOK, "Σύνδεση ως Εξουσιοδοτημένος υπάλληλος")
}

// A register that is down never locks a citizen out, and a photographer learns of it
// before the choice of a profile.
func TestBusinessRegisterDownLeavesTheCitizenProfile(t *testing.T) {
	t.Parallel()
	for _, login := range []string{"/login", "/login?as=studio"} {
		h := webtest.Start(t)
		h.Fault("business", "down")
		c := h.Client(t)
		c.StartSignIn("nikos", login)
		c.Post("/otp", url.Values{"otp": {h.OTP("nikos")}})
		led(t, "details", c.Post("/me", nil), "/profile")
		shows(t, "notice", c.Get("/profile"), http.StatusOK, "Το μητρώο επιχειρήσεων δεν απαντά τώρα", "Σύνδεση ως Πολίτης", `href="/profile"`)
		shows(t, "notice in English", c.Get("/en/profile"), http.StatusOK, "The business register is not answering now", "Sign in as a citizen")
		led(t, "a room before the choice", c.Get("/citizen"), "/profile")
		shows(t, "forged choice", c.Post("/profile", url.Values{"role": {"photographer"}}), http.StatusForbidden)
		led(t, "citizen", c.Choose(photo.RoleCitizen), "/terms/accept")
		led(t, "terms", c.Post("/terms/accept", nil), "/citizen")
		h.Fault("business", "ok")
		shows(t, "it is back", c.Get("/profile"), http.StatusOK, "Σύνδεση ως Φωτογράφος")
		led(t, "choice", c.Choose(photo.RolePhotographer), "/studio")
	}
}

func TestWrongAndExpiredOneTimeCodes(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	c.StartSignIn("maria", "/login")
	right := h.OTP("maria")
	wrong := "000000"
	if right == wrong {
		wrong = "000001"
	}
	shows(t, "wrong", c.Post("/otp", url.Values{"otp": {wrong}}), http.StatusUnprocessableEntity,
		"Σφάλμα:", `href="#otp"`, "δεν είναι σωστός", "Απομένουν 4", "12:05")
	h.Clock.Move(5 * time.Minute)
	shows(t, "expired", c.Post("/otp", url.Values{"otp": {right}}), http.StatusUnprocessableEntity, "έληξε. Σας στείλαμε νέο", "12:10")
	fresh := h.OTP("maria")
	for range 5 {
		shows(t, "no code", c.Post("/otp", url.Values{"otp": {""}}), http.StatusUnprocessableEntity, "Πληκτρολογήστε")
		shows(t, "half a code", c.Post("/otp", url.Values{"otp": {"123"}}), http.StatusUnprocessableEntity, "έχει 6 ψηφία και γράψατε 3")
		shows(t, "try", c.Post("/otp", url.Values{"otp": {servicetest.Other(fresh)}}), http.StatusUnprocessableEntity, "δεν είναι σωστός")
		h.Clock.Move(7 * time.Second)
	}
	shows(t, "locked", c.Get("/otp"), http.StatusOK, "Ο κωδικός κλειδώθηκε")
	shows(t, "sixth try, though right", c.Post("/otp", url.Values{"otp": {fresh}}), http.StatusUnprocessableEntity, "5 λάθος προσπάθειες")
	led(t, "newest code", c.Post("/otp", url.Values{"otp": {h.OTP("maria")}}), "/me")
}

func TestNewOneTimeCodeWaitsThirtySecondsAndEndsTheOldOne(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	c := h.Client(t)
	c.StartSignIn("maria", "/login")
	old := h.OTP("maria")
	led(t, "too early", c.Post("/otp/resend", nil), "/otp") // a reload must not request another code
	early := c.Get("/otp")
	shows(t, "too early", early, http.StatusTooManyRequests, "30 δευτερόλεπτα", "69••••0001")
	if early.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	h.Clock.Move(31 * time.Second)
	shows(t, "no longer too early", c.Get("/otp"), http.StatusOK)
	led(t, "new code", c.Post("/otp/resend", nil), "/otp?sent=1")
	shows(t, "told", c.Get("/otp?sent=1"), http.StatusOK, "Στείλαμε νέο κωδικό")
	fresh := h.OTP("maria")
	if fresh != old {
		shows(t, "old code", c.Post("/otp", url.Values{"otp": {old}}), http.StatusUnprocessableEntity)
	}
	led(t, "new code", c.Post("/otp", url.Values{"otp": {fresh}}), "/me")
}
