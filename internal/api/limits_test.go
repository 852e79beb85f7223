package api_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// maxConcurrent is what openapi.yaml promises.
const maxConcurrent = 64

// held is a body that reports its first read and then waits.
type held struct {
	begun   chan<- struct{}
	release <-chan struct{}
}

func (h held) Read([]byte) (int, error) {
	h.begun <- struct{}{}
	<-h.release
	return 0, io.EOF
}

// One application that runs away must not take the whole machine, and others
// must not notice it.
func TestApplicationWithTooManyRequestsIsThrottled(t *testing.T) {
	t.Parallel()
	s := open(t)
	begun, release := make(chan struct{}), make(chan struct{})
	var running sync.WaitGroup
	start := func() { // a request that has a slot reads its body, which is empty
		r := s.request(http.MethodPost, "/api/v1/retrievals", goodBody)
		r.Body, r.ContentLength = io.NopCloser(held{begun, release}), -1
		running.Go(func() {
			w := httptest.NewRecorder()
			if s.handler.ServeHTTP(w, r); w.Code != http.StatusBadRequest {
				t.Errorf("a request with a slot: %d", w.Code)
			}
		})
	}
	for range maxConcurrent {
		start()
	}
	for range maxConcurrent {
		<-begun
	}
	before := s.events(t)
	grant := func() *http.Request { return s.request(http.MethodGet, "/api/v1/grants/"+unknownGrant, "") }
	reply := s.ask(t, grant()) // waits for a slot first
	got := read[problem](t, reply)
	if got.Code != "too-many-requests" || reply.StatusCode != 429 || reply.Header.Get("Retry-After") != "1" || s.events(t) != before+1 {
		t.Errorf("%s %+v, recorded %d times", reply.Status, got, s.events(t)-before)
	}
	if reply := s.ask(t, tokenRequest(clientID, goodSecret, goodForm)); reply.StatusCode != http.StatusOK {
		t.Errorf("its token: %s", reply.Status)
	}
	other := grant()
	other.Header.Set("Authorization", "Bearer "+s.newToken(t, "academic-id", "demo-academic-id"))
	if reply := s.ask(t, other); reply.StatusCode != http.StatusNotFound {
		t.Errorf("another application: %s", reply.Status)
	}
	start() // one more waits, and gets the slot that becomes free
	release <- struct{}{}
	<-begun
	close(release)
	running.Wait()
}

// A slot that is not released would lock an application out for good.
func TestSlotsAreReleasedAlsoAfterFaults(t *testing.T) {
	t.Parallel()
	s := open(t)
	for name, r := range map[string]func() *http.Request{
		"refused": func() *http.Request { return s.request(http.MethodGet, "/api/v1/grants/x", "") },
		"panic": func() *http.Request {
			r := s.request(http.MethodPost, "/api/v1/retrievals", goodBody)
			r.Body = io.NopCloser(broken{})
			return r
		},
	} {
		for range 2 * maxConcurrent {
			w := httptest.NewRecorder()
			if s.handler.ServeHTTP(w, r()); w.Code == http.StatusTooManyRequests {
				t.Fatalf("%s: all slots are taken", name)
			}
		}
	}
}

// Whoever guesses a secret is stopped at that address; the application itself,
// elsewhere, does not notice.
func TestWrongSecretsStopTheirAddressAndNotTheClient(t *testing.T) {
	t.Parallel()
	s := open(t)
	token := func(from, client, secret string) int {
		r := tokenRequest(client, secret, goodForm)
		r.RemoteAddr = from + ":4711"
		reply := s.ask(t, r)
		if reply.StatusCode == http.StatusTooManyRequests && (reply.Header.Get("Retry-After") != "6" ||
			read[struct{ Error string }](t, reply).Error != "temporarily_unavailable") {
			t.Errorf("throttled with %v", reply.Header)
		}
		return reply.StatusCode
	}
	tries := 0
	for token("192.0.2.66", clientID, "x") == http.StatusUnauthorized && tries < 100 {
		tries++
	}
	if tries != 20 {
		t.Errorf("%d tries", tries)
	}
	for _, c := range []struct {
		from, client, secret string
		want                 int
	}{
		{"192.0.2.66", clientID, goodSecret, 429}, // otherwise guessing would go on and learn the right one
		{"192.0.2.66", "identity-cards", "x", 401},
		{"192.0.2.1", clientID, goodSecret, 200},
		{"192.0.2.1", clientID, "x", 401},
	} {
		if got := token(c.from, c.client, c.secret); got != c.want {
			t.Errorf("%s from %s: %d, want %d", c.client, c.from, got, c.want)
		}
	}
}

// Each token is a row and a record: a client that requests one before every
// request is slowed down, wherever it is.
func TestTokensOfOneClientAreCountedEverywhere(t *testing.T) {
	t.Parallel()
	s := open(t)
	before := s.events(t)
	issued := 0
	for ; issued < 2000; issued++ {
		w := httptest.NewRecorder()
		r := tokenRequest(clientID, goodSecret, goodForm)
		r.RemoteAddr = []string{"192.0.2.1:1", "192.0.2.2:1"}[issued%2]
		if s.handler.ServeHTTP(w, r); w.Code == http.StatusTooManyRequests {
			break
		}
	}
	if issued != 600 || s.events(t)-before != issued {
		t.Errorf("%d tokens, %d recorded", issued, s.events(t)-before)
	}
	if reply := s.ask(t, s.request(http.MethodGet, "/api/v1/grants/x", "")); reply.StatusCode != http.StatusNotFound {
		t.Errorf("with the token it has: %s", reply.Status)
	}
}
