package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"myphoto/internal/api"
	"myphoto/internal/httpx"
	"myphoto/internal/photo"
	"myphoto/internal/service/servicetest"
)

const (
	clientID   = "driving-licences"
	goodSecret = "demo:driving+licences/%ü"
	public     = "https://myphoto.example"

	// Ids of the right form that nobody has.
	unknownRetrieval = "ret_k5xw2n7qjz3m4c6v2b7d5f3h2a"
	unknownGrant     = "grn_a2b3c4d5e6f7g2h3i4j5k6l7m2"
)

// site is the API over the service on real parts.
type site struct {
	*servicetest.House

	handler http.Handler
	log     *bytes.Buffer // of the requests
	token   string        // of the application driving-licences

	maria photo.Citizen
	grant photo.GrantID // of maria, whose pictures are linked; empty after open
}

// open returns a site with one signed-in application and no citizens.
func open(tb testing.TB) *site {
	tb.Helper()
	s := &site{House: servicetest.Open(tb), log: &bytes.Buffer{}}
	s.Clock.Move(987654321) // between two seconds, which must not show
	servicetest.Must(tb, s.Admin.AddSecret(tb.Context(), clientID, goodSecret))
	s.token = s.newToken(tb, clientID, goodSecret)
	metrics := httpx.NewMetrics()
	s.handler = s.wrap(tb, metrics, api.New(api.Config{
		Service: s.Application, PublicURL: public + "/", Now: s.Clock.Now, Metrics: metrics,
	}))
	return s
}

// linked returns a site where maria has linked her pictures and authorised the
// application until she deletes them.
func linked(tb testing.TB) *site {
	tb.Helper()
	s := open(tb)
	s.maria = s.AsCitizen("maria")
	s.Linked(s.AsPhotographer("nikos"), s.maria, servicetest.Mobile("maria"))
	s.grant = s.authorise(tb, photo.UntilFiles)
	return s
}

// authorise replaces maria's grant with one of another mode.
func (s *site) authorise(tb testing.TB, mode photo.GrantMode) photo.GrantID {
	tb.Helper()
	if s.grant != "" {
		_ = s.Consent.Revoke(tb.Context(), s.maria, s.grant) // it may have ended
	}
	form := photo.Consent{
		Purpose: "driving-licence-renewal",
		Items:   []photo.Item{photo.ItemPhoto, photo.ItemSignature}, Mode: mode, Given: true,
	}
	if mode == photo.UntilDate {
		form.Until = s.Clock.Now().AddDate(0, 0, 7).Format(time.DateOnly)
	}
	id, err := s.Consent.Grant(tb.Context(), s.maria, clientID, form)
	servicetest.Must(tb, err)
	s.grant = id
	return id
}

func (s *site) newToken(tb testing.TB, client, secret string) string {
	tb.Helper()
	token, _, err := s.Application.Token(tb.Context(), client, secret)
	servicetest.Must(tb, err)
	return token
}

// wrap puts next behind the common middleware, with the log of the site.
func (s *site) wrap(tb testing.TB, metrics *httpx.Metrics, next http.Handler) http.Handler {
	tb.Helper()
	address, err := url.Parse(public)
	servicetest.Must(tb, err)
	return httpx.Wrap(httpx.Options{
		Log: slog.New(slog.NewJSONHandler(s.log, nil)), Metrics: metrics, Now: s.Clock.Now, RealNow: time.Now,
		PublicURL: address, MaxBody: 1 << 20, OnPanic: api.InternalError(public),
	}, next)
}

// request returns a request with the token of the application; a body is sent
// as JSON.
func (s *site) request(method, target, body string) *http.Request {
	r := httptest.NewRequest(method, public+target, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+s.token)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

// ask sends the request to the API and compares the response with the contract:
// every test that asks is a test of openapi.yaml.
func (s *site) ask(t *testing.T, r *http.Request) *http.Response {
	t.Helper()
	return askAt(t, s.handler, r)
}

func askAt(t *testing.T, handler http.Handler, r *http.Request) *http.Response {
	t.Helper()
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	reply := w.Result()
	for _, fault := range loaded(t).replyFaults(r, reply, w.Body.Bytes()) {
		t.Errorf("%s %s → %d: %s", r.Method, r.URL.Path, reply.StatusCode, fault)
	}
	return reply
}

// answer returns a handler behind the common middleware, without a service.
func answer(t *testing.T, next http.Handler) http.Handler {
	t.Helper()
	s := &site{House: &servicetest.House{Clock: &servicetest.Clock{}}, log: &bytes.Buffer{}}
	return s.wrap(t, httpx.NewMetrics(), next)
}

// retrieve makes a retrieval and returns its id.
func (s *site) retrieve(t *testing.T) string {
	t.Helper()
	reply := s.ask(t, s.request(http.MethodPost, "/api/v1/retrievals", goodBody))
	if reply.StatusCode != http.StatusCreated {
		t.Fatal(reply.Status)
	}
	return read[struct{ ID string }](t, reply).ID
}

// events returns how many acts and refusals are recorded.
func (s *site) events(t *testing.T) int {
	t.Helper()
	return s.Count(t, "events")
}

type fieldError struct{ Field, Code, Detail string }

type problem struct {
	Type, Title, Detail, Instance, Code string
	Status                              int
	Errors                              []fieldError
}

func read[T any](t *testing.T, reply *http.Response) T {
	t.Helper()
	var v T
	raw, err := io.ReadAll(reply.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	return v
}
