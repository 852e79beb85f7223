package form

import (
	"net/http"
	"net/url"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
)

// MaxSmall bounds the body of a form without files, in bytes.
const MaxSmall = 64 << 10

// Values returns the fields of a form without files, whose body has at most
// limit bytes. A body announced as longer is refused unread.
func Values(req *http.Request, limit int64) (url.Values, error) {
	if req.ContentLength > limit {
		return nil, httpx.ErrTooLarge
	}
	req.Body = http.MaxBytesReader(nil, req.Body, limit)
	if err := req.ParseForm(); err != nil {
		return nil, readError(err)
	}
	return req.PostForm, nil
}

// Ticked reports whether a checkbox was ticked, by the values that browsers
// and our own pages send.
func Ticked(v url.Values, name string) bool {
	switch v.Get(name) {
	case "yes", "on", "true", "1":
		return true
	default:
		return false
	}
}

// readError returns the refusal for an error of reading a body.
func readError(err error) error {
	if refusal, ok := httpx.Refusal(err); ok {
		return refusal
	}
	return photo.ErrMalformed
}
