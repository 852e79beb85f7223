package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// KeySize is the length of a [Key] in bytes.
const KeySize = 32

// Overhead is how many bytes [Key.Seal] adds: format, nonce and tag.
const Overhead = 1 + 12 + 16

// bucket is the step, in bytes, in which the length of a sealed text grows.
const bucket = 32

// ErrSealed means that something sealed does not open: it was changed, belongs
// elsewhere, or was sealed under another key. It does not say which, since
// nobody can know.
var ErrSealed = errors.New("seal: does not open")

// ErrKey means that bytes are not a key.
var ErrKey = errors.New("seal: not a key")

// The first byte of everything sealed is its format. Files and texts differ so
// that one is never taken for the other.
const (
	formatBytes  byte = 1
	formatText   byte = 2
	formatKey    byte = 3 // under a key-encryption key
	formatStream byte = 4
)

// Key seals values and files with AES-256-GCM. The zero Key is that of an
// erased file: nothing opens with it.
type Key [KeySize]byte

// NewKey makes a random key.
func NewKey() Key {
	var k Key
	_, _ = rand.Read(k[:]) // never fails: crypto/rand ends the program instead
	return k
}

// KeyFrom returns the key with the 32 bytes that [Master.Unwrap] returned; other
// lengths and the zero key are refused with [ErrKey].
func KeyFrom(raw []byte) (Key, error) {
	if len(raw) != KeySize || Key(raw) == (Key{}) {
		return Key{}, ErrKey
	}
	return Key(raw), nil
}

// Seal encrypts plain. Bound names the place it is for, such as
// "upload/photo/ID", and must be given again to open it. The result is
// [Overhead] bytes longer: format 1, 12 bytes of random nonce, ciphertext, 16
// bytes of tag (NIST SP 800-38D). It panics on the zero key, which only a
// mistake in a program can pass, rather than write what everyone can read.
func (k Key) Seal(plain []byte, bound string) []byte {
	return k.seal(formatBytes, plain, bound)
}

// Open decrypts what [Key.Seal] returned for the same place, or returns
// [ErrSealed].
func (k Key) Open(sealed []byte, bound string) ([]byte, error) {
	return k.open(formatBytes, nil, sealed, bound)
}

// SealText seals a short value, such as a number or a name, in steps of 32
// bytes, so that the length reveals next to nothing: all values of up to 31
// bytes of UTF-8 have the same.
func (k Key) SealText(text, bound string) []byte {
	padded := make([]byte, (len(text)/bucket+1)*bucket)
	// ISO/IEC 7816-4: one bit, then zeros. At least one byte is always added.
	padded[copy(padded, text)] = 0x80
	return k.seal(formatText, padded, bound)
}

// OpenText decrypts what [Key.SealText] returned for the same place, or returns
// [ErrSealed].
func (k Key) OpenText(sealed []byte, bound string) (string, error) {
	padded, err := k.open(formatText, nil, sealed, bound)
	if err != nil {
		return "", err
	}
	text, found := strings.CutSuffix(strings.TrimRight(string(padded), "\x00"), "\x80")
	if !found {
		return "", ErrSealed
	}
	return text, nil
}

func (k Key) seal(format byte, plain []byte, bound string) []byte {
	box, err := k.newAEAD()
	if err != nil {
		panic(err) // see Seal: only the zero key, and silence would lose the value
	}
	out := make([]byte, 1, len(plain)+Overhead)
	out[0] = format
	return box.Seal(out, nil, plain, additionalData(format, bound)) //nolint:gosec // G407: nil, because newAEAD draws the nonce itself
}

func (k Key) open(format byte, into, sealed []byte, bound string) ([]byte, error) {
	box, err := k.newAEAD()
	if err != nil || len(sealed) < Overhead || sealed[0] != format {
		return nil, ErrSealed
	}
	plain, err := box.Open(into, nil, sealed[1:], additionalData(format, bound))
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

func (k Key) newAEAD() (cipher.AEAD, error) {
	if k == (Key{}) {
		return nil, ErrKey
	}
	block, err := aes.NewCipher(k[:])
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	// The library draws the nonce, as FIPS 140-3 requires.
	return cipher.NewGCMWithRandomNonce(block)
}

func additionalData(format byte, bound string) []byte {
	return append([]byte("myphoto seal v1\n"+string(rune(format))), bound...)
}

// SealJSON seals the JSON of a value under a name.
func (k Key) SealJSON(value any, name string) ([]byte, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("seal %s: %w", name, err)
	}
	return k.SealText(string(text), name), nil
}

// OpenJSON opens into value what SealJSON sealed under the name.
func (k Key) OpenJSON(sealed []byte, name string, value any) error {
	text, err := k.OpenText(sealed, name)
	if err != nil {
		return fmt.Errorf("open %s: %w", name, err)
	}
	if err := json.Unmarshal([]byte(text), value); err != nil {
		return fmt.Errorf("open %s: %w", name, err)
	}
	return nil
}
