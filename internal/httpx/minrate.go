package httpx

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"myphoto/internal/photo"
)

// The minimum rate of a request body and of its response. A place is taken for
// each, so a connection that is dead, or slow on purpose, must not hold that for as
// long as a server waits. A telephone line sends eight kilobytes a second.
const (
	lineGrace         = 30 * time.Second
	minBytesPerSecond = 8 << 10          // on average since the beginning
	maxPause          = time.Minute      // without a byte, however fast it was before
	maxLineTime       = 15 * time.Minute // for a whole body or response
)

// Refusals of bodies that do not arrive in time (RFC 9110 §15.5.9; not 408, after
// which browsers send the same body again).
var (
	ErrTooSlow = &photo.Error{Kind: photo.Malformed, Code: "body.slow", Args: map[string]any{"rate": minBytesPerSecond >> 10}}
	ErrTooLong = &photo.Error{Kind: photo.Malformed, Code: "body.long", Args: map[string]any{"n": int(maxLineTime / time.Minute)}}
)

// line is the time that a body or a response takes on a connection.
type line struct {
	begun time.Time
	bytes int64
}

// due returns until when the next bytes must have passed.
func (l line) due(now time.Time, next int) time.Time {
	due := l.begun.Add(lineGrace + time.Duration(l.bytes+int64(next))*time.Second/minBytesPerSecond)
	return earlier(earlier(due, now.Add(maxPause)), l.begun.Add(maxLineTime))
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// minUploadRate ends bodies that arrive too slowly: reading one fails, and the
// connection is closed after the response.
func minUploadRate(now func() time.Time, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body == nil || r.Body == http.NoBody {
			next.ServeHTTP(w, r)
			return
		}
		ctx, copied := r.Context(), *r
		copied.Body = &minRateBody{
			ReadCloser: r.Body, now: now, until: http.NewResponseController(w).SetReadDeadline,
			cause: func() error { return context.Cause(ctx) },
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
	line  line

	cause func() error // why the request has ended; nil while it goes on
}

func (a *minRateBody) Read(p []byte) (int, error) {
	now := a.now()
	if a.line.begun.IsZero() {
		a.line.begun = now
	}
	// Without a connection, as in a test of a handler alone, everything has
	// arrived. After the last byte, the server watches without a deadline
	// whether the visitor leaves.
	if err := a.until(a.line.due(now, 0)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, fmt.Errorf("read body at its minimum rate: %w", err)
	}
	n, err := a.ReadCloser.Read(p)
	a.line.bytes += int64(n)
	if op, ok := errors.AsType[*net.OpError](err); ok {
		err = fmt.Errorf("read body: %w", op.Err) // no log of ours has an address
	}
	if err != nil && !errors.Is(err, io.EOF) && errors.Is(a.cause(), ErrStopping) {
		return n, fmt.Errorf("%w: %w", ErrStopping, err)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		cause := ErrTooSlow
		if !a.now().Before(a.line.begun.Add(maxLineTime)) {
			cause = ErrTooLong
		}
		err = fmt.Errorf("%w: %w", cause, err)
	}
	return n, err
}
