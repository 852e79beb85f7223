package ledger

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// MaxCheckpoint is the greatest length of a signed checkpoint in bytes, with
// room for the signatures of witnesses.
const MaxCheckpoint = 16 << 10

// ErrCheckpoint is the cause when a text is not a checkpoint or nobody known
// signed it.
var ErrCheckpoint = errors.New("ledger: not a valid checkpoint")

const timeLine = "time "

// Checkpoint is the state of the ledger at one moment. Signed, it is the
// promise that the first Size records will never change.
//
// Its text is that of C2SP tlog-checkpoint with one extension line, and ends
// in a line feed:
//
//	ledger.myphoto.example                          origin: name of the log and of its key
//	1234                                            size, decimal
//	47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=    root, standard base64
//	time 2026-11-21T10:00:00.000000Z                RFC 3339, UTC, six decimals
//
// An empty line and the signature lines of a signed note follow.
type Checkpoint struct {
	Origin string
	Size   int64
	Root   [32]byte
	At     time.Time // cut to the microsecond
}

func (c Checkpoint) text() string {
	return fmt.Sprintf("%s\n%d\n%s\n%s%s\n", c.Origin, c.Size, tlog.Hash(c.Root), timeLine, c.At.UTC().Format(timeFormat))
}

func (c Checkpoint) check() error {
	year := c.At.UTC().Year()
	if c.Size < 0 || c.Size > MaxSize || year < 2000 || year > 9999 {
		return fmt.Errorf("%w: size or time", ErrCheckpoint)
	}
	return nil
}

// SignCheckpoint gives the signed note of c. The origin must be the name of
// the signer's key, so that a key speaks for one ledger only.
func SignCheckpoint(c Checkpoint, signer note.Signer) ([]byte, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	if c.Origin != signer.Name() {
		return nil, fmt.Errorf("%w: origin is not the name of the key", ErrCheckpoint)
	}
	text, err := note.Sign(&note.Note{Text: c.text()}, signer)
	if err != nil {
		return nil, fmt.Errorf("sign checkpoint: %w", err)
	}
	return text, nil
}

// OpenCheckpoint reads a signed checkpoint of at most [MaxCheckpoint] bytes. It
// must carry a valid signature by one of the verifiers whose name is the
// origin; signatures by unknown keys are ignored, a wrong one by a known key
// is refused.
func OpenCheckpoint(text []byte, verifiers note.Verifiers) (Checkpoint, error) {
	if len(text) > MaxCheckpoint {
		return Checkpoint{}, fmt.Errorf("%w: too long", ErrCheckpoint)
	}
	n, err := note.Open(text, verifiers)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("%w: %w", ErrCheckpoint, err)
	}
	c, err := parseCheckpoint(n.Text)
	if err != nil {
		return Checkpoint{}, err
	}
	if !slices.ContainsFunc(n.Sigs, func(s note.Signature) bool { return s.Name == c.Origin }) {
		return Checkpoint{}, fmt.Errorf("%w: not signed by its origin", ErrCheckpoint)
	}
	return c, nil
}

func parseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 5 {
		return Checkpoint{}, fmt.Errorf("%w: lines", ErrCheckpoint)
	}
	size, errSize := strconv.ParseInt(lines[1], 10, 64)
	root, errRoot := tlog.ParseHash(lines[2])
	at, errAt := time.Parse(timeLine+timeFormat, lines[3])
	if err := errors.Join(errSize, errRoot, errAt); err != nil {
		return Checkpoint{}, fmt.Errorf("%w: size, root or time", ErrCheckpoint)
	}
	c := Checkpoint{Origin: lines[0], Size: size, Root: root, At: at}
	if err := c.check(); err != nil {
		return Checkpoint{}, err
	}
	if c.text() != text {
		return Checkpoint{}, fmt.Errorf("%w: not canonical", ErrCheckpoint)
	}
	return c, nil
}

// NewKey makes an Ed25519 key for the ledger called name (no spaces, no plus):
// the secret text for note.NewSigner and the public one for note.NewVerifier.
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

// PublicKey gives the 32 bytes of the Ed25519 key inside the public text, for
// a JSON Web Key (RFC 8037).
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
