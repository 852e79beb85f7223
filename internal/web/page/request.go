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

// Languages strips /en from the address of English pages and keeps the language
// for [Language]; every other address is Greek.
func Languages(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		rest, english := strings.CutPrefix(req.URL.Path, englishPrefix)
		if !english || (rest != "" && rest[0] != '/') {
			next.ServeHTTP(w, withLanguage(req, lang.Greek))
			return
		}
		stripped := withLanguage(req, lang.English)
		stripped.URL = stripPrefix(req.URL)
		next.ServeHTTP(w, stripped)
	})
}

func withLanguage(req *http.Request, l lang.Language) *http.Request {
	return req.WithContext(context.WithValue(req.Context(), languageKey{}, l))
}

func stripPrefix(from *url.URL) *url.URL {
	to := *from
	to.Path = strings.TrimPrefix(from.Path, englishPrefix)
	to.RawPath = strings.TrimPrefix(from.RawPath, englishPrefix)
	if to.Path == "" {
		to.Path, to.RawPath = "/", ""
	}
	return &to
}

// Language returns the language in which the visitor reads: Greek, unless the
// address began with /en.
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

// VisitorOf returns who is signed in, for display; the zero Visitor where nobody
// is.
func VisitorOf(req *http.Request) Visitor {
	v, _ := req.Context().Value(visitorKey{}).(Visitor)
	return v
}

// Localise returns the address of a path of ours in a language: /citizen in Greek,
// /en/citizen in English.
func Localise(l lang.Language, path string) string {
	if l != lang.English {
		return path
	}
	if path == "/" {
		return englishPrefix
	}
	return englishPrefix + path
}
