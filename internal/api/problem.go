package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"golang.org/x/text/language"

	"myphoto/internal/httpx"
	"myphoto/internal/lang"
	"myphoto/internal/photo"
)

// Problem is one kind of refusal of the API (RFC 9457). Its type is the address
// <public URL>/problems/<Code>.
type Problem struct {
	Code   string
	Status int
}

// TitleKey returns the key in lang of the title of the problem.
func (p Problem) TitleKey() string { return "problem." + p.Code + ".title" }

// DetailKey returns the key in lang of the sentence that explains the problem.
func (p Problem) DetailKey() string { return "problem." + p.Code + ".detail" }

// Problems returns every problem of the API, ordered by status.
func Problems() []Problem {
	return []Problem{
		{"malformed", http.StatusBadRequest},
		{"unauthenticated", http.StatusUnauthorized},
		{"application-suspended", http.StatusForbidden},
		{"purpose-not-approved", http.StatusForbidden},
		{"signature-not-allowed", http.StatusForbidden},
		{"not-authorised", http.StatusNotFound},
		{"not-found", http.StatusNotFound},
		{"method-not-allowed", http.StatusMethodNotAllowed},
		{"moved", http.StatusConflict},
		{"retrieval-expired", http.StatusGone},
		{"too-large", http.StatusRequestEntityTooLarge},
		{"unsupported-media-type", http.StatusUnsupportedMediaType},
		{"invalid", http.StatusUnprocessableEntity},
		{"too-many-requests", http.StatusTooManyRequests},
		{"internal", http.StatusInternalServerError},
		{"unavailable", http.StatusServiceUnavailable},
	}
}

// FieldCodes returns every code that a field can have in "errors": the stable
// words for the rules of the contract. The sentence of each is api.field.<code>.
func FieldCodes() []string {
	return []string{
		"address", "afm", "amka", "characters", "idempotency", "idempotency-key", "item", "json", "length", "member",
		"missing", "number", "object", "other", "paaypa", "repeated", "size", "subject", "time", "twice", "type",
	}
}

// Refusals of the API itself. Their status is in the table.
var (
	errMethod   = &photo.Error{Kind: photo.Forbidden, Code: "method-not-allowed"}
	errInternal = &photo.Error{Code: "internal"}
	errHost     = &photo.Error{Kind: photo.NotFound, Code: "not-found"} // {host}: nothing is served under another
)

// retryAfter is the value of Retry-After when the contract promises one and the
// refusal has none.
const retryAfter = 10 * time.Second

// problemFor returns the problem of a refusal: the one with its code, or else the
// one of its kind. A refusal that is not listed here becomes the neutral one,
// which reveals least.
func problemFor(fault *photo.Error) Problem {
	wanted := codeForKind(fault.Kind)
	for _, p := range Problems() {
		if p.Code == fault.Code {
			return p
		}
	}
	for _, p := range Problems() {
		if p.Code == wanted {
			return p
		}
	}
	return Problem{"internal", http.StatusInternalServerError}
}

func codeForKind(kind photo.Kind) string {
	switch kind {
	case photo.Malformed:
		return "malformed"
	case photo.Unauthenticated:
		return "unauthenticated"
	case photo.Forbidden, photo.NotFound:
		return "not-authorised"
	case photo.Conflict:
		return "moved"
	case photo.Gone:
		return "retrieval-expired"
	case photo.Invalid:
		return "invalid"
	case photo.RateLimited:
		return "too-many-requests"
	case photo.Unavailable:
		return "unavailable"
	case photo.TooLarge:
		return "too-large"
	default:
		return "internal"
	}
}

// problemDocument is the JSON of a problem (RFC 9457 §3.1, with two extension
// members: code and errors).
type problemDocument struct {
	Type     string       `json:"type"`
	Title    string       `json:"title"`
	Status   int          `json:"status"`
	Detail   string       `json:"detail"`
	Instance string       `json:"instance"`
	Code     string       `json:"code"`
	Errors   []fieldError `json:"errors,omitempty"`
}

type fieldError struct {
	Field  string `json:"field"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// errorResponse renders any error. One that is not meant for visitors is logged
// and rendered as internal.
func (s *server) errorResponse(r *http.Request, err error) response {
	log := httpx.LogOf(r.Context())
	fault, public := httpx.Refusal(err)
	if !public {
		fault = errInternal
	}
	if !public || fault.Kind == photo.Unavailable {
		log.SetError(err) // operators must learn what is unavailable
	}
	p := problemFor(fault)
	detail := p.DetailKey()
	if _, named := fault.Args["host"]; named && p.Code == errHost.Code {
		detail = "problem.not-found.host"
	}
	log.SetOutcome(p.Code)
	l := s.language(r)
	body, _ := json.Marshal(problemDocument{ // strings and numbers, which cannot fail
		Type:     s.PublicURL + "/problems/" + p.Code,
		Title:    l.Say(p.TitleKey(), nil),
		Status:   p.Status,
		Detail:   l.Say(detail, fault.Args),
		Instance: "urn:myphoto:request:" + httpx.CallerOf(r.Context()).RequestID,
		Code:     p.Code,
		Errors:   fieldErrors(l, fault),
	})
	a := newResponse(p.Status, "application/problem+json", body)
	a.header.Set("Content-Language", string(l))
	a.header.Set("Vary", "Accept-Language")
	setErrorHeaders(a.header, r, p, fault)
	return a
}

func setErrorHeaders(h http.Header, r *http.Request, p Problem, fault *photo.Error) {
	httpx.SetRetryAfter(h, fault.RetryAfter)
	waits := p.Status == http.StatusTooManyRequests || p.Status == http.StatusServiceUnavailable
	if waits && fault.RetryAfter <= 0 {
		httpx.SetRetryAfter(h, retryAfter)
	}
	switch p.Status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", challenge(r))
	case http.StatusUnsupportedMediaType:
		h.Set("Accept", "application/json")
		h.Set("Accept-Encoding", "identity")
	}
}

// fieldErrors returns the faults that name a field. The sentences never repeat
// what was sent.
func fieldErrors(l lang.Language, fault *photo.Error) []fieldError {
	var list []fieldError
	for _, f := range fault.All() {
		if f.Field == "" {
			continue
		}
		code := f.Code
		if !slices.Contains(FieldCodes(), code) {
			code = "other"
		}
		list = append(list, fieldError{f.Field, code, l.Say("api.field."+code, f.Args)})
	}
	return list
}

// language returns the language of the response: English unless the client
// prefers Greek (RFC 9110 §12.5.4).
func (s *server) language(r *http.Request) lang.Language {
	wanted, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil {
		return lang.English
	}
	if _, i, confidence := s.languages.Match(wanted...); i == 1 && confidence != language.No {
		return lang.Greek
	}
	return lang.English
}
