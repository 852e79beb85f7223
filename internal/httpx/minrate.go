package httpx

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// How a request body must keep arriving. Whoever sends one has memory set
// aside for it, so a line that is dead, or that trickles on purpose, must not
// hold it for as long as a server waits. A telephone on a 3G network sends three
// times as fast.
const (
	bodyGrace = 10 * time.Second
	minBytesPerSecond = 16 << 10              // bytes a second, on average since the first was awaited
	maxBodyTime  = readTimeout - headerTimeout // of a whole body, however fast
)

// minUploadRate cuts off bodies that arrive too slowly: reading one gives an
// error, and the connection is closed after the reply.
func minUploadRate(now func() time.Time, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body == nil || r.Body == http.NoBody {
			next.ServeHTTP(w, r)
			return
		}
		copied := *r
		copied.Body = &minRateBody{
			ReadCloser: r.Body, now: now, end: now().Add(maxBodyTime), until: http.NewResponseController(w).SetReadDeadline,
		}
		next.ServeHTTP(w, &copied)
	})
}

// minRateBody is a request body that must keep arriving. Its time begins when it
// is first read: until then a visitor who waits for room cannot send more than
// the network holds.
type minRateBody struct {
	io.ReadCloser
	now   func() time.Time
	until func(time.Time) error
	begun time.Time
	end   time.Time
	got   int64
}

func (a *minRateBody) Read(p []byte) (int, error) {
	if a.begun.IsZero() {
		a.begun = a.now()
	}
	due := a.begun.Add(bodyGrace + time.Duration(a.got)*time.Second/minBytesPerSecond)
	if due.After(a.end) {
		due = a.end
	}
	// Where there is no connection, as under a test of a handler alone,
	// everything is there already. After the last byte the server listens
	// without an end whether the visitor leaves.
	if err := a.until(due); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, fmt.Errorf("pace body: %w", err)
	}
	n, err := a.ReadCloser.Read(p)
	a.got += int64(n)
	return n, err
}
