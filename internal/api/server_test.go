package api_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"myphoto/internal/api"
	"myphoto/internal/httpx"
	"myphoto/internal/photo"
	"myphoto/internal/service"
)

const (
	goodToken   = "QK6M2V7ZC3XN5W4TLJ2RYB4HDA"
	otherToken  = "AD4HBYR2JLT4W5NX3CZ7V2M6KQ" // of another application
	goodSecret  = "demo:driving+licences/%ü"
	retrievalID = "ret_k5xw2n7qjz3m4c6v2b7d5f3h2a"
	grantID     = "grn_a2b3c4d5e6f7g2h3i4j5k6l7m2"
	public      = "https://myphoto.example"
)

// The desk of the house fits the door.
var _ = api.Config{Service: &service.Applications{}}

// now lies between two seconds, which must not show.
var now = time.Date(2026, 11, 21, 12, 42, 1, 987654321, photo.Athens())

// deskOf is a desk with one application and one citizen who has authorised it.
type deskOf struct {
	refusal error         // what every act after recognition answers, when set
	broken  bool          // panics instead
	held    chan struct{} // asking for a grant waits until it is closed, when set
	file    []byte
	grant   photo.Grant

	mu    sync.Mutex // guards shown
	asked service.RetrievalRequest
	key   string
	calls int
	away  int
	sent  int
	lost  int
	back  int
	shown []string // tokens that reached the desk
}

func (d *deskOf) act() error {
	d.calls++
	if d.broken {
		panic("the desk broke")
	}
	return d.refusal
}

func (d *deskOf) Token(_ context.Context, client, secret string) (string, time.Duration, error) {
	if err := d.act(); err != nil {
		return "", 0, err
	}
	if client != "driving-licences" || secret != goodSecret {
		return "", 0, photo.ErrUnauthenticated
	}
	return goodToken, 10 * time.Minute, nil
}

func (d *deskOf) Recognise(_ context.Context, bearer string) (photo.Application, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.shown = append(d.shown, bearer)
	if bearer == otherToken {
		return photo.Application{ID: "academic-id"}, nil
	}
	if bearer != goodToken {
		return photo.Application{}, photo.ErrUnauthenticated
	}
	return photo.Application{ID: "driving-licences"}, nil
}

func (d *deskOf) Retrieve(_ context.Context, _ photo.Application, r service.RetrievalRequest) (service.RetrievalReply, error) {
	d.asked = r
	items := []service.RetrievedItem{}
	for _, item := range r.Items {
		items = append(items, service.RetrievedItem{
			Item: item, MediaType: "image/jpeg", Width: 800, Height: 1200, Bytes: 412345, SHA256: strings.Repeat("0a", 32),
		})
	}
	return service.RetrievalReply{
		ID: retrievalID, Grant: grantID, Items: items, Receipt: "eyJh.eyJp.c2ln",
		RetrievedAt: now, UploadedAt: now, AssociatedAt: now, ExpiresAt: now,
	}, d.act()
}

func (d *deskOf) Bytes(context.Context, photo.Application, photo.RetrievalID, photo.Item) (service.RetrievedBytes, error) {
	return service.RetrievedBytes{
		MediaType: "image/jpeg", Bytes: d.file, SHA256: sha256.Sum256(d.file),
		Sent: func(ctx context.Context) error {
			if ctx.Err() == nil {
				d.sent++
			}
			return ctx.Err()
		},
		Broken: func(ctx context.Context) error {
			if ctx.Err() == nil {
				d.lost++
			}
			return ctx.Err()
		},
		Back: func() { d.back++ },
	}, d.act()
}

func (d *deskOf) Cancel(_ context.Context, _ photo.Application, _ photo.RetrievalID, key string) (bool, error) {
	d.key = key
	return true, d.act()
}

func (d *deskOf) Grant(context.Context, photo.Application, photo.GrantID) (photo.Grant, error) {
	if d.held != nil {
		<-d.held
		return d.grant, nil
	}
	return d.grant, d.act()
}

func (d *deskOf) TurnAway(context.Context, photo.Application) error {
	d.away++
	return photo.TooManyRequests(time.Second)
}

func (d *deskOf) Keys(context.Context) ([]byte, error) {
	return []byte(`{"keys":[{"kty":"OKP","kid":"k1","use":"sig","alg":"EdDSA","crv":"Ed25519","x":"AAAA"}]}`), d.act()
}

func (d *deskOf) Checkpoint(context.Context) ([]byte, error) {
	return []byte("myphoto.example/ledger\n7\nAAAA\n\n— myphoto.example/ledger AAAA\n"), d.act()
}

func (d *deskOf) Consistency(_ context.Context, from, to int64) ([]byte, error) {
	proof, err := json.Marshal(map[string]any{"from": from, "to": to, "hashes": []string{strings.Repeat("A", 43) + "="}})
	if err != nil {
		return nil, err
	}
	return proof, d.act()
}

func newDesk() *deskOf {
	return &deskOf{file: []byte("\xff\xd8 a picture \xff\xd9"), grant: photo.Grant{
		ID: grantID, Items: []photo.Item{photo.ItemPhoto}, Purpose: "driving-licence-renewal", Mode: photo.UntilDate,
		State: photo.GrantLive, Until: photo.EndOfDay(now), Subject: "sub_secret",
	}}
}

// open gives the door with its manners, and what it logs.
func open(t *testing.T, d *deskOf) (http.Handler, *bytes.Buffer) {
	t.Helper()
	address, err := url.Parse(public)
	if err != nil {
		t.Fatal(err)
	}
	log := &bytes.Buffer{}
	clock, metrics := func() time.Time { return now }, httpx.NewMetrics()
	return httpx.Wrap(httpx.Options{
		Log: slog.New(slog.NewJSONHandler(log, nil)), Metrics: metrics, Now: clock, RealNow: time.Now,
		PublicURL: address, MaxBody: 1 << 20, OnPanic: api.InternalError(public),
	}, api.New(api.Config{Service: d, PublicURL: public + "/", Now: clock, Metrics: metrics})), log
}

// request makes a request that shows the good token; a body is sent as JSON.
func request(method, target, body string) *http.Request {
	r := httptest.NewRequest(method, public+target, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+goodToken)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

// ask sends the request through the whole door and holds the reply against the
// contract: every test that asks is a test of openapi.yaml.
func ask(t *testing.T, d *deskOf, r *http.Request) *http.Response {
	t.Helper()
	door, _ := open(t, d)
	return askAt(t, door, r)
}

// askAt is ask at a door that is open already and may have counted callers.
func askAt(t *testing.T, door http.Handler, r *http.Request) *http.Response {
	t.Helper()
	w := httptest.NewRecorder()
	door.ServeHTTP(w, r)
	reply := w.Result()
	for _, fault := range loaded(t).replyFaults(r, reply, w.Body.Bytes()) {
		t.Errorf("%s %s → %d: %s", r.Method, r.URL.Path, reply.StatusCode, fault)
	}
	return reply
}

type fieldFault struct{ Field, Code, Detail string }

type problem struct {
	Type, Title, Detail, Instance, Code string
	Status                              int
	Errors                              []fieldFault
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
