package seal

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// KeyIDSize is the length in bytes of the id with which a keyed hash begins.
const KeyIDSize = 8

// ErrUnknownKey means that a key that should be current is not in the file.
var ErrUnknownKey = errors.New("seal: not a key of the file")

// Limits of a key file.
const (
	MaxKeyFile = 64 << 10 // bytes
	MaxKeys    = 16       // keys in it
)

// Hashes computes keyed hashes, by which a tax number, a code, a mobile number
// or a token is found without being stored. It prints as [hidden].
type Hashes struct {
	hidden
	// A pointer, so that fmt prints an address where it cannot call the methods.
	ring *hashRing
}

type hashRing struct{ keys []hashKey } // the current one first

// hashKey is one look-up key and its id.
type hashKey struct {
	id  [KeyIDSize]byte
	key []byte
}

// newHashKey returns a key with its id. The id is made from the key, so that a
// damaged or exchanged key has another one.
func newHashKey(raw []byte) hashKey {
	k := hashKey{key: raw}
	mac := hmac.New(sha256.New, raw)
	mac.Write([]byte("myphoto look-up key v1\n"))
	copy(k.id[:], mac.Sum(nil))
	return k
}

func (k hashKey) name() string { return hex.EncodeToString(k.id[:]) }

// NewHashKeys returns the text of a file with one new random key. To rotate, put
// its line above the others.
func NewHashKeys() []byte {
	raw := NewKey()
	return fmt.Appendf(nil, "%s:%s\n", newHashKey(raw[:]).name(), base64.StdEncoding.EncodeToString(raw[:]))
}

// ParseHashKeys reads a file of look-up keys: one "id:base64" a line, the
// current one first; the base64 is of 32 bytes, the id is the hexadecimal form of
// 8 bytes that are made from the key, and is checked, so that a damaged file is
// noticed before it is needed. Empty lines and lines beginning with "#" are
// skipped. The error names all faults, by line, and never repeats a key.
func ParseHashKeys(text []byte) (*Hashes, error) {
	lines, err := keyLines(text)
	if err != nil {
		return nil, err
	}
	ring := &hashRing{}
	var faults []error
	for _, l := range lines {
		key, err := parseHashKey(l.text)
		if err == nil && ring.find(key.name()) >= 0 {
			err = fmt.Errorf("%w: comes twice", ErrKey)
		}
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

func parseHashKey(line string) (hashKey, error) {
	id, encoded, found := strings.Cut(line, ":")
	if !found || id == "" {
		return hashKey{}, fmt.Errorf("%w: no id before the colon", ErrKey)
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if err != nil || len(raw) != KeySize {
		return hashKey{}, fmt.Errorf("%w: not the base64 of %d bytes", ErrKey, KeySize)
	}
	if bytes.Equal(raw, make([]byte, KeySize)) {
		return hashKey{}, fmt.Errorf("%w: nothing but zeros", ErrKey)
	}
	key := newHashKey(raw)
	if key.name() != id {
		return hashKey{}, fmt.Errorf("%w: id is not that of the key", ErrKey)
	}
	return key, nil
}

// find returns the index of a key; -1 when the file does not have it.
func (r *hashRing) find(id string) int {
	return slices.IndexFunc(r.keys, func(k hashKey) bool { return k.name() == id })
}

// IDs returns the ids of all keys, in hexadecimal form, the current one first.
func (h *Hashes) IDs() []string {
	ids := make([]string, len(h.ring.keys))
	for i, key := range h.ring.keys {
		ids[i] = key.name()
	}
	return ids
}

// Use makes another key of the file the current one, before anything is hashed;
// [ErrUnknownKey] when the file does not have it.
func (h *Hashes) Use(id string) error {
	i := h.ring.find(id)
	if i < 0 {
		return fmt.Errorf("%w: %s", ErrUnknownKey, id)
	}
	key := h.ring.keys[i]
	h.ring.keys = slices.Insert(slices.Delete(h.ring.keys, i, i+1), 0, key)
	return nil
}

// Current returns the id of the current key, with which every new keyed hash begins.
func (h *Hashes) Current() []byte { return bytes.Clone(h.ring.keys[0].id[:]) }

// IsCurrent reports whether a keyed hash was computed under the current key.
func (h *Hashes) IsCurrent(hash []byte) bool { return bytes.HasPrefix(hash, h.ring.keys[0].id[:]) }

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

// Sum returns the keyed hash of value under the current key: the 8 bytes of the id
// of the key, and 32 bytes of HMAC-SHA256. Kind ("afm", "code", "mobile") separates equal values of
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

func sum(key hashKey, kind, value string) []byte {
	mac := hmac.New(sha256.New, key.key)
	// The length of the kind makes the border between the two unambiguous.
	mac.Write(fmt.Appendf(nil, "myphoto look-up v1\n%d:%s", len(kind), kind))
	mac.Write([]byte(value))
	return mac.Sum(bytes.Clone(key.id[:]))
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
