package seal

import (
	"bytes"
	"crypto/hpke"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Limits of what a [Master] wraps, in bytes.
const (
	MaxWrap = 1 << 10
	MaxName = 256
)

// Errors of a [Master] besides [ErrSealed].
var (
	// ErrNoPrivateKey means that the file has only the public part of the key.
	ErrNoPrivateKey = errors.New("seal: the private master key is not here")
	// ErrUnknownMaster means that the master key that wrapped is not in the file.
	ErrUnknownMaster = errors.New("seal: wrapped by a master key that is not in the file")
	// ErrWrap means that the key or the name is empty or too long.
	ErrWrap = errors.New("seal: cannot wrap")
)

// The first byte of everything wrapped is its format: sealed by HPKE itself,
// or under a [kek] that HPKE has sealed.
const (
	wrapDirect byte = 1
	wrapKEK    byte = 2
	masterID        = 8 // bytes
	wrapHead        = 1 + masterID
)

// The two kinds of line of a master key file.
const (
	privateLine = "private"
	publicLine  = "public"
)

// Master wraps the keys of files and rows for storage, under master keys that
// come from a file. It is safe for concurrent use. It prints as [hidden].
type Master struct {
	hidden
	ring *masterRing
	keks *kekCache
}

type masterRing struct{ keys []masterKey }

type masterKey struct {
	id      string // first 8 bytes of SHA-256 of the public key
	public  hpke.PublicKey
	private hpke.PrivateKey // nil where the file has only the public part
}

func kem() hpke.KEM   { return hpke.MLKEM768X25519() }
func kdf() hpke.KDF   { return hpke.HKDFSHA256() }
func aead() hpke.AEAD { return hpke.AES256GCM() }

// IDs returns the ids of all keys, in hexadecimal form, the current one first.
func (m *Master) IDs() []string {
	ids := make([]string, len(m.ring.keys))
	for i, key := range m.ring.keys {
		ids[i] = key.id
	}
	return ids
}

// Current returns the id of the current key, which follows the format in everything
// that is wrapped now.
func (m *Master) Current() []byte {
	id, _ := hex.DecodeString(m.ring.keys[0].id) // it was encoded by masterIDOf
	return id
}

// Use makes another key of the file the current one, before anything is wrapped;
// [ErrUnknownKey] when the file does not have it.
func (m *Master) Use(id string) error {
	i := slices.IndexFunc(m.ring.keys, func(k masterKey) bool { return k.id == id })
	if i < 0 {
		return fmt.Errorf("%w: %s", ErrUnknownKey, id)
	}
	key := m.ring.keys[i]
	m.ring.keys = slices.Insert(slices.Delete(m.ring.keys, i, i+1), 0, key)
	m.keks.forgetCurrent()
	return nil
}

// NewMasterKey returns the text of a file with one new private key. To rotate,
// put its line above the others.
func NewMasterKey() ([]byte, error) {
	private, err := kem().GenerateKey()
	if err != nil {
		return nil, fmt.Errorf("new master key: %w", err)
	}
	raw, err := private.Bytes()
	if err != nil {
		return nil, fmt.Errorf("new master key: %w", err)
	}
	return masterLine(privateLine, masterIDOf(private.PublicKey()), raw), nil
}

// ParseMaster reads a file of master keys: lines "private:id:base64" (32 bytes
// of seed) or "public:id:base64" (1,216 bytes), the current one first, which
// wraps; the others only unwrap what they once wrapped. The id is the
// hexadecimal form of the first 8 bytes of SHA-256 of the public key and is
// checked, so that a damaged file is noticed before it is needed. Empty lines
// and lines beginning with "#" are skipped. The error names all faults, by
// line, and never repeats a key.
func ParseMaster(text []byte) (*Master, error) {
	ring, err := parseMaster(text)
	if err != nil {
		return nil, err
	}
	return &Master{ring: ring, keks: &kekCache{opened: map[[sha256.Size]byte]Key{}}}, nil
}

func parseMaster(text []byte) (*masterRing, error) {
	lines, err := keyLines(text)
	if err != nil {
		return nil, err
	}
	ring := &masterRing{}
	var faults []error
	for _, l := range lines {
		k, err := parseMasterLine(l.text)
		if err == nil && ring.find(k.id) != nil {
			err = fmt.Errorf("%w: comes twice", ErrKey)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("line %d: %w", l.number, err))
			continue
		}
		ring.keys = append(ring.keys, k)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return ring, nil
}

func parseMasterLine(line string) (masterKey, error) {
	parts := strings.Split(line, ":")
	if len(parts) != 3 {
		return masterKey{}, fmt.Errorf("%w: not kind:id:base64", ErrKey)
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(parts[2])
	if err != nil {
		return masterKey{}, fmt.Errorf("%w: not base64", ErrKey)
	}
	k := masterKey{id: parts[1]}
	switch parts[0] {
	case privateLine:
		if k.private, err = kem().NewPrivateKey(raw); err == nil {
			k.public = k.private.PublicKey()
		}
	case publicLine:
		k.public, err = kem().NewPublicKey(raw)
	default:
		return masterKey{}, fmt.Errorf("%w: neither private nor public", ErrKey)
	}
	if err != nil {
		return masterKey{}, fmt.Errorf("%w: wrong length or content", ErrKey)
	}
	if masterIDOf(k.public) != k.id {
		return masterKey{}, fmt.Errorf("%w: id is not that of the key", ErrKey)
	}
	return k, nil
}

func masterIDOf(public hpke.PublicKey) string {
	digest := sha256.Sum256(public.Bytes())
	return hex.EncodeToString(digest[:masterID])
}

func masterLine(kind, id string, raw []byte) []byte {
	return fmt.Appendf(nil, "%s:%s:%s\n", kind, id, base64.StdEncoding.EncodeToString(raw))
}

func (r *masterRing) find(id string) *masterKey {
	for i := range r.keys {
		if r.keys[i].id == id {
			return &r.keys[i]
		}
	}
	return nil
}

// Wrap seals a key of 1 to [MaxWrap] bytes for storage. Name, of 1 to [MaxName]
// bytes, states what the key is for, such as "upload/ID"; Unwrap needs it
// again. Other lengths are refused with [ErrWrap].
//
// The result is 1,237 bytes for a key of 32: format 2, the 8 bytes of the id, a
// key-encryption key as HPKE seals it, and the key sealed under that. A master
// without the private key has no key-encryption keys, because it could open
// with them what it has wrapped: it returns format 1, the id, and the key as
// HPKE seals it.
func (m *Master) Wrap(key []byte, name string) ([]byte, error) {
	if len(key) == 0 || len(key) > MaxWrap || name == "" || len(name) > MaxName {
		return nil, ErrWrap
	}
	first := m.ring.keys[0]
	if first.private == nil {
		return first.seal(wrapDirect, key, directInfo(name))
	}
	current, err := m.keks.wrapping(first)
	if err != nil {
		return nil, err
	}
	return append(bytes.Clone(current.wrapped), current.key.seal(formatKey, key, name)...), nil
}

// seal returns the format, the id and what HPKE seals.
func (k masterKey) seal(format byte, key, info []byte) ([]byte, error) {
	id, err := hex.DecodeString(k.id)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrWrap, err)
	}
	sealed, err := hpke.Seal(k.public, kdf(), aead(), info, key)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrWrap, err)
	}
	return append(append([]byte{format}, id...), sealed...), nil
}

// Unwrap returns the key that Wrap sealed for the same name, or [ErrSealed],
// [ErrNoPrivateKey] or [ErrUnknownMaster].
func (m *Master) Unwrap(wrapped []byte, name string) ([]byte, error) {
	if len(wrapped) <= wrapHead || len(wrapped) > MaxWrap+2048 {
		return nil, ErrSealed
	}
	if wrapped[0] == wrapDirect {
		return m.ring.open(wrapped, directInfo(name))
	}
	if wrapped[0] != wrapKEK || len(wrapped) <= kekHead {
		return nil, ErrSealed
	}
	opened, err := m.keks.open(m.ring, wrapped[:kekHead])
	if err != nil {
		return nil, err
	}
	return opened.open(formatKey, nil, wrapped[kekHead:], name)
}

// open returns what HPKE sealed after the format and the id.
func (r *masterRing) open(wrapped, info []byte) ([]byte, error) {
	k := r.find(hex.EncodeToString(wrapped[1:wrapHead]))
	if k == nil {
		return nil, ErrUnknownMaster
	}
	if k.private == nil {
		return nil, ErrNoPrivateKey
	}
	key, err := hpke.Open(k.private, kdf(), aead(), info, wrapped[wrapHead:])
	if err != nil {
		return nil, ErrSealed
	}
	return key, nil
}

func directInfo(name string) []byte {
	return []byte("myphoto master v1\n" + name)
}
