package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
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

// readJSON reads the body into v: JSON in UTF-8, exactly one value, no member
// that is unknown to v and none twice. Refusals are malformed and name the body,
// or the member with a wrong type.
func readJSON(r *http.Request, v any) error {
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" || !isUTF8(params["charset"]) || r.Header.Get("Content-Encoding") != "" {
		return malformedField("body", "content-type")
	}
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		if over := httpx.BodyError(err); errors.Is(over, httpx.ErrTooLarge) {
			return over
		}
		return malformedField("body", "json") // the connection broke
	}
	if err := validJSON(raw); err != nil {
		return err
	}
	strict := json.NewDecoder(bytes.NewReader(raw))
	strict.DisallowUnknownFields()
	if err := strict.Decode(v); err != nil {
		if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && wrong.Field != "" {
			return malformedField(wrong.Field, "type")
		}
		return malformedField("body", "member")
	}
	return nil
}

func isUTF8(charset string) bool { return charset == "" || strings.EqualFold(charset, "utf-8") }

// validJSON checks that raw is one JSON value in UTF-8 without repeated members.
// encoding/json would use the last of two, replace invalid characters, and match
// names in any case.
func validJSON(raw []byte) error {
	if !utf8.Valid(raw) || !json.Valid(raw) {
		return malformedField("body", "json")
	}
	return noDuplicateMembers(json.NewDecoder(bytes.NewReader(raw)))
}

// noDuplicateMembers reads one value and refuses an object with a repeated
// member, or with a member in other letters than ours, so that names that differ
// only in case cannot both occur.
func noDuplicateMembers(d *json.Decoder) error {
	token, err := d.Token()
	if err != nil {
		return malformedField("body", "json")
	}
	open, nested := token.(json.Delim)
	if !nested {
		return nil
	}
	seen := map[string]bool{}
	for d.More() {
		if open == '{' {
			name, err := d.Token()
			if err != nil {
				return malformedField("body", "json")
			}
			key, _ := name.(string)
			switch {
			case strings.Trim(key, "abcdefghijklmnopqrstuvwxyz_") != "":
				return malformedField("body", "member")
			case seen[key]:
				return malformedField("body", "twice")
			}
			seen[key] = true
		}
		if err := noDuplicateMembers(d); err != nil {
			return err
		}
	}
	_, err = d.Token() // the closing bracket
	return err
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
