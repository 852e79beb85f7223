package signin

import (
	"fmt"
	"net/http"
	"net/url"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
)

// read gives the fields of a small form.
func read(req *http.Request) (url.Values, error) {
	req.Body = http.MaxBytesReader(nil, req.Body, maxForm)
	if err := req.ParseForm(); err != nil {
		if refusal, ok := httpx.Refusal(err); ok {
			return nil, refusal
		}
		return nil, fmt.Errorf("%w: form", photo.ErrMalformed)
	}
	return req.PostForm, nil
}
