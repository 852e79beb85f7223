package api

import "net/http"

// ErrMediaType is the refusal of a body of another type.
var ErrMediaType = errMediaType

// ErrorHandler returns a handler that answers with err, as every route does
// with the error of its handler.
func ErrorHandler(publicURL string, err error) http.Handler {
	return newServer(Config{PublicURL: publicURL}).errorHandler(err)
}

// OAuthErrorHandler does the same for the token endpoint.
func OAuthErrorHandler(err error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reply, _ := oauthErrorFor(r, err).response(r)
		send(w, r, reply)
	})
}
