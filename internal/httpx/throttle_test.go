package httpx_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
)

// crowded returns a server with a throttle whose clock stands still, and a
// function that sends one request.
func crowded(t *testing.T) (wrapped, func(peer, forwarded string) int) {
	t.Helper()
	stands := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	metrics := httpx.NewMetrics()
	throttle := httpx.NewThrottle("login", metrics, func() time.Time { return stands })
	mux := http.NewServeMux()
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
		if refusal, ok := httpx.Refusal(throttle.Allow(r.Context())); ok {
			httpx.SetRetryAfter(w.Header(), refusal.RetryAfter)
			w.WriteHeader(httpx.Status(refusal.Kind))
		}
	})
	d := open(t, mux)
	d.metrics = metrics
	return d, func(peer, forwarded string) int {
		r := httptest.NewRequest(http.MethodGet, "/login", nil)
		r.RemoteAddr = netip.AddrPortFrom(netip.MustParseAddr(peer), 4711).String()
		if forwarded != "" {
			r.Header.Set("X-Forwarded-For", forwarded)
		}
		return ask(d, r).Code
	}
}

// A limit by something that a client can choose limits nobody: a forged header
// or another address of the same IPv6 subscriber must not help.
func TestVisitorsAreCountedByTheirRealAddress(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ peer, forwarded, sameAs, sameForwarded, other, otherForwarded string }{
		"IPv4":         {peer: "192.0.2.1", sameAs: "192.0.2.1", other: "192.0.2.2"},
		"IPv4 mapped":  {peer: "192.0.2.1", sameAs: "::ffff:192.0.2.1", other: "::ffff:192.0.2.2"},
		"IPv6":         {peer: "2001:db8:0:1::1", sameAs: "2001:db8:0:1:ffff::2", other: "2001:db8:0:2::1"},
		"forged":       {peer: "192.0.2.1", sameAs: "192.0.2.1", sameForwarded: "198.51.100.7", other: "192.0.2.2"},
		"behind proxy": {"10.0.0.1", "192.0.2.1", "10.0.0.2", "1.2.3.4, 192.0.2.1", "10.0.0.1", "192.0.2.2"},
	} {
		_, knock := crowded(t)
		allowed := 0
		for knock(c.peer, c.forwarded) == http.StatusOK {
			allowed++
		}
		if allowed < 200 || allowed > 1000 {
			t.Errorf("%s: %d knocks at once", name, allowed)
		}
		if status := knock(c.sameAs, c.sameForwarded); status != http.StatusTooManyRequests {
			t.Errorf("%s: the same caller in another way got %d", name, status)
		}
		if status := knock(c.other, c.otherForwarded); status != http.StatusOK {
			t.Errorf("%s: another caller got %d", name, status)
		}
	}
}

// The networks of one site are more than a limiter remembers.
func TestSiteHasNoMoreThanFourNetworks(t *testing.T) {
	t.Parallel()
	_, knock := crowded(t)
	allowed := 0
	for n := range 20_000 {
		if knock(fmt.Sprintf("2001:db8:0:%x::1", n), "") == http.StatusOK {
			allowed++
		}
	}
	if allowed > 1000 {
		t.Errorf("%d knocks at once from one site", allowed)
	}
	if status := knock("2001:db8:1::1", ""); status != http.StatusOK {
		t.Errorf("another site: %d", status)
	}
}

func TestThrottledVisitorsLearnWhenAndAreCounted(t *testing.T) {
	t.Parallel()
	d, knock := crowded(t)
	for knock("192.0.2.1", "") == http.StatusOK {
	}
	r := httptest.NewRequest(http.MethodGet, "/login", nil)
	r.RemoteAddr = "192.0.2.1:4711"
	if w := ask(d, r); w.Header().Get("Retry-After") != "1" {
		t.Errorf("Retry-After %q", w.Header().Get("Retry-After"))
	}
	measures := ask(httpx.Admin(d.metrics, func(context.Context) error { return nil }), httptest.NewRequest(http.MethodGet, "/metrics", nil)).Body.String()
	if !strings.Contains(measures, `myphoto_turned_away_total{door="login"} 2`) {
		t.Error("those turned away are not counted by their door")
	}
}

func TestRefusalHasTheSecondsRoundedUp(t *testing.T) {
	t.Parallel()
	for wait, want := range map[time.Duration]int{time.Millisecond: 1, time.Second: 1, 1500 * time.Millisecond: 2} {
		e := photo.TooManyRequests(wait)
		if e.Args["s"] != want || e.RetryAfter != time.Duration(want)*time.Second || httpx.Status(e.Kind) != http.StatusTooManyRequests {
			t.Errorf("%v: %v, try again after %v, status %d", wait, e.Args, e.RetryAfter, httpx.Status(e.Kind))
		}
	}
}
