package httpx_test

import (
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"myphoto/internal/httpx"
)

// pipes is a listener in memory, for tests with a fake clock.
type pipes struct {
	come   chan net.Conn
	closed chan struct{}
}

func (p pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.come:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p pipes) Close() error   { close(p.closed); return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

// arrival is what a handler saw of a body.
type arrival struct {
	bytes   int
	took    time.Duration
	err     error
	patient bool // the visitor was still there 90 seconds later
}

// receive sends a body in pieces of equal size, one every second, to a server
// with the common middleware.
func receive(t *testing.T, pieces, each int) (seen arrival) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		arrived := make(chan arrival, 1)
		o := httpx.Options{
			Log: slog.New(slog.DiscardHandler), Metrics: httpx.NewMetrics(), Now: time.Now, RealNow: time.Now, PublicURL: address(t, "http://x"), MaxBody: 100 << 20,
		}
		server := httpx.NewServer(httpx.Wrap(o, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			began := time.Now()
			got, err := io.ReadAll(r.Body)
			a := arrival{bytes: len(got), took: time.Since(began), err: err}
			if err == nil {
				select {
				case <-r.Context().Done():
				case <-time.After(90 * time.Second):
					a.patient = true
				}
			}
			arrived <- a
		})), o.Log)
		listener := pipes{make(chan net.Conn), make(chan struct{})}
		go func() { _ = server.Serve(listener) }()
		here, there := net.Pipe()
		listener.come <- there
		go func() { _, _ = io.Copy(io.Discard, here) }()
		_, err := io.WriteString(here, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: "+strconv.Itoa(pieces*each)+"\r\n\r\n")
		for range pieces {
			if err != nil {
				break
			}
			_, err = here.Write(make([]byte, each))
			<-time.After(time.Second)
		}
		seen = <-arrived
		_ = here.Close()
		_ = server.Close()
	})
	return seen
}

// A body holds memory from its first byte to its last. One photographer with
// four connections of a byte a second would keep all studios from uploading.
func TestTricklingBodyIsCutOff(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pieces, each int
		min, max     time.Duration
	}{
		"a byte a second":  {1000, 1, 10 * time.Second, 11 * time.Second},
		"half of the rate": {1000, 8 << 10, 18 * time.Second, 21 * time.Second},
		"without end":      {1000, 20 << 10, 100 * time.Second, 2 * time.Minute},
	} {
		if a := receive(t, c.pieces, c.each); !errors.Is(a.err, os.ErrDeadlineExceeded) || a.took < c.min || a.took > c.max {
			t.Errorf("%s: %d bytes in %v, %v", name, a.bytes, a.took, a.err)
		}
	}
}

func TestSlowBodyThatKeepsArrivingIsTaken(t *testing.T) {
	t.Parallel()
	if a := receive(t, 60, 20<<10); a.err != nil || a.bytes != 60*20<<10 || a.took < 50*time.Second {
		t.Errorf("%d bytes in %v, %v", a.bytes, a.took, a.err)
	}
}

// The pictures of a body that has arrived are read while the visitor waits, and
// the deadline of the body must not look like the visitor leaving.
func TestVisitorIsStillThereAfterTheBody(t *testing.T) {
	t.Parallel()
	if a := receive(t, 1, 20<<10); a.err != nil || !a.patient {
		t.Errorf("%d bytes, %v, still there %t", a.bytes, a.err, a.patient)
	}
}
