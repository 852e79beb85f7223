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
	sent   func(context.Context) error // called when the whole body was written; may be nil
	broken func(context.Context) error // called when it was not; nil if sent is
	back   func()                      // takes back the memory of a body that was written whole; may be nil
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

// send writes the response and then calls sent or broken, even when the client
// disconnects in the same moment.
func send(w http.ResponseWriter, r *http.Request, reply response) {
	for name, values := range reply.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(reply.body)))
	w.WriteHeader(reply.status)
	if r.Method == http.MethodHead {
		return
	}
	n, err := w.Write(reply.body)
	whole := err == nil && n == len(reply.body) // otherwise the server may still read the body
	if whole && reply.back != nil {
		reply.back()
	}
	if reply.sent == nil {
		return
	}
	done := reply.sent
	if !whole || http.NewResponseController(w).Flush() != nil {
		done = reply.broken
	}
	ctx := context.WithoutCancel(r.Context())
	if err := done(ctx); err != nil {
		httpx.LogOf(ctx).SetError(err)
	}
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
