package seal

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// Limits of a key file.
const (
	MaxKeyFile = 64 << 10 // bytes
	MaxKeys    = 16       // keys in it
	MaxKeyID   = 32       // bytes of an id
)

// Hashes computes keyed hashes, by which a tax number, a code, a mobile number
// or a token is found without being stored. It prints as [hidden].
type Hashes struct {
	hidden
	// A pointer, so that fmt prints an address where it cannot call the methods.
	ring *hashRing
}

type hashRing struct{ keys [][]byte }

// NewHashKeys returns the text of a file with one new random key. To rotate, put
// its line above the others.
func NewHashKeys() []byte {
	raw := make([]byte, 4+KeySize)
	_, _ = rand.Read(raw) // never fails: crypto/rand ends the program instead
	return fmt.Appendf(nil, "%s:%s\n", hex.EncodeToString(raw[:4]), base64.StdEncoding.EncodeToString(raw[4:]))
}

// ParseHashKeys reads a file of look-up keys: one "id:base64" a line, the
// current one first; the base64 is of 32 bytes, the id of lower-case letters,
// digits and "-". Empty lines and lines beginning with "#" are skipped. The
// error names all faults, by line, and never repeats a key.
func ParseHashKeys(text []byte) (*Hashes, error) {
	lines, err := keyLines(text)
	if err != nil {
		return nil, err
	}
	ring := &hashRing{}
	seen := map[string]bool{}
	var faults []error
	for _, l := range lines {
		key, err := hashKey(l.text, seen)
		if err != nil {
			faults = append(faults, fmt.Errorf("line %d: %w", l.number, err))
		}
		ring.keys = append(ring.keys, key)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return &Hashes{ring: ring}, nil
}

func hashKey(line string, seen map[string]bool) ([]byte, error) {
	id, encoded, found := strings.Cut(line, ":")
	if !found || !keyID(id) {
		return nil, fmt.Errorf("%w: no id before the colon", ErrKey)
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if err != nil || len(raw) != KeySize {
		return nil, fmt.Errorf("%w: not the base64 of %d bytes", ErrKey, KeySize)
	}
	if bytes.Equal(raw, make([]byte, KeySize)) {
		return nil, fmt.Errorf("%w: nothing but zeros", ErrKey)
	}
	// One key under two ids is a rotation that did not happen.
	if seen[id] || seen[string(raw)] {
		return nil, fmt.Errorf("%w: id or key comes twice", ErrKey)
	}
	seen[id], seen[string(raw)] = true, true
	return raw, nil
}

func keyID(s string) bool {
	return s != "" && len(s) <= MaxKeyID && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

type keyLine struct {
	number int
	text   string
}

// keyLines returns the lines of a key file that are neither empty nor comments.
func keyLines(text []byte) ([]keyLine, error) {
	if len(text) > MaxKeyFile {
		return nil, fmt.Errorf("%w: file is longer than %d bytes", ErrKey, MaxKeyFile)
	}
	var lines []keyLine
	number := 0
	for raw := range strings.Lines(string(text)) {
		number++
		line := strings.TrimSpace(raw)
		if line != "" && line[0] != '#' {
			lines = append(lines, keyLine{number, line})
		}
	}
	if len(lines) == 0 || len(lines) > MaxKeys {
		return nil, fmt.Errorf("%w: file must hold 1 to %d keys, not %d", ErrKey, MaxKeys, len(lines))
	}
	return lines, nil
}

// Sum returns the keyed hash of value under the current key: 32 bytes of
// HMAC-SHA256. Kind ("afm", "code", "mobile") separates equal values of
// different meaning.
func (h *Hashes) Sum(kind, value string) []byte {
	return sum(h.ring.keys[0], kind, value)
}

// All returns the keyed hashes under every key, the current one first, to find
// what was stored before a rotation.
func (h *Hashes) All(kind, value string) [][]byte {
	sums := make([][]byte, 0, len(h.ring.keys))
	for _, key := range h.ring.keys {
		sums = append(sums, sum(key, kind, value))
	}
	return sums
}

func sum(key []byte, kind, value string) []byte {
	mac := hmac.New(sha256.New, key)
	// The length of the kind makes the border between the two unambiguous.
	mac.Write(fmt.Appendf(nil, "myphoto look-up v1\n%d:%s", len(kind), kind))
	mac.Write([]byte(value))
	return mac.Sum(nil)
}

// Match reports, in constant time, whether a kept hash is that of the value for
// the purpose under any live key.
func (h *Hashes) Match(purpose, value string, hash []byte) bool {
	found := false
	for _, sum := range h.All(purpose, value) {
		found = hmac.Equal(sum, hash) || found
	}
	return found
}
