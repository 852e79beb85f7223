package httpx

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"myphoto/internal/photo"
)

// Status returns the HTTP status of a kind of refusal (RFC 9110 §15, RFC 6585 §4
// for 429), and 500 for an unknown kind.
func Status(kind photo.Kind) int {
	switch kind {
	case photo.Malformed:
		return http.StatusBadRequest
	case photo.Unauthenticated:
		return http.StatusUnauthorized
	case photo.Forbidden:
		return http.StatusForbidden
	case photo.NotFound:
		return http.StatusNotFound
	case photo.Conflict:
		return http.StatusConflict
	case photo.Gone:
		return http.StatusGone
	case photo.TooLarge:
		return http.StatusRequestEntityTooLarge
	case photo.Invalid:
		return http.StatusUnprocessableEntity
	case photo.RateLimited:
		return http.StatusTooManyRequests
	case photo.Unavailable:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

// Refusal returns the refusal in err that may be shown to the visitor. False
// means that err is an internal error, of which only the request id may be
// shown.
func Refusal(err error) (*photo.Error, bool) {
	return errors.AsType[*photo.Error](BodyError(err))
}

// SetRetryAfter sets the Retry-After header in whole seconds, rounded up (RFC
// 9110 §10.2.3). It does nothing for zero.
func SetRetryAfter(h http.Header, after time.Duration) {
	if after <= 0 {
		return
	}
	seconds := (after + time.Second - 1) / time.Second
	h.Set("Retry-After", strconv.FormatInt(int64(seconds), 10))
}
