package api_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"myphoto/internal/api"
	"myphoto/internal/lang"
	"myphoto/internal/photo"
)

// asked gives a good request for a route.
func asked(route api.Route) *http.Request {
	path := strings.Replace(route.Path, "{id}", retrievalID, 1)
	switch {
	case route.Auth == api.Basic:
		return tokenRequest("driving-licences", goodSecret, goodForm)
	case strings.Contains(path, "/grants/"):
		path = strings.Replace(path, retrievalID, grantID, 1)
	case strings.HasSuffix(path, "/consistency"):
		path += "?from=3&to=7"
	}
	body := ""
	if strings.HasSuffix(path, "/retrievals") {
		body = goodBody
	}
	return request(route.Method, path, body)
}

// refusals is what the desk may say, and what the visitor then hears.
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
	{photo.ErrSameRequest, 422, "invalid"},
	{photo.ErrTooManyRequests.WithRetryAfter(1500 * time.Millisecond), 429, "too-many-requests"},
	{errors.New("disk full at /srv/SECRET"), 500, "internal"},
	{&photo.Error{Code: "of no kind"}, 500, "internal"},
	{photo.ErrUnavailable, 503, "unavailable"},
	// Refusals that this door does not know tell the least.
	{photo.ErrForbidden, 404, "not-authorised"},
	{photo.ErrNoFiles, 404, "not-authorised"},
	{photo.ErrErased, 410, "retrieval-expired"},
}

// No status in the contract is an empty promise: each one that a route lists
// can be provoked, and is then told as its problem. (TestTokenRequest… does the
// same for the token endpoint, which has words of its own.)
func TestEveryStatusInTheContractCanBeProvoked(t *testing.T) {
	provoked := map[string]bool{}
	for _, route := range api.Routes() {
		if reply := ask(t, newDesk(), asked(route)); reply.StatusCode/100 != 2 {
			t.Fatalf("%s: %s", route.Path, reply.Status)
		}
		responses := object(object(loaded(t).operations(asked(route).URL.Path)[strings.ToLower(route.Method)])["responses"])
		for _, c := range refusals {
			d := newDesk()
			d.refusal = c.err
			door, _ := open(t, d)
			w := httptest.NewRecorder()
			door.ServeHTTP(w, asked(route))
			if _, listed := responses[fmt.Sprint(w.Code)]; !listed || d.calls == 0 {
				continue
			}
			provoked[route.Path+fmt.Sprint(w.Code)] = true
			if route.Auth == api.Basic {
				continue
			}
			got := read[problem](t, w.Result())
			if got.Status != c.status || got.Code != c.code || w.Code != c.status {
				t.Errorf("%s, %v: %d %s", route.Path, c.err, w.Code, got.Code)
			}
		}
	}
	for _, route := range api.Routes() {
		item := loaded(t).operations(asked(route).URL.Path)
		for status := range object(object(item[strings.ToLower(route.Method)])["responses"]) {
			if status[0] != '2' && !provoked[route.Path+status] && route.Auth != api.Basic {
				t.Errorf("%s: %s was not provoked", route.Path, status)
			}
		}
	}
}

func TestRefusalsAreProblemDocuments(t *testing.T) {
	for _, c := range refusals {
		d := newDesk()
		d.refusal = c.err
		r := request(http.MethodPost, "/api/v1/retrievals/"+retrievalID+"/cancel", "")
		if c.code == "not-found" {
			r = request(http.MethodGet, "/ledger/checkpoint", "")
		}
		reply := ask(t, d, r)
		got := read[problem](t, reply)
		if got.Status != c.status || got.Code != c.code || got.Type != public+"/problems/"+c.code || reply.StatusCode != c.status {
			t.Errorf("%v: %s %+v", c.err, reply.Status, got)
		}
		if got.Instance != "urn:myphoto:request:"+reply.Header.Get("X-Request-Id") {
			t.Errorf("%v: %s is not the request's id", c.err, got.Instance)
		}
		if strings.Contains(got.Detail+got.Title, "[") || strings.Contains(got.Detail, "SECRET") {
			t.Errorf("%v: %q %q", c.err, got.Title, got.Detail)
		}
	}
}

func TestProblemTellsWhenToTryAgain(t *testing.T) {
	for err, want := range map[*photo.Error]string{
		photo.ErrTooManyRequests.WithRetryAfter(1500 * time.Millisecond): "2",
		photo.ErrUnavailable.WithRetryAfter(90 * time.Second):            "90",
		photo.ErrUnavailable:                   "60",
		photo.ErrUnavailable.WithRetryAfter(0): "10",
		photo.ErrMoved:                         "",
	} {
		d := newDesk()
		d.refusal = err
		reply := ask(t, d, request(http.MethodPost, "/api/v1/retrievals/"+retrievalID+"/cancel", ""))
		if got := reply.Header.Get("Retry-After"); got != want {
			t.Errorf("%v: %q, want %q", err, got, want)
		}
	}
}

func TestFieldsOfTheDeskAreNamedToo(t *testing.T) {
	d := newDesk()
	d.refusal = photo.ErrSameRequest
	got := read[problem](t, ask(t, d, request(http.MethodPost, "/api/v1/retrievals", goodBody)))
	if len(got.Errors) != 1 || got.Errors[0].Field != "idempotency_key" || got.Errors[0].Code != "idempotency" {
		t.Errorf("%+v", got)
	}
}

// Whoever reads the record of a request finds its error there, and whoever
// made the request does not.
func TestOurFaultIsRecordedAndNotTold(t *testing.T) {
	for _, d := range []*deskOf{{refusal: errors.New("disk full")}, {broken: true}} {
		door, log := open(t, d)
		w := httptest.NewRecorder()
		door.ServeHTTP(w, request(http.MethodPost, "/api/v1/retrievals", goodBody))
		got := read[problem](t, w.Result())
		if got.Status != 500 || got.Code != "internal" || strings.Contains(w.Body.String(), "disk") {
			t.Errorf("%+v", got)
		}
		id := strings.TrimPrefix(got.Instance, "urn:myphoto:request:")
		if !strings.Contains(log.String(), id) || !d.broken && !strings.Contains(log.String(), "disk full") {
			t.Errorf("%s not in %s", id, log)
		}
	}
}

func TestProblemsSpeakGreekToWhoeverAsks(t *testing.T) {
	for accept, want := range map[string]lang.Language{
		"": lang.English, "el": lang.Greek, "el-GR,el;q=0.9,en;q=0.5": lang.Greek, "en, el;q=0.5": lang.English,
		"de": lang.English, "de, el;q=0.1": lang.Greek, "*": lang.English, ";;q=x": lang.English,
	} {
		r := request(http.MethodGet, "/api/v1/grants/x", "")
		r.Header.Set("Accept-Language", accept)
		reply := ask(t, newDesk(), r)
		got := read[problem](t, reply)
		if got.Title != want.Say("problem.not-authorised.title", nil) || reply.Header.Get("Content-Language") != string(want) {
			t.Errorf("%q: %s", accept, got.Title)
		}
	}
}

// Web shows the problems as pages, with the same words.
func TestEveryProblemHasItsWords(t *testing.T) {
	for _, p := range api.Problems() {
		for _, l := range lang.Languages() {
			if !l.Has(p.TitleKey()) || !l.Has(p.DetailKey()) {
				t.Errorf("%s: no words for %s", l, p.Code)
			}
		}
	}
}

// A fault code without its sentence would say only that some rule is broken.
func TestEveryFieldCodeOfTheDoorHasItsSentence(t *testing.T) {
	for _, code := range []string{
		"address", "afm", "amka", "characters", "content-type", "idempotency", "idempotency-key", "item", "json", "length",
		"member", "missing", "number", "other", "paaypa", "repeated", "subject", "time", "twice", "type",
	} {
		if !lang.Greek.Has("api.field." + code) {
			t.Errorf("%s has none", code)
		}
	}
}

func TestOtherAddressesAndMethodsAreProblems(t *testing.T) {
	for _, c := range []struct{ method, path, code, allow string }{
		{"GET", "/", "not-found", ""},
		{"GET", "/api/v1/people", "not-found", ""},
		{"GET", "/api/v1/retrievals/" + retrievalID + "/passport", "not-found", ""},
		{"GET", "/oauth2/token", "method-not-allowed", "POST"},
		{"PUT", "/api/v1/retrievals", "method-not-allowed", "POST"},
		{"OPTIONS", "/api/v1/retrievals", "method-not-allowed", "POST"},
		{"DELETE", "/ledger/checkpoint", "method-not-allowed", "GET, HEAD"},
	} {
		r := request(c.method, c.path, "")
		r.Header.Set("Origin", "https://elsewhere.example")
		reply := ask(t, newDesk(), r)
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

func TestOpenAddressesAnswerHead(t *testing.T) {
	for _, route := range api.Routes() {
		if route.Auth != api.Open {
			continue
		}
		r := asked(route)
		r.Method = http.MethodHead
		if reply := ask(t, newDesk(), r); reply.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", route.Path, reply.Status)
		}
	}
}

func TestGrantIsLiveUntilItsDateAndTellsNoReason(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*photo.Grant)
		want   string
	}{
		"live":         {func(*photo.Grant) {}, "live"},
		"date passed":  {func(g *photo.Grant) { g.Until = now }, "ended"},
		"used":         {func(g *photo.Grant) { g.State = photo.GrantUsed }, "ended"},
		"revoked":      {func(g *photo.Grant) { g.State = photo.GrantRevoked }, "ended"},
		"without date": {func(g *photo.Grant) { g.Mode, g.Until = photo.UntilFiles, time.Time{} }, "live"},
	} {
		d := newDesk()
		c.change(&d.grant)
		got := read[map[string]any](t, ask(t, d, request(http.MethodGet, "/api/v1/grants/"+grantID, "")))
		if got["status"] != c.want || got["subject"] != nil {
			t.Errorf("%s: %v", name, got)
		}
		if _, there := got["until"]; there != !d.grant.Until.IsZero() {
			t.Errorf("%s: until %v", name, got["until"])
		}
	}
}

func TestProofsAreAskedForWithWholeNumbers(t *testing.T) {
	for query, want := range map[string]int{
		"from=3&to=7": 200, "from=7&to=7": 200, "from=0&to=7": 200,
		"": 400, "from=3": 400, "to=7": 400, "from=7&to=3": 400, "from=-1&to=7": 400, "from=+1&to=7": 400,
		"from=3&to=x": 400, "from=3&to=7&to=8": 400, "from=3&to=7&x=1": 400, "from=3&to=9999999999999999999": 400, "from=3;to=7": 400,
		"from=3&to=0x7": 400, "from=3&to=7_0": 400,
	} {
		d := newDesk()
		if reply := ask(t, d, request(http.MethodGet, "/ledger/consistency?"+query, "")); reply.StatusCode != want || d.calls > 0 != (want == 200) {
			t.Errorf("%q: %s", query, reply.Status)
		}
	}
}

func TestContractIsServedAsItIsWritten(t *testing.T) {
	written, err := os.ReadFile("openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	served, err := io.ReadAll(ask(t, newDesk(), request(http.MethodGet, "/dev/openapi.yaml", "")).Body)
	if err != nil || !bytes.Equal(written, served) {
		t.Errorf("%d bytes, %v", len(served), err)
	}
}
