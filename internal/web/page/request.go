package page

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"myphoto/internal/lang"
)

type (
	languageKey struct{}
	visitorKey  struct{}
)

const englishPrefix = "/en"

// Languages takes the /en off the address of English pages and remembers the
// language for [Language]; every other address is Greek.
func Languages(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		rest, english := strings.CutPrefix(req.URL.Path, englishPrefix)
		if !english || (rest != "" && rest[0] != '/') {
			next.ServeHTTP(w, speaking(req, lang.Greek))
			return
		}
		stripped := speaking(req, lang.English)
		stripped.URL = withoutPrefix(req.URL)
		next.ServeHTTP(w, stripped)
	})
}

func speaking(req *http.Request, l lang.Language) *http.Request {
	return req.WithContext(context.WithValue(req.Context(), languageKey{}, l))
}

func withoutPrefix(from *url.URL) *url.URL {
	to := *from
	to.Path = strings.TrimPrefix(from.Path, englishPrefix)
	to.RawPath = strings.TrimPrefix(from.RawPath, englishPrefix)
	if to.Path == "" {
		to.Path, to.RawPath = "/", ""
	}
	return &to
}

// Language tells in which language the visitor reads; Greek unless the address
// said otherwise.
func Language(req *http.Request) lang.Language {
	if l, ok := req.Context().Value(languageKey{}).(lang.Language); ok {
		return l
	}
	return lang.Greek
}

// WithVisitor returns a request whose pages show who is signed in.
func WithVisitor(req *http.Request, v Visitor) *http.Request {
	return req.WithContext(context.WithValue(req.Context(), visitorKey{}, v))
}

// Visiting tells who is signed in, for display; the zero Visitor when nobody is.
func Visiting(req *http.Request) Visitor {
	v, _ := req.Context().Value(visitorKey{}).(Visitor)
	return v
}

// Localise gives the address of a path of ours in a language: /citizen in
// Greek, /en/citizen in English.
func Localise(l lang.Language, path string) string {
	if l != lang.English {
		return path
	}
	if path == "/" {
		return englishPrefix
	}
	return englishPrefix + path
}
