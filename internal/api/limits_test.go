package api_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"

	"myphoto/internal/photo"
)

// atOnce is what openapi.yaml promises.
const atOnce = 64

// One application that runs away must not take the whole machine, and the
// others must not notice it.
func TestApplicationWithTooManyRequestsUnderWayIsTurnedAway(t *testing.T) {
	loaded(t) // reads the contract with the help of another program
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		d.held = make(chan struct{})
		door, _ := open(t, d)
		grant := func() *http.Request { return request(http.MethodGet, "/api/v1/grants/"+grantID, "") }
		var running sync.WaitGroup
		for range atOnce {
			running.Go(func() {
				w := httptest.NewRecorder()
				if door.ServeHTTP(w, grant()); w.Code != http.StatusOK {
					t.Errorf("a request with a seat: %d", w.Code)
				}
			})
		}
		synctest.Wait()
		reply := askAt(t, door, grant()) // waits for a seat first
		got := read[problem](t, reply)
		if got.Code != "too-many-requests" || reply.StatusCode != 429 || reply.Header.Get("Retry-After") != "1" || d.away != 1 {
			t.Errorf("%s %+v, recorded %d times", reply.Status, got, d.away)
		}
		if reply := askAt(t, door, tokenRequest("driving-licences", goodSecret, goodForm)); reply.StatusCode != http.StatusOK {
			t.Errorf("its token: %s", reply.Status)
		}
		other := grant()
		other.Header.Set("Authorization", "Bearer "+otherToken)
		running.Go(func() {
			w := httptest.NewRecorder()
			if door.ServeHTTP(w, other); w.Code != http.StatusOK {
				t.Errorf("another application: %d", w.Code)
			}
		})
		running.Go(func() { // one more waits, and gets the seat that becomes free
			w := httptest.NewRecorder()
			if door.ServeHTTP(w, grant()); w.Code != http.StatusOK {
				t.Errorf("a request that waited: %d", w.Code)
			}
		})
		synctest.Wait()
		close(d.held)
		running.Wait()
	})
}

// A seat that is not given back would lock an application out for good.
func TestSeatsAreGivenBackAlsoAfterFaults(t *testing.T) {
	for name, d := range map[string]*deskOf{"refused": {refusal: photo.ErrNotAuthorised}, "broken": {broken: true}} {
		door, _ := open(t, d)
		for range 2 * atOnce {
			w := httptest.NewRecorder()
			if door.ServeHTTP(w, request(http.MethodGet, "/api/v1/grants/"+grantID, "")); w.Code == http.StatusTooManyRequests {
				t.Fatalf("%s: the seats are gone", name)
			}
		}
	}
}

// Whoever guesses a secret is stopped where he is; the application itself,
// elsewhere, notices nothing.
func TestWrongSecretsStopTheirAddressAndNotTheApplication(t *testing.T) {
	door, _ := open(t, newDesk())
	token := func(from, client, secret string) int {
		r := tokenRequest(client, secret, goodForm)
		r.RemoteAddr = from + ":4711"
		reply := askAt(t, door, r)
		if reply.StatusCode == http.StatusTooManyRequests && (reply.Header.Get("Retry-After") != "6" ||
			read[struct{ Error string }](t, reply).Error != "temporarily_unavailable") {
			t.Errorf("turned away with %v", reply.Header)
		}
		return reply.StatusCode
	}
	tries := 0
	for token("192.0.2.66", "driving-licences", "x") == http.StatusUnauthorized && tries < 100 {
		tries++
	}
	if tries != 20 {
		t.Errorf("%d tries", tries)
	}
	for _, c := range []struct {
		from, client, secret string
		want                 int
	}{
		{"192.0.2.66", "driving-licences", goodSecret, 429}, // or guessing would go on, with the right one for an answer
		{"192.0.2.66", "identity-cards", "x", 401},
		{"192.0.2.1", "driving-licences", goodSecret, 200},
		{"192.0.2.1", "driving-licences", "x", 401},
	} {
		if got := token(c.from, c.client, c.secret); got != c.want {
			t.Errorf("%s from %s: %d, want %d", c.client, c.from, got, c.want)
		}
	}
}

// Each token is a row and a record: a client that asks for one before every
// request is slowed down, and its mistakes do not count twice.
func TestTokensOfOneClientAreCountedWhereverItIs(t *testing.T) {
	d := newDesk()
	door, _ := open(t, d)
	given := 0
	for ; given < 2000; given++ {
		w := httptest.NewRecorder()
		r := tokenRequest("driving-licences", goodSecret, goodForm)
		r.RemoteAddr = []string{"192.0.2.1:1", "192.0.2.2:1"}[given%2]
		if door.ServeHTTP(w, r); w.Code == http.StatusTooManyRequests {
			break
		}
	}
	if given != 600 || d.calls != given {
		t.Errorf("%d tokens, asked for %d", given, d.calls)
	}
	if reply := askAt(t, door, request(http.MethodGet, "/api/v1/grants/"+grantID, "")); reply.StatusCode != http.StatusOK {
		t.Errorf("with the token it has: %s", reply.Status)
	}
}
