package httpx

import (
	"errors"
	"io"
	"net/http"

	"myphoto/internal/photo"
)

// ErrTooLarge refuses a request body over its limit (RFC 9110 §15.5.14).
var ErrTooLarge = &photo.Error{Kind: photo.TooLarge, Code: "too-large"}

// LimitBody bounds the bodies of one route to limit bytes, in place of the
// door's common limit, which may be smaller or larger. Reading beyond it gives
// an error that [BodyError] turns into [ErrTooLarge]; a body announced as
// longer gives it before its first byte is read.
func LimitBody(limit int64, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		whole := r.Body
		if b, ok := whole.(*body); ok {
			whole = b.whole
		}
		copied := *r
		copied.Body = &body{bound(w, r, whole, limit), whole}
		next.ServeHTTP(w, &copied)
	})
}

// BodyError gives ErrTooLarge for the error of reading a body over its limit,
// and any other error as it is.
func BodyError(err error) error {
	if _, over := errors.AsType[*http.MaxBytesError](err); over {
		return ErrTooLarge
	}
	return err
}

// body is a request body under a limit; it keeps the body as it came, so that
// a route can set another limit than its door.
type body struct {
	io.ReadCloser
	whole io.ReadCloser
}

func bound(w http.ResponseWriter, r *http.Request, whole io.ReadCloser, limit int64) io.ReadCloser {
	if r.ContentLength > limit {
		return oversize{whole, limit}
	}
	return http.MaxBytesReader(w, whole, limit)
}

// oversize is a body whose announced length is already over its limit.
type oversize struct {
	io.Closer
	limit int64
}

func (o oversize) Read([]byte) (int, error) { return 0, &http.MaxBytesError{Limit: o.limit} }
