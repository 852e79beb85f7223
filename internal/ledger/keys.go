package ledger

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// NewKey makes an Ed25519 key for the ledger called name (no spaces, no plus).
// It returns the secret text for note.NewSigner and the public one for
// note.NewVerifier.
func NewKey(name string) (skey, vkey string, err error) {
	skey, vkey, err = note.GenerateKey(rand.Reader, name)
	if err != nil {
		return "", "", fmt.Errorf("new ledger key: %w", err)
	}
	if _, err := note.NewVerifier(vkey); err != nil {
		return "", "", fmt.Errorf("new ledger key: name: %w", err)
	}
	return skey, vkey, nil
}

// PublicKey returns the 32 bytes of the Ed25519 key inside the public text,
// for a JSON Web Key (RFC 8037).
func PublicKey(vkey string) (ed25519.PublicKey, error) {
	if _, err := note.NewVerifier(vkey); err != nil {
		return nil, fmt.Errorf("public key of the ledger: %w", err)
	}
	parts := strings.SplitN(vkey, "+", 3)
	raw, err := base64.StdEncoding.DecodeString(parts[len(parts)-1])
	if err != nil || len(raw) != 1+ed25519.PublicKeySize {
		return nil, errors.New("public key of the ledger: not Ed25519")
	}
	return ed25519.PublicKey(raw[1:]), nil
}

// Limits of a JSON Web Key set.
const (
	MaxKeySet  = 1 << 20 // bytes
	maxSetKeys = 1024
)

// ErrKeySet means that a text is not a JSON Web Key set with an Ed25519 key.
var ErrKeySet = errors.New("ledger: not a set of Ed25519 keys")

// KeySet holds public keys without the names of their ledgers, as a JSON Web
// Key set has them. As note.Verifiers it lets each key speak for whichever
// ledger a checkpoint names.
type KeySet []ed25519.PublicKey

// ParseKeySet reads a JSON Web Key set (RFC 7517 §5) of at most [MaxKeySet]
// bytes and returns its Ed25519 keys (RFC 8037); it skips keys of other kinds.
// A text without any such key is refused with [ErrKeySet].
func ParseKeySet(text []byte) (KeySet, error) {
	if len(text) > MaxKeySet {
		return nil, fmt.Errorf("%w: too long", ErrKeySet)
	}
	var set struct {
		Keys []struct {
			Type  string `json:"kty"`
			Curve string `json:"crv"`
			X     string `json:"x"`
		} `json:"keys"`
	}
	if json.Unmarshal(text, &set) != nil {
		return nil, fmt.Errorf("%w: not the JSON of one", ErrKeySet)
	}
	var keys KeySet
	for _, k := range set.Keys {
		if k.Type != "OKP" || k.Curve != "Ed25519" {
			continue
		}
		raw, err := base64.RawURLEncoding.Strict().DecodeString(k.X)
		if err != nil || len(raw) != ed25519.PublicKeySize {
			return nil, fmt.Errorf("%w: a key is not %d bytes of base64url", ErrKeySet, ed25519.PublicKeySize)
		}
		keys = append(keys, raw)
	}
	if len(keys) == 0 || len(keys) > maxSetKeys {
		return nil, fmt.Errorf("%w: it holds %d", ErrKeySet, len(keys))
	}
	return keys, nil
}

// Verifier returns the verifier of the key that has the given hash under the
// given name.
func (s KeySet) Verifier(name string, hash uint32) (note.Verifier, error) {
	for _, key := range s {
		text, err := note.NewEd25519VerifierKey(name, key)
		if err != nil {
			continue
		}
		if v, err := note.NewVerifier(text); err == nil && v.KeyHash() == hash {
			return v, nil
		}
	}
	return nil, &note.UnknownVerifierError{Name: name, KeyHash: hash}
}
