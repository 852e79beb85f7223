package httpx

import (
	"errors"
	"io"
	"net/http"

	"myphoto/internal/photo"
)

// ErrTooLarge is the refusal of a request body over its limit (RFC 9110
// §15.5.14).
var ErrTooLarge = &photo.Error{Kind: photo.TooLarge, Code: "too-large"}

// LimitBody bounds the bodies of one route to limit bytes, in place of the limit
// of the server, which may be smaller or larger. Reading beyond it fails with an
// error that [BodyError] maps to [ErrTooLarge]; for a body whose announced
// length is over the limit, the first read fails.
func LimitBody(limit int64, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		original := r.Body
		if b, ok := original.(*limitedBody); ok {
			original = b.original
		}
		copied := *r
		copied.Body = &limitedBody{limitReader(w, r, original, limit), original}
		next.ServeHTTP(w, &copied)
	})
}

// BodyError returns [ErrTooLarge] for the error of reading a body over its
// limit, and any other error unchanged.
func BodyError(err error) error {
	if _, over := errors.AsType[*http.MaxBytesError](err); over {
		return ErrTooLarge
	}
	return err
}

// limitedBody is a request body under a limit. It keeps the original body, so
// that a route can set another limit than its server.
type limitedBody struct {
	io.ReadCloser
	original io.ReadCloser
}

func limitReader(w http.ResponseWriter, r *http.Request, original io.ReadCloser, limit int64) io.ReadCloser {
	if r.ContentLength > limit {
		return oversizeBody{original, limit}
	}
	return http.MaxBytesReader(w, original, limit)
}

// oversizeBody is a body whose announced length is over its limit.
type oversizeBody struct {
	io.Closer
	limit int64
}

func (o oversizeBody) Read([]byte) (int, error) { return 0, &http.MaxBytesError{Limit: o.limit} }
