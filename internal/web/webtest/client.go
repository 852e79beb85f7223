package webtest

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"myphoto/internal/photo"
)

// Client is one browser: it keeps cookies and sends what a browser sends with a
// form, but follows no redirects.
type Client struct {
	*http.Client
	house *House
	t     *testing.T
}

// Response is a response with its body.
type Response struct {
	Status   int
	Location string // of a redirect: path and query on the house, or a whole address elsewhere
	Header   http.Header
	Body     string
}

// Client returns a new browser without cookies.
func (h *House) Client(t *testing.T) *Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{Client: &http.Client{Jar: jar, CheckRedirect: stay, Timeout: time.Minute}, house: h, t: t}
}

// Get opens a path of the house, or a whole address.
func (c *Client) Get(path string) Response {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodGet, c.at(path), nil)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.Do(req)
}

// GetFrom opens a page as a link does: of another site ("cross-site") or of ours.
func (c *Client) GetFrom(site, path string) Response {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodGet, c.at(path), nil)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Sec-Fetch-Site", site)
	req.Header.Set("Sec-Fetch-Mode", "navigate")
	return c.Do(req)
}

// Post sends a form as a page of the house would.
func (c *Client) Post(path string, form url.Values) Response {
	c.t.Helper()
	return c.PostFrom(c.house.URL, path, form)
}

// PostFrom sends a form as a page of another site would.
func (c *Client) PostFrom(origin, path string, form url.Values) Response {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.at(path), strings.NewReader(form.Encode()))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", origin)
	return c.Do(req)
}

// Do sends any request.
func (c *Client) Do(req *http.Request) Response {
	c.t.Helper()
	resp, err := c.Client.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return Response{
		Status: resp.StatusCode, Header: resp.Header, Body: string(body),
		Location: strings.TrimPrefix(resp.Header.Get("Location"), c.house.URL),
	}
}

// Follow follows redirects of the house, at most five.
func (c *Client) Follow(seen Response) Response {
	c.t.Helper()
	for range 5 {
		if seen.Status != http.StatusSeeOther || !strings.HasPrefix(seen.Location, "/") {
			return seen
		}
		seen = c.Get(seen.Location)
	}
	return seen
}

func (c *Client) at(path string) string {
	if strings.Contains(path, "://") {
		return path
	}
	return c.house.URL + path
}

// SignInAtProvider signs a user in at the identity provider, whose page is at address,
// and returns the address of the callback that the browser is sent to.
func (c *Client) SignInAtProvider(address, user string) string {
	c.t.Helper()
	seen := c.PostFrom(c.house.Sandbox.URL(), address, url.Values{"username": {user}, "password": {user}})
	if seen.Status != http.StatusFound {
		c.t.Fatalf("provider answered %d to %s", seen.Status, user)
	}
	return seen.Location
}

// StartSignIn begins a sign-in and comes back from the provider; it returns the response of the
// callback.
func (c *Client) StartSignIn(user, login string) Response {
	c.t.Helper()
	if _, again := c.house.signedIn.LoadOrStore(user, true); again {
		c.house.Clock.Move(31 * time.Second) // one code in thirty seconds
	}
	seen := c.Get(login)
	if seen.Status != http.StatusSeeOther {
		c.t.Fatalf("sign-in answered %d: %s", seen.Status, seen.Body)
	}
	return c.Get(c.SignInAtProvider(seen.Location, user))
}

// SignIn signs a user in, in the given role, and returns the first page.
func (c *Client) SignIn(user string, role photo.Role) Response {
	c.t.Helper()
	c.wantRedirect("callback", c.StartSignIn(user, "/login"), "/otp")
	c.wantRedirect("one-time code", c.Post("/otp", url.Values{"otp": {c.house.OTP(user)}}), "/me")
	seen := c.Post("/me", nil)
	if seen.Location == "/profile" {
		seen = c.Choose(role)
	}
	if seen.Location == "/terms/accept" {
		seen = c.Post("/terms/accept", nil)
	}
	home := map[photo.Role]string{photo.RoleCitizen: "/citizen"}[role]
	if home == "" {
		home = "/studio"
	}
	if seen.Status != http.StatusSeeOther || seen.Location != home {
		c.t.Fatalf("%s as %s: %d %s", user, role, seen.Status, seen.Location)
	}
	return c.Get(home)
}

var studioField = `name="role" value="%s"><input type="hidden" name="studio" value="([^"]*)"`

// Choose takes the first profile of a role on the page that offers them.
func (c *Client) Choose(role photo.Role) Response {
	c.t.Helper()
	found := regexp.MustCompile(fmt.Sprintf(studioField, role)).FindStringSubmatch(c.Get("/profile").Body)
	if found == nil {
		c.t.Fatalf("no profile %s is offered", role)
	}
	return c.Post("/profile", url.Values{"role": {string(role)}, "studio": {found[1]}})
}

func (c *Client) wantRedirect(step string, seen Response, to string) {
	c.t.Helper()
	if seen.Status != http.StatusSeeOther || seen.Location != to {
		c.t.Fatalf("%s: %d %q, want %s: %s", step, seen.Status, seen.Location, to, seen.Body)
	}
}

// OTP delivers the queued messages and returns the newest one-time code on the phone
// of a user.
func (h *House) OTP(user string) string {
	h.Deliver()
	return h.LastOTP(user)
}
