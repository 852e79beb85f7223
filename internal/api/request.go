package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"
	"unicode/utf8"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
)

// maxKey bounds an idempotency key, in bytes.
const maxKey = 255

// malformedField returns the refusal of a request that cannot be read.
func malformedField(field, code string) *photo.Error {
	return &photo.Error{Kind: photo.Malformed, Code: code, Field: field}
}

// errMediaType refuses a body of another type (RFC 9110 §15.5.16).
var errMediaType = &photo.Error{Kind: photo.Malformed, Code: "unsupported-media-type"}

// readJSON reads the body, a JSON object in UTF-8, into the struct that v points
// to. No member may be unknown to it and none may occur twice. Refusals name the
// member at fault with those above it, such as audit.user_ip, or the body.
func readJSON(r *http.Request, v any) error {
	if !isJSON(r.Header) {
		return errMediaType
	}
	raw, err := readBody(r)
	if err != nil {
		return err
	}
	return parseJSON(raw, v)
}

// readOptionalJSON is [readJSON] for a body that may be empty, and that may come
// without a Content-Type: many clients send neither for a POST that says nothing.
func readOptionalJSON(r *http.Request, v any) error {
	raw, err := readBody(r)
	if err != nil || len(raw) == 0 {
		return err
	}
	if r.Header.Get("Content-Type") != "" && !isJSON(r.Header) || r.Header.Get("Content-Encoding") != "" {
		return errMediaType
	}
	return parseJSON(raw, v)
}

// isJSON reports whether the headers announce JSON in UTF-8, not compressed.
func isJSON(h http.Header) bool {
	media, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	charset := params["charset"]
	return err == nil && media == "application/json" && (charset == "" || strings.EqualFold(charset, "utf-8")) &&
		h.Get("Content-Encoding") == ""
}

func readBody(r *http.Request) ([]byte, error) {
	raw, err := io.ReadAll(r.Body)
	if err == nil {
		return raw, nil
	}
	httpx.LogOf(r.Context()).SetError(err)
	if over := httpx.BodyError(err); errors.Is(over, httpx.ErrTooLarge) {
		return nil, over
	}
	return nil, malformedField("body", "json") // the connection broke
}

// parseJSON checks what encoding/json would let pass: it uses the last of two
// members, replaces invalid characters, and matches names in any case.
func parseJSON(raw []byte, v any) error {
	if !utf8.Valid(raw) || !json.Valid(raw) {
		return malformedField("body", "json")
	}
	if raw := bytes.TrimLeft(raw, " \t\r\n"); raw[0] != '{' {
		return malformedField("body", "object")
	}
	if err := checkMembers(json.NewDecoder(bytes.NewReader(raw)), "", reflect.TypeOf(v).Elem()); err != nil {
		return err
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return malformedField("body", "json")
	}
	return nil
}

// checkMembers reads one value of valid JSON and refuses what does not fit into
// the type: structs, slices, strings and pointers to them. place is the member
// that the value belongs to, empty for the whole body. null fits everywhere and
// counts as not given.
func checkMembers(d *json.Decoder, place string, t reflect.Type) error {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	token, err := d.Token()
	if err != nil {
		return malformedField("body", "json")
	}
	var fits bool
	switch token {
	case nil:
		return nil
	case json.Delim('{'):
		if fits = t.Kind() == reflect.Struct; fits {
			return checkObject(d, place, t)
		}
	case json.Delim('['):
		if fits = t.Kind() == reflect.Slice; fits {
			return checkList(d, place, t)
		}
	default:
		_, text := token.(string)
		fits = text && t.Kind() == reflect.String
	}
	if !fits {
		return malformedField(place, "type")
	}
	return nil
}

func checkObject(d *json.Decoder, place string, t reflect.Type) error {
	seen := map[string]bool{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return malformedField("body", "json")
		}
		name, _ := token.(string)
		field, known := memberOf(t, name)
		switch {
		case !known:
			return malformedField(placeOf(place, name), "member")
		case seen[name]:
			return malformedField(placeOf(place, name), "twice")
		}
		seen[name] = true
		if err := checkMembers(d, placeOf(place, name), field); err != nil {
			return err
		}
	}
	_, err := d.Token() // the closing bracket
	return err
}

func checkList(d *json.Decoder, place string, t reflect.Type) error {
	for d.More() {
		if err := checkMembers(d, place, t.Elem()); err != nil {
			return err
		}
	}
	_, err := d.Token() // the closing bracket
	return err
}

// memberOf returns the type of the field of a struct that has the name in JSON.
func memberOf(t reflect.Type, name string) (reflect.Type, bool) {
	for field := range t.Fields() {
		if field.Tag.Get("json") == name {
			return field.Type, true
		}
	}
	return nil, false
}

// maxMember bounds the name of a member in a refusal, in bytes.
const maxMember = 64

// placeOf returns where a member is: its name after those above it. A name that
// is not made of letters may be a misplaced value, and values are not repeated:
// then it is the object around it.
func placeOf(above, name string) string {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
	switch {
	case name == "" || len(name) > maxMember || strings.Trim(name, letters) != "":
		return cmp.Or(above, "body")
	case above == "":
		return name
	default:
		return above + "." + name
	}
}

// idempotencyKey returns the Idempotency-Key of the request, empty when there is
// none: at most 255 visible ASCII characters, once.
func idempotencyKey(r *http.Request) (string, error) {
	given := r.Header.Values("Idempotency-Key")
	if len(given) == 0 {
		return "", nil
	}
	if len(given) > 1 || !visibleASCII(given[0], maxKey) {
		return "", &photo.Error{Kind: photo.Invalid, Code: "idempotency-key", Field: "idempotency_key"}
	}
	return given[0], nil
}

// visibleASCII reports whether s has 1 to max characters, all from ! to ~.
func visibleASCII(s string, max int) bool {
	return s != "" && len(s) <= max && !strings.ContainsFunc(s, func(c rune) bool { return c <= ' ' || c > '~' })
}

// recordID returns the id in the address if it has the form of one. Anything
// else is refused like an id that does not exist.
func recordID(r *http.Request, prefix string) (string, error) {
	id := r.PathValue("id")
	random, ok := strings.CutPrefix(id, prefix)
	if !ok || len(random) != 26 || strings.Trim(random, "abcdefghijklmnopqrstuvwxyz234567") != "" {
		return "", photo.ErrNotAuthorised
	}
	return id, nil
}
