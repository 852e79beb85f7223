package api_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"myphoto/internal/api"
	"myphoto/internal/httpx"
	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/service/servicetest"
)

// good returns a good request for a route.
func (s *site) good(t *testing.T, route api.Route) *http.Request {
	t.Helper()
	path, body := route.Path, ""
	switch {
	case route.Auth == api.Basic:
		return tokenRequest(clientID, goodSecret, goodForm)
	case strings.Contains(path, "/grants/"):
		path = strings.Replace(path, "{id}", string(s.grant), 1)
	case strings.Contains(path, "{id}"):
		path = strings.Replace(path, "{id}", s.retrieve(t), 1)
	case strings.HasSuffix(path, "/consistency"):
		path += "?from=3&to=7"
	case strings.HasSuffix(path, "/retrievals"):
		body = goodBody
	}
	return s.request(route.Method, path, body)
}

// integrate folds all records into the ledger, so that there is a checkpoint.
func (s *site) integrate(t *testing.T) {
	t.Helper()
	for {
		n, err := s.Integrator.Integrate(t.Context())
		servicetest.Must(t, err)
		if n == 0 {
			return
		}
	}
}

// refusals are errors of the service and their problems.
var refusals = []struct {
	err    error
	status int
	code   string
}{
	{photo.ErrMalformed, 400, "malformed"},
	{photo.ErrUnauthenticated, 401, "unauthenticated"},
	{photo.ErrSuspended, 403, "application-suspended"},
	{photo.ErrPurpose, 403, "purpose-not-approved"},
	{photo.ErrSignatureForbidden, 403, "signature-not-allowed"},
	{fmt.Errorf("load grant: %w", photo.ErrNotAuthorised), 404, "not-authorised"},
	{photo.ErrNotFound, 404, "not-found"},
	{photo.ErrMoved, 409, "moved"},
	{photo.ErrRetrievalExpired, 410, "retrieval-expired"},
	{&photo.Error{Kind: photo.TooLarge, Code: "anything"}, 413, "too-large"},
	{api.ErrMediaType, 415, "unsupported-media-type"},
	{photo.ErrSameRequest, 422, "invalid"},
	{photo.ErrTooManyRequests.WithRetryAfter(1500 * time.Millisecond), 429, "too-many-requests"},
	{errors.New("disk full at /srv/SECRET"), 500, "internal"},
	{&photo.Error{Code: "of no kind"}, 500, "internal"},
	{photo.ErrUnavailable, 503, "unavailable"},
	// Refusals that are not listed here reveal least.
	{photo.ErrForbidden, 404, "not-authorised"},
	{photo.ErrNoFiles, 404, "not-authorised"},
	{photo.ErrErased, 410, "retrieval-expired"},
}

func TestGoodRequestsSucceedOnEveryRoute(t *testing.T) {
	t.Parallel()
	s := linked(t)
	s.integrate(t)
	for _, route := range api.Routes() {
		if reply := s.ask(t, s.good(t, route)); reply.StatusCode/100 != 2 {
			t.Errorf("%s %s: %s", route.Method, route.Path, reply.Status)
		}
	}
}

// Every error status that the contract lists for a route has a refusal that is
// rendered with it, as the contract says. (The token endpoint has the words of
// its own standard: TestTokenRefusalsUseTheWordsOfTheStandard.)
func TestEveryStatusInTheContractHasItsRefusal(t *testing.T) {
	t.Parallel()
	for _, route := range api.Routes() {
		if route.Auth == api.Basic {
			continue
		}
		item := loaded(t).operations(strings.Replace(route.Path, "{id}", "x", 1))
		for status := range object(object(item[strings.ToLower(route.Method)])["responses"]) {
			if status[0] == '2' {
				continue
			}
			rendered := false
			for _, c := range refusals {
				w := httptest.NewRecorder()
				r := httptest.NewRequest(route.Method, public+strings.Replace(route.Path, "{id}", "x", 1), nil)
				answer(t, api.ErrorHandler(public, c.err)).ServeHTTP(w, r)
				faults := loaded(t).replyFaults(r, w.Result(), w.Body.Bytes())
				rendered = rendered || fmt.Sprint(w.Code) == status && len(faults) == 0
			}
			if !rendered {
				t.Errorf("%s: no refusal has status %s", route.Path, status)
			}
		}
	}
}

func TestRefusalsAreProblemDocuments(t *testing.T) {
	t.Parallel()
	for _, c := range refusals {
		r := httptest.NewRequest(http.MethodPost, public+"/api/v1/retrievals/"+unknownRetrieval+"/cancel", nil)
		if c.code == "not-found" {
			r = httptest.NewRequest(http.MethodGet, public+"/ledger/checkpoint", nil)
		}
		reply := askAt(t, answer(t, api.ErrorHandler(public, c.err)), r)
		got := read[problem](t, reply)
		if got.Status != c.status || got.Code != c.code || got.Type != public+"/problems/"+c.code || reply.StatusCode != c.status {
			t.Errorf("%v: %s %+v", c.err, reply.Status, got)
		}
		if got.Instance != "urn:myphoto:request:"+reply.Header.Get("X-Request-Id") {
			t.Errorf("%v: %s is not the id of the request", c.err, got.Instance)
		}
		if strings.Contains(got.Detail+got.Title, "[") || strings.Contains(got.Detail, "SECRET") {
			t.Errorf("%v: %q %q", c.err, got.Title, got.Detail)
		}
	}
}

func TestProblemSaysWhenToTryAgain(t *testing.T) {
	t.Parallel()
	for err, want := range map[*photo.Error]string{
		photo.ErrTooManyRequests.WithRetryAfter(1500 * time.Millisecond): "2",
		photo.ErrUnavailable.WithRetryAfter(90 * time.Second):            "90",
		photo.ErrUnavailable:                   "60",
		photo.ErrUnavailable.WithRetryAfter(0): "10",
		photo.ErrMoved:                         "",
	} {
		r := httptest.NewRequest(http.MethodPost, public+"/api/v1/retrievals/"+unknownRetrieval+"/cancel", nil)
		reply := askAt(t, answer(t, api.ErrorHandler(public, err)), r)
		if got := reply.Header.Get("Retry-After"); got != want {
			t.Errorf("%v: %q, want %q", err, got, want)
		}
	}
}

func TestFieldsThatTheServiceRefusesAreNamed(t *testing.T) {
	t.Parallel()
	s := linked(t)
	retrieve := func(body string) *http.Response {
		r := s.request(http.MethodPost, "/api/v1/retrievals", body)
		r.Header.Set("Idempotency-Key", "k-1")
		return s.ask(t, r)
	}
	if reply := retrieve(goodBody); reply.StatusCode != http.StatusCreated {
		t.Fatal(reply.Status)
	}
	got := read[problem](t, retrieve(with("ΑΠ-2026", "ΑΠ-2027")))
	if len(got.Errors) != 1 || got.Errors[0].Field != "idempotency_key" || got.Errors[0].Code != "idempotency" {
		t.Errorf("%+v", got)
	}
}

// broken is a body that panics.
type broken struct{}

func (broken) Read([]byte) (int, error) { panic("the body broke") }

// The log of a request has its error, and the response does not.
func TestInternalErrorsAreLoggedAndNotShown(t *testing.T) {
	t.Parallel()
	s := open(t)
	panics := s.request(http.MethodPost, "/api/v1/retrievals", goodBody)
	panics.Body = io.NopCloser(broken{})
	for _, c := range []struct {
		r      *http.Request
		before func()
		logged string
	}{
		{panics, func() {}, `"cause":"string"`},
		{s.request(http.MethodPost, "/api/v1/retrievals", goodBody), func() { servicetest.Must(t, s.Store.Close()) }, "load token"},
	} {
		c.before()
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, c.r)
		got := read[problem](t, w.Result())
		if got.Status != 500 || got.Code != "internal" || strings.Contains(w.Body.String(), "load") || strings.Contains(w.Body.String(), "broke") {
			t.Errorf("%s", w.Body)
		}
		id := strings.TrimPrefix(got.Instance, "urn:myphoto:request:")
		if !strings.Contains(s.log.String(), id) || !strings.Contains(s.log.String(), c.logged) {
			t.Errorf("%s or %s is not in %s", id, c.logged, s.log)
		}
	}
}

func TestProblemsAreInGreekForClientsThatPreferIt(t *testing.T) {
	t.Parallel()
	s := open(t)
	for accept, want := range map[string]lang.Language{
		"": lang.English, "el": lang.Greek, "el-GR,el;q=0.9,en;q=0.5": lang.Greek, "en, el;q=0.5": lang.English,
		"de": lang.English, "de, el;q=0.1": lang.Greek, "*": lang.English, ";;q=x": lang.English,
	} {
		r := s.request(http.MethodGet, "/api/v1/grants/x", "")
		r.Header.Set("Accept-Language", accept)
		reply := s.ask(t, r)
		got := read[problem](t, reply)
		if got.Title != want.Say("problem.not-authorised.title", nil) || reply.Header.Get("Content-Language") != string(want) {
			t.Errorf("%q: %s", accept, got.Title)
		}
	}
}

// Web shows the problems as pages, with the same words.
func TestEveryProblemHasItsWords(t *testing.T) {
	t.Parallel()
	for _, p := range api.Problems() {
		for _, l := range lang.Languages() {
			if !l.Has(p.TitleKey()) || !l.Has(p.DetailKey()) {
				t.Errorf("%s: no words for %s", l, p.Code)
			}
		}
	}
}

// A code without its sentence would only say that some rule is broken.
func TestEveryFieldCodeHasItsSentence(t *testing.T) {
	t.Parallel()
	described := fmt.Sprint(object(object(loaded(t).at("#/components/schemas/FieldFault/properties"))["code"])["description"])
	for _, code := range api.FieldCodes() {
		if !lang.Greek.Has("api.field." + code) {
			t.Errorf("%s has none", code)
		}
		if !strings.Contains(described, "`"+code+"`") {
			t.Errorf("the contract does not list %s", code)
		}
	}
}

func TestOtherAddressesAndMethodsAreProblems(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, c := range []struct{ method, path, code, allow string }{
		{"GET", "/", "not-found", ""},
		{"GET", "/api/v1/people", "not-found", ""},
		{"GET", "/api/v1/retrievals/" + unknownRetrieval + "/passport", "not-found", ""},
		{"PUT", "/api/v1/retrievals", "method-not-allowed", "POST"},
		{"OPTIONS", "/api/v1/retrievals", "method-not-allowed", "POST"},
		{"DELETE", "/ledger/checkpoint", "method-not-allowed", "GET, HEAD"},
	} {
		r := s.request(c.method, c.path, "")
		r.Header.Set("Origin", "https://elsewhere.example")
		reply := s.ask(t, r)
		got := read[problem](t, reply)
		if got.Code != c.code || reply.Header.Get("Allow") != c.allow {
			t.Errorf("%s %s: %s, Allow %q", c.method, c.path, got.Code, reply.Header.Get("Allow"))
		}
		for name := range reply.Header {
			if strings.HasPrefix(name, "Access-Control") || name == "Set-Cookie" {
				t.Errorf("%s %s: sends %s", c.method, c.path, name)
			}
		}
	}
}

// A client that calls 127.0.0.1 in place of the public address learns which one it is.
func TestWrongHostIsToldTheRightOne(t *testing.T) {
	t.Parallel()
	address, err := url.Parse("https://photo.example.gr:8443")
	servicetest.Must(t, err)
	served := httpx.OnlyHost(address, api.WrongHost(address), http.NotFoundHandler())
	for language, sentence := range map[string]string{"en": "answers at photo.example.gr:8443 alone", "el": "απαντά μόνο στο photo.example.gr:8443"} {
		r := httptest.NewRequest(http.MethodPost, "https://127.0.0.1:8443/oauth2/token", nil)
		r.Header.Set("Accept-Language", language)
		seen := httptest.NewRecorder()
		served.ServeHTTP(seen, r)
		got := read[problem](t, seen.Result())
		if got.Code != "not-found" || got.Status != http.StatusNotFound || !strings.Contains(got.Detail, sentence) {
			t.Errorf("%+v", got)
		}
	}
}

// HEAD for the bytes of a file would use up an attempt and send nothing.
func TestHeadIsAnsweredWhereverNothingIsUsedUp(t *testing.T) {
	t.Parallel()
	s := linked(t)
	s.integrate(t)
	for _, route := range api.Routes() {
		if route.Method != http.MethodGet {
			continue
		}
		want := http.StatusOK
		if strings.HasSuffix(route.Path, "/photo") || strings.HasSuffix(route.Path, "/signature") {
			want = http.StatusMethodNotAllowed
		}
		r := s.good(t, route)
		r.Method = http.MethodHead
		if reply := s.ask(t, r); reply.StatusCode != want {
			t.Errorf("%s: %s", route.Path, reply.Status)
		}
	}
}

func TestGrantIsLiveUntilItEndsAndShowsNoReason(t *testing.T) {
	t.Parallel()
	s := linked(t)
	for _, c := range []struct {
		name, want string
		mode       photo.GrantMode
		end        func()
	}{
		{"live", "live", photo.UntilFiles, func() {}},
		{"used", "ended", photo.Once, func() { s.retrieve(t) }},
		{"revoked", "ended", photo.UntilFiles, func() {
			servicetest.Must(t, s.Consent.Revoke(t.Context(), s.maria, s.grant))
		}},
		{"until a date", "live", photo.UntilDate, func() {}},
		{"date passed", "ended", photo.UntilDate, func() { s.Clock.Move(9 * 24 * time.Hour) }},
	} {
		id := s.authorise(t, c.mode)
		c.end()
		s.token = s.newToken(t, clientID, goodSecret) // the clock may have moved
		got := read[map[string]any](t, s.ask(t, s.request(http.MethodGet, "/api/v1/grants/"+string(id), "")))
		if got["status"] != c.want || got["subject"] != nil {
			t.Errorf("%s: %v", c.name, got)
		}
		if _, there := got["until"]; there != (c.mode == photo.UntilDate) {
			t.Errorf("%s: until %v", c.name, got["until"])
		}
	}
}

func TestProofsAreRequestedWithWholeNumbers(t *testing.T) {
	t.Parallel()
	s := linked(t)
	s.integrate(t)
	for query, want := range map[string]int{
		"from=3&to=7": 200, "from=7&to=7": 200, "from=0&to=7": 200,
		"": 400, "from=3": 400, "to=7": 400, "from=7&to=3": 400, "from=-1&to=7": 400, "from=+1&to=7": 400,
		"from=3&to=x": 400, "from=3&to=7&to=8": 400, "from=3&to=7&x=1": 400, "from=3&to=9999999999999999999": 400, "from=3;to=7": 400,
		"from=3&to=0x7": 400, "from=3&to=7_0": 400, "from=3&to=999999999999999999": 422,
	} {
		if reply := s.ask(t, s.request(http.MethodGet, "/ledger/consistency?"+query, "")); reply.StatusCode != want {
			t.Errorf("%q: %s", query, reply.Status)
		}
	}
}

func TestContractIsServedAsItIsWritten(t *testing.T) {
	t.Parallel()
	written, err := os.ReadFile("openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s := open(t)
	served, err := io.ReadAll(s.ask(t, s.request(http.MethodGet, "/dev/openapi.yaml", "")).Body)
	if err != nil || !bytes.Equal(written, served) {
		t.Errorf("%d bytes, %v", len(served), err)
	}
}
