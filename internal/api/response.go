package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"myphoto/internal/httpx"
)

// response is what a handler returns.
type response struct {
	status int
	header http.Header
	body   []byte
	done   func(ctx context.Context, written int) error // called with the bytes handed over; may be nil
}

// newResponse returns a response that must not be cached.
func newResponse(status int, mediaType string, body []byte) response {
	header := http.Header{}
	header.Set("Content-Type", mediaType)
	header.Set("Cache-Control", "no-store")
	return response{status: status, header: header, body: body}
}

func jsonResponse(status int, v any) (response, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return response{}, fmt.Errorf("write reply: %w", err)
	}
	return newResponse(status, "application/json", body), nil
}

// cacheable allows everybody to cache the response for five minutes.
func (r response) cacheable() response {
	r.header.Set("Cache-Control", "public, max-age=300")
	return r
}

// send writes the response and then calls done, even when the client disconnects
// in the same moment.
func send(w http.ResponseWriter, r *http.Request, reply response) {
	for name, values := range reply.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(reply.body)))
	w.WriteHeader(reply.status)
	written := 0
	if r.Method != http.MethodHead {
		written = writeBody(w, reply.body)
	}
	if reply.done == nil {
		return
	}
	ctx := context.WithoutCancel(r.Context())
	if err := reply.done(ctx, written); err != nil {
		httpx.LogOf(ctx).SetError(err)
	}
}

// writeBody returns how many bytes were handed over to the connection: none when
// it broke.
func writeBody(w http.ResponseWriter, body []byte) int {
	n, err := w.Write(body)
	if err == nil {
		err = http.NewResponseController(w).Flush()
	}
	if err != nil {
		return 0
	}
	return n
}

// timestamp formats a time as RFC 3339 in UTC, in seconds. It returns nil for the
// zero time, so that JSON omits it.
func timestamp(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format(time.RFC3339)
	return &s
}
