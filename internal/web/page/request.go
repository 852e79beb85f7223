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

// nowhere is an address that no route has.
const nowhere = "/404"

// Languages strips /en from the address of English pages and keeps the language
// for [Language]; every other address is Greek. An address that begins with two
// slashes or backslashes, in whatever encoding, is none of ours and leads nowhere.
func Languages(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		rest, english := strings.CutPrefix(req.URL.Path, englishPrefix)
		if !english || (rest != "" && rest[0] != '/') {
			greek := withLanguage(req, lang.Greek)
			greek.URL = ours(req.URL)
			next.ServeHTTP(w, greek)
			return
		}
		stripped := withLanguage(req, lang.English)
		stripped.URL = ours(stripPrefix(req.URL))
		next.ServeHTTP(w, stripped)
	})
}

// ours returns the address, or one that no route has for an address that browsers
// could take for one of another host.
func ours(u *url.URL) *url.URL {
	if len(u.Path) > 1 && strings.ContainsAny(u.Path[1:2], `/\`) {
		return &url.URL{Path: nowhere}
	}
	return u
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
// /en/citizen in English. Slashes at its beginning count as one: browsers take an
// address with two for one of another host.
func Localise(l lang.Language, path string) string {
	if rest := strings.TrimLeft(path, `/\`); rest != path {
		path = "/" + rest
	}
	if l != lang.English {
		return path
	}
	if path == "/" {
		return englishPrefix
	}
	return englishPrefix + path
}
