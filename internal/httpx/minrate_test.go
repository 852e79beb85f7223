package httpx_test

import (
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
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
		here := serve(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
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
		}))
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
	})
	return seen
}

// serve returns a connection to a server with the common middleware.
func serve(t *testing.T, handler http.Handler) net.Conn {
	t.Helper()
	o := httpx.Options{
		Log: slog.New(slog.DiscardHandler), Metrics: httpx.NewMetrics(), Now: time.Now, RealNow: time.Now, PublicURL: address(t, "http://x"), MaxBody: 100 << 20,
	}
	server := httpx.NewServer(httpx.Wrap(o, handler), o.Log)
	listener := pipes{make(chan net.Conn), make(chan struct{})}
	go func() { _ = server.Serve(listener) }()
	here, there := net.Pipe()
	listener.come <- there
	t.Cleanup(func() { _ = here.Close(); _ = server.Close() })
	return here
}

// A body holds a place from its first byte to its last. Each cut says its cause.
func TestTricklingBodyIsCutOff(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pieces, each int
		min, max     time.Duration
		cause        error
	}{
		"a byte a second":  {1000, 1, 30 * time.Second, 31 * time.Second, httpx.ErrTooSlow},
		"half of the rate": {1000, 4 << 10, 58 * time.Second, 62 * time.Second, httpx.ErrTooSlow},
		"without end":      {1000, 20 << 10, 14 * time.Minute, 16 * time.Minute, httpx.ErrTooLong},
	} {
		if a := receive(t, c.pieces, c.each); !errors.Is(a.err, os.ErrDeadlineExceeded) || !errors.Is(a.err, c.cause) || a.took < c.min || a.took > c.max {
			t.Errorf("%s: %d bytes in %v, %v", name, a.bytes, a.took, a.err)
		}
	}
}

// Two megabytes at 24 KB/s and nine at 512 kbit/s are the lines of real shops.
func TestSlowBodyThatKeepsArrivingIsTaken(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ pieces, each int }{
		"24 KB/s":    {115, 24_000},
		"512 kbit/s": {141, 64_000},
		"8 KB/s":     {880, 8 << 10},
	} {
		if a := receive(t, c.pieces, c.each); a.err != nil || a.bytes != c.pieces*c.each || a.took < 100*time.Second {
			t.Errorf("%s: %d bytes in %v, %v", name, a.bytes, a.took, a.err)
		}
	}
}

// After nine megabytes at once, the last byte may not be held back for a quarter of
// an hour.
func TestBodyThatStopsIsCutOffAfterAMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		got := make(chan error, 1)
		here := serve(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			_, err := io.Copy(io.Discard, r.Body)
			got <- err
		}))
		began := time.Now()
		if _, err := io.WriteString(here, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9000001\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		if _, err := here.Write(make([]byte, 9_000_000)); err != nil {
			t.Fatal(err)
		}
		if err := <-got; !errors.Is(err, httpx.ErrTooSlow) || time.Since(began) != time.Minute {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}

// A response to a reader who takes nothing keeps its place for no longer than a body
// would; one that is taken slowly goes on, and so does one to a body that took
// minutes.
func TestResponseIsHeldToTheSameRate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		each     int // bytes that are read every second
		min, max time.Duration
		whole    bool
	}{
		"nothing":     {0, 38 * time.Second, 39 * time.Second, false},
		"a trickle":   {1 << 10, 38 * time.Second, 39 * time.Second, false},
		"8 KB/s":      {8 << 10, 239 * time.Second, 242 * time.Second, true},
		"all at once": {1 << 30, 0, 2 * time.Second, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			const size = 30 * (64 << 10)
			sent, took := make(chan error, 1), time.Duration(0)
			here := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				began := time.Now()
				_, err := io.CopyBuffer(w, io.LimitReader(zeros{}, size), make([]byte, 64<<10))
				took = time.Since(began)
				sent <- err
			}))
			if _, err := io.WriteString(here, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
				t.Fatal(err)
			}
			var reading sync.WaitGroup
			reading.Go(func() {
				for err := error(nil); err == nil && c.each > 0; <-time.After(time.Second) {
					_, err = io.CopyN(io.Discard, here, int64(c.each))
				}
			})
			err := <-sent
			if (err == nil) != c.whole || took < c.min || took > c.max {
				t.Errorf("%s: %v after %v", name, err, took)
			}
			_ = here.Close()
			reading.Wait()
		})
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// The pictures of a body that has arrived are read while the visitor waits, and
// the deadline of the body must not look like the visitor leaving.
func TestVisitorIsStillThereAfterTheBody(t *testing.T) {
	t.Parallel()
	if a := receive(t, 1, 20<<10); a.err != nil || !a.patient {
		t.Errorf("%d bytes, %v, still there %t", a.bytes, a.err, a.patient)
	}
}
