package httpx_test

import (
	"bytes"
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"myphoto/internal/httpx"
)

// Behind a proxy that the settings do not name, all visitors count as one and are
// throttled together: the operator must learn of it, once and without an address.
func TestForwardingHeadersOfStrangersAreToldOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		header string
		warns  int
	}{"X-Forwarded-For": {"X-Forwarded-For", 1}, "Forwarded": {"Forwarded", 1}, "X-Real-IP": {"X-Real-IP", 1}, "none": {"Accept", 0}} {
		var log bytes.Buffer
		options := httpx.Options{
			Log: slog.New(slog.NewJSONHandler(&log, nil)), Metrics: httpx.NewMetrics(), Now: time.Now, RealNow: time.Now,
			PublicURL: &url.URL{Scheme: "http", Host: "localhost"}, MaxBody: 1, Untrusted: new(sync.Once),
			Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.1/32")},
		}
		ok := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
		doors := []http.Handler{httpx.Wrap(options, ok), httpx.Wrap(options, ok)}
		for _, peer := range []string{"10.0.0.1:1", "192.0.2.7:1", "192.0.2.8:1"} {
			for _, door := range doors {
				r := httptest.NewRequest(http.MethodGet, "/", nil)
				r.RemoteAddr = peer
				r.Header.Set(c.header, "198.51.100.4")
				door.ServeHTTP(httptest.NewRecorder(), r)
			}
		}
		if n := strings.Count(log.String(), "MYPHOTO_TRUSTED_PROXIES"); n != c.warns {
			t.Errorf("%s: told %d times", name, n)
		}
		if strings.Contains(log.String(), "192.0.2.") || strings.Contains(log.String(), "198.51.") {
			t.Errorf("%s: the log has an address: %s", name, log.String())
		}
	}
}

// safeBuffer is written by the server and read by the test.
type safeBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// net/http names the client whose TLS handshake failed; no log of ours has an
// address.
func TestFailedHandshakeIsLoggedWithoutItsAddress(t *testing.T) {
	t.Parallel()
	for _, listen := range []string{"127.0.0.1:0", "[::1]:0"} {
		var log safeBuffer
		plain, err := net.Listen("tcp", listen)
		if err != nil {
			t.Fatal(err)
		}
		pair := httptest.NewUnstartedServer(nil)
		pair.StartTLS()
		server := httpx.NewServer(http.NotFoundHandler(), slog.New(slog.NewJSONHandler(&log, nil)))
		ended := make(chan error, 1)
		go func() { ended <- server.Serve(tls.NewListener(plain, pair.TLS)) }()
		conn, err := net.Dial("tcp", plain.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Write([]byte("GET / HTTP/1.0\r\n\r\n")); err != nil {
			t.Fatal(err)
		}
		_, _ = conn.Read(make([]byte, 1)) // until the server refuses
		own := conn.LocalAddr().(*net.TCPAddr)
		for deadline := time.Now().Add(10 * time.Second); log.String() == "" && time.Now().Before(deadline); {
			time.Sleep(time.Millisecond)
		}
		if text := log.String(); !strings.Contains(text, "handshake") || strings.Contains(text, own.IP.String()) || strings.Contains(text, ":"+own.AddrPort().String()) {
			t.Errorf("%s: %s", listen, text)
		}
		pair.Close()
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		<-ended
	}
}
