package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
	// A response with content has no body: size bytes are read while they are sent.
	content io.Reader
	size    int64
	done    func(ctx context.Context, written int64) error // called with the bytes handed over; may be nil
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
	if reply.content == nil {
		reply.content, reply.size = bytes.NewReader(reply.body), int64(len(reply.body))
	}
	w.Header().Set("Content-Length", strconv.FormatInt(reply.size, 10))
	w.WriteHeader(reply.status)
	if r.Method == http.MethodHead {
		return
	}
	ctx := context.WithoutCancel(r.Context())
	written, err := writeBody(w, reply.content)
	if reply.done != nil {
		err = errors.Join(err, reply.done(ctx, written))
	}
	if err != nil {
		httpx.LogOf(ctx).SetError(err)
	}
	if written != reply.size {
		panic(http.ErrAbortHandler) // half a file must not be taken for a whole one
	}
}

// writeBody returns how many bytes were handed over to the connection: none when
// it or the content broke. That of the connection is no error: clients leave.
func writeBody(w http.ResponseWriter, content io.Reader) (written int64, err error) {
	client := &httpx.ConnectionWriter{Writer: w}
	written, err = io.Copy(client, content)
	switch {
	case client.Left:
		return 0, nil
	case err != nil:
		return 0, err
	case http.NewResponseController(w).Flush() != nil:
		return 0, nil //nolint:nilerr // as above: the client left
	}
	return written, nil
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
