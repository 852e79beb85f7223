package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/web/citizen"
	"myphoto/internal/web/page"
	"myphoto/internal/web/webtest"
)

const (
	sharedChild = "15061200018" // of maria and giorgos
	onlyMarias  = "15061200026"
)

// declare enters a child and returns the address of its pages.
func declare(t *testing.T, c *webtest.Client, amka string) string {
	t.Helper()
	seen := c.Post("/citizen/minor", url.Values{"amka": {amka}})
	to := seen.Header.Get("Location")
	if seen.Status != http.StatusSeeOther || !strings.HasPrefix(to, "/citizen/minor/sub_") {
		t.Fatalf("%d %s %s", seen.Status, to, seen.Body)
	}
	return to
}

// minorRoutes returns the routes about the files of minors, as the table of routes has
// them.
func minorRoutes(t *testing.T) []page.Route {
	t.Helper()
	var routes []page.Route
	for _, route := range citizen.New(citizen.Config{}).Routes() {
		if strings.HasPrefix(route.Path, "/citizen/minor/{minor}") {
			routes = append(routes, route)
		}
	}
	if len(routes) < 30 {
		t.Fatalf("only %d routes are about minors", len(routes))
	}
	return routes
}

var placeholder = regexp.MustCompile(`\{(\w+)\}`)

// pathOf puts a value in the place of each placeholder of a route.
func pathOf(path, minor string, values map[string]string) string {
	return placeholder.ReplaceAllStringFunc(path, func(name string) string {
		if name == "{minor}" {
			return minor
		}
		return values[strings.Trim(name, "{}")]
	})
}

// Whoever has not the custody is refused on every route, however the minor is named, and
// nothing of the minor's changes. A new route is tried too.
func TestNoRouteReachesAMinorWhoIsNotInCustody(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	maria, giorgos := h.Client(t), h.Client(t)
	maria.SignIn("maria", photo.RoleCitizen)
	home := declare(t, maria, onlyMarias)
	minor := strings.TrimPrefix(home, "/citizen/minor/")
	actor := h.AsCitizen("maria")
	acting, err := h.Custody.Acting(t.Context(), actor, photo.SubjectID(minor))
	servicetest.Must(t, err)
	upload := h.Linked(h.AsPhotographer("nikos"), acting, servicetest.Mobile("maria"))
	grant := h.Grant(acting, photo.UntilFiles)
	giorgos.SignIn("giorgos", photo.RoleCitizen)
	own := strings.TrimPrefix(declare(t, giorgos, sharedChild), "/citizen/minor/")
	h.Integrate()
	events := len(h.Events("picture.view")) + len(h.Events("download")) + len(h.Events("grant.revoke"))
	values := map[string]string{"upload": string(upload), "item": "photo", "grant": string(grant), "step": "revoke", "name": "photos.zip", "event": "evt_x"}
	form := func() url.Values { // the minor named by form and hidden field too
		return url.Values{
			"minor": {minor}, "for": {minor}, "subject": {minor}, "amka": {onlyMarias}, "upload": {string(upload)}, "replaces": {string(upload)},
			"reason": {"not-me"}, "purpose": {"driving-licence-renewal"}, "mode": {"files"}, "consent": {"yes"}, "pause": {"yes"},
		}
	}
	for _, route := range minorRoutes(t) {
		ask := func(path string) webtest.Response {
			if route.Method == http.MethodPost {
				return giorgos.Post(path, form())
			}
			return giorgos.Get(path + "?minor=" + minor + "&upload=" + string(upload))
		}
		for _, named := range []string{minor, "sub_aaaaaaaaaaaaaaaaaaaaaaaaaa", "%2e%2e", onlyMarias} {
			if seen := ask(pathOf(route.Path, named, values)); seen.Status < http.StatusBadRequest {
				t.Errorf("%s %s of %q: %d", route.Method, route.Path, named, seen.Status)
			}
		}
		// In the pages of somebody who is in custody, and in the own ones, the files of
		// another minor are no files.
		for _, path := range []string{pathOf(route.Path, own, values), pathOf("/citizen"+strings.TrimPrefix(route.Path, "/citizen/minor/{minor}"), "", values)} {
			if seen := ask(path); strings.Contains(seen.Body, "ΣΟΦΙΑ") || strings.Contains(strings.ReplaceAll(seen.Body, url.QueryEscape(path), ""), string(grant)) && route.Method == http.MethodGet {
				t.Errorf("%s %s shows something of another minor", route.Method, path)
			}
		}
	}
	h.Integrate()
	if n := len(h.Events("picture.view")) + len(h.Events("download")) + len(h.Events("grant.revoke")); n != events+refusedOf(h) {
		t.Errorf("%d events instead of %d", n, events)
	}
	if h.Refusals("custody.act", "custody.none") == 0 {
		t.Error("not recorded")
	}
	again := h.AsCitizen("maria")
	acting, err = h.Custody.Acting(t.Context(), again, photo.SubjectID(minor))
	servicetest.Must(t, err)
	current, has, err := h.Citizen.Current(t.Context(), acting)
	servicetest.Must(t, err)
	if !has || current.Upload != upload || current.LiveGrants != 1 {
		t.Errorf("something changed: %+v", current)
	}
}

// refusedOf counts the events of looks, downloads and withdrawals that were refused.
func refusedOf(h *webtest.House) (n int) {
	for _, act := range []string{"picture.view", "download", "grant.revoke"} {
		for _, event := range h.Events(act) {
			if event.Outcome != "done" {
				n++
			}
		}
	}
	return n
}

// Every link of a page about a minor leads to pages about the same minor, in both
// languages, and the page says whom it is about.
func TestPagesAboutAMinorStayWithTheMinor(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	maria := h.Client(t)
	maria.SignIn("maria", photo.RoleCitizen)
	home := declare(t, maria, sharedChild)
	acting, err := h.Custody.Acting(t.Context(), h.AsCitizen("maria"), photo.SubjectID(strings.TrimPrefix(home, "/citizen/minor/")))
	servicetest.Must(t, err)
	h.Linked(h.AsPhotographer("nikos"), acting, servicetest.Mobile("maria"))
	own := regexp.MustCompile(`(?:href|action|src)="(?:/en)?/citizen(?:/[^"]*)?"`)
	for _, language := range []string{"", "/en"} {
		for _, path := range []string{"", "/photo", "/apps", "/apps/new", "/history", "/freeze", "/notices", "/unlink", "/erase", "/code", "/download"} {
			seen := maria.Get(language + home + path)
			if seen.Status != http.StatusOK || !strings.Contains(seen.Body, "ΔΗΜΗΤΡΙΟΣ ΠΑΠΑΔΟΠΟΥΛΟΣ") {
				t.Errorf("%s%s: %d, whom is it about?", language, path, seen.Status)
			}
			main := seen.Body[strings.Index(seen.Body, "<main"):strings.Index(seen.Body, "</main>")]
			for _, link := range own.FindAllString(main, -1) {
				if !strings.Contains(link, home) && !strings.Contains(link, "/citizen/household") {
					t.Errorf("%s%s: %s leads to the files of somebody else", language, path, link)
				}
			}
		}
	}
	if form := maria.Post(home+"/freeze", url.Values{"pause": {"yes"}}); !strings.HasPrefix(form.Header.Get("Location"), home) {
		t.Errorf("after a form: %d %s", form.Status, form.Header.Get("Location"))
	}
	mine, err := h.Citizen.Preferences(t.Context(), h.AsCitizen("maria"))
	servicetest.Must(t, err)
	if !mine.PausedAt.IsZero() {
		t.Error("the custodian's own files are paused")
	}
}

func TestHouseholdShowsEachPersonAndSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	h := webtest.Start(t)
	maria := h.Client(t)
	maria.SignIn("maria", photo.RoleCitizen)
	shows(t, "nobody yet", maria.Get("/citizen/household"), http.StatusOK, "Για εμένα", "Προσθήκη ανηλίκου")
	shows(t, "another's child", maria.Post("/citizen/minor", url.Values{"amka": {"01030900011"}, "afm": {"700000190"}}), http.StatusForbidden,
		"Η επιμέλεια δεν επιβεβαιώθηκε", "ΚΕΠ", `value="01030900011"`, `value="700000190"`)
	shows(t, "a wrong digit", maria.Post("/citizen/minor", url.Values{"amka": {"15061200019"}}), http.StatusUnprocessableEntity, `href="#amka"`)
	declare(t, maria, sharedChild)
	declare(t, maria, onlyMarias)
	shows(t, "both", maria.Get("/citizen/household"), http.StatusOK, "ΔΗΜΗΤΡΙΟΣ", "ΣΟΦΙΑ", "15/06/2030")
	shows(t, "in English", maria.Get("/en/citizen/household"), http.StatusOK, "Files of the household")
	h.Fault("custody", "down")
	shows(t, "register down", maria.Post("/citizen/minor", url.Values{"amka": {sharedChild}}), http.StatusServiceUnavailable, `value="`+sharedChild+`"`)
}
