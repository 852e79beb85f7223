package httpx_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"myphoto/internal/httpx"
)

// Limits per address would be worthless if a client could choose its own.
func TestForgedForwardingIsIgnored(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, peer string
		forwarded  []string
		want       string
	}{
		{"direct", "203.0.113.9:1000", nil, "203.0.113.9"},
		{"direct with a forged header", "203.0.113.9:1000", []string{"198.51.100.1"}, "203.0.113.9"},
		{"through a proxy", "10.0.0.1:1000", []string{"203.0.113.9"}, "203.0.113.9"},
		{"forged in front of the proxy's entry", "10.0.0.1:1000", []string{"198.51.100.1, 203.0.113.9"}, "203.0.113.9"},
		{"forged in a header of its own", "10.0.0.1:1000", []string{"198.51.100.1", "203.0.113.9"}, "203.0.113.9"},
		{"forged to look like a proxy", "10.0.0.1:1000", []string{"10.9.9.9, 203.0.113.9"}, "203.0.113.9"},
		{"two proxies", "10.0.0.1:1000", []string{"203.0.113.9, 10.0.0.2"}, "203.0.113.9"},
		{"a proxy without a header", "10.0.0.1:1000", nil, "10.0.0.1"},
		{"nonsense", "10.0.0.1:1000", []string{"203.0.113.9, unknown"}, "10.0.0.1"},
		{"mapped address", "[::ffff:10.0.0.1]:1000", []string{"::ffff:203.0.113.9"}, "203.0.113.9"},
		{"IPv6", "[fd00::1]:1000", []string{"2001:db8::7"}, "2001:db8::7"},
		{"more hops than there can be", "10.0.0.1:1000", []string{"198.51.100.1" + strings.Repeat(", 10.0.0.2", 100)}, "10.0.0.2"},
		{"no address at all", "@", []string{"203.0.113.9"}, "invalid IP"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got httpx.Caller
			mux := http.NewServeMux()
			mux.HandleFunc("/", func(_ http.ResponseWriter, r *http.Request) { got = httpx.CallerOf(r.Context()) })
			r := httptest.NewRequest("GET", "/", nil)
			r.RemoteAddr = c.peer
			r.Header["X-Forwarded-For"] = c.forwarded
			r.Header.Set("X-Real-Ip", "198.51.100.2")
			r.Header.Set("Forwarded", "for=198.51.100.3")
			r.Header.Set("X-Request-Id", "forged")
			ask(open(t, mux), r)
			if got.Addr.String() != c.want {
				t.Errorf("got %s, want %s", got.Addr, c.want)
			}
			if got.RequestID == "forged" || got.RequestID == "" {
				t.Errorf("request id %q", got.RequestID)
			}
		})
	}
}

// FuzzForwarding checks that the address that our own proxy saw is the
// client's, whatever the client writes in front.
func FuzzForwarding(f *testing.F) {
	f.Add("198.51.100.1")
	f.Add("10.0.0.1, ::1%eth0,")
	f.Add("\x00,,, for=\"[::1]\"")
	f.Fuzz(func(t *testing.T, forged string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = "10.0.0.1:1000"
		r.Header["X-Forwarded-For"] = []string{forged, "203.0.113.9"}
		var got netip.Addr
		mux := http.NewServeMux()
		mux.HandleFunc("/", func(_ http.ResponseWriter, r *http.Request) { got = httpx.CallerOf(r.Context()).Addr })
		ask(open(t, mux), r)
		if got != netip.MustParseAddr("203.0.113.9") {
			t.Errorf("%q made the client %s", forged, got)
		}
	})
}
