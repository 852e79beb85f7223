package httpx

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// The minimum rate of a request body. Memory is reserved for a body while it
// arrives, so a connection that is dead, or slow on purpose, must not hold that
// for as long as a server waits. A phone on a 3G network sends three times as
// fast.
const (
	bodyGrace         = 10 * time.Second
	minBytesPerSecond = 16 << 10                    // on average since the first read
	maxBodyTime       = readTimeout - headerTimeout // for a whole body, however fast
)

// minUploadRate ends bodies that arrive too slowly: reading one fails, and the
// connection is closed after the response.
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

// minRateBody is a request body with a minimum rate. Its time begins with the
// first read: until then a visitor who waits for room cannot send more than the
// network buffers.
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
	// Without a connection, as in a test of a handler alone, everything has
	// arrived. After the last byte, the server watches without a deadline
	// whether the visitor leaves.
	if err := a.until(due); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, fmt.Errorf("read body at its minimum rate: %w", err)
	}
	n, err := a.ReadCloser.Read(p)
	a.got += int64(n)
	return n, err
}
