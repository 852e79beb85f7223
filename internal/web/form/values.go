package form

import (
	"maps"
	"net/http"
	"net/url"
	"slices"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
)

// MaxSmall bounds the body of a form without files, in bytes.
const MaxSmall = 64 << 10

// Refusals of what no page of ours sends: whoever reads the first of two values and
// whoever reads the last would not see the same form.
var (
	ErrTwice    = &photo.Error{Kind: photo.Invalid, Code: "form.twice"}
	ErrTwoFiles = &photo.Error{Kind: photo.Invalid, Code: "form.files"}
	ErrText     = &photo.Error{Kind: photo.Invalid, Code: "form.text"}
)

// twice returns the refusal of a field that came more than once.
func twice(name string, isFile bool) *photo.Error { //nolint:revive // flag-parameter: it chooses a sentence
	if isFile {
		return ErrTwoFiles.OnField(name)
	}
	return ErrTwice.OnField(name)
}

// Values returns the fields of a form without files, whose body has at most
// limit bytes. A body announced as longer is refused unread. Only the fields named in
// repeated may come several times; any other that does is refused with [ErrTwice].
func Values(req *http.Request, limit int64, repeated ...string) (url.Values, error) {
	if req.ContentLength > limit {
		return nil, httpx.ErrTooLarge
	}
	req.Body = http.MaxBytesReader(nil, req.Body, limit)
	if err := req.ParseForm(); err != nil {
		return nil, readError(err)
	}
	for _, name := range slices.Sorted(maps.Keys(req.PostForm)) {
		if len(req.PostForm[name]) > 1 && !slices.Contains(repeated, name) {
			return nil, twice(name, false)
		}
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

// readError returns the refusal for an error of reading a body; nil for none.
func readError(err error) error {
	if err == nil {
		return nil
	}
	if refusal, ok := httpx.Refusal(err); ok {
		return refusal
	}
	return photo.ErrMalformed
}
