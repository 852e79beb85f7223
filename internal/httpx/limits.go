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
		if b, ok := whole.(*limitedBody); ok {
			whole = b.original
		}
		copied := *r
		copied.Body = &limitedBody{limitReader(w, r, whole, limit), whole}
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

// limitedBody is a request body under a limit; it keeps the body as it came, so that
// a route can set another limit than its door.
type limitedBody struct {
	io.ReadCloser
	original io.ReadCloser
}

func limitReader(w http.ResponseWriter, r *http.Request, whole io.ReadCloser, limit int64) io.ReadCloser {
	if r.ContentLength > limit {
		return oversizeBody{whole, limit}
	}
	return http.MaxBytesReader(w, whole, limit)
}

// oversizeBody is a body whose announced length is already over its limit.
type oversizeBody struct {
	io.Closer
	limit int64
}

func (o oversizeBody) Read([]byte) (int, error) { return 0, &http.MaxBytesError{Limit: o.limit} }
