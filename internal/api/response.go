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

// response is what a handler gives back.
type response struct {
	status int
	header http.Header
	body   []byte
	sent   func(context.Context) error // called after the whole body was written; nil when nobody waits for it
	broken func(context.Context) error // called when it was not; nil when sent is
	back   func()                      // takes the memory of the body, written whole; nil when nobody wants it
}

// newResponse makes an answer of the media type, to be kept by nobody.
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

// cacheable lets anybody keep the answer for five minutes.
func (a response) cacheable() response {
	a.header.Set("Cache-Control", "public, max-age=300")
	return a
}

// send writes the answer, and tells whoever waits for that whether all of it has
// left, also when the visitor hung up in the same moment.
func send(w http.ResponseWriter, r *http.Request, a response) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	if r.Method == http.MethodHead {
		return
	}
	n, err := w.Write(a.body)
	whole := err == nil && n == len(a.body) // else the server may hold on to the body
	if whole && a.back != nil {
		a.back()
	}
	if a.sent == nil {
		return
	}
	tell := a.sent
	if !whole || http.NewResponseController(w).Flush() != nil {
		tell = a.broken
	}
	ctx := context.WithoutCancel(r.Context())
	if err := tell(ctx); err != nil {
		httpx.LogOf(ctx).SetError(err)
	}
}

// timestamp writes a time as RFC 3339 in UTC, to the second; a pointer so that
// a time that is not there is left out.
func timestamp(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format(time.RFC3339)
	return &s
}
