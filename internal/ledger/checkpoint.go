package ledger

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// MaxCheckpoint is the maximum length of a signed checkpoint in bytes. It
// leaves room for the signatures of witnesses.
const MaxCheckpoint = 16 << 10

// ErrCheckpoint means that a text is not a checkpoint, or that no known key
// signed it.
var ErrCheckpoint = errors.New("ledger: not a valid checkpoint")

// Checkpoint is the head of the ledger's tree. Signed, it is the promise that
// the first Size records never change.
//
// Its text is that of C2SP tlog-checkpoint and ends in a line feed:
//
//	ledger.myphoto.example                          origin: name of the ledger and of its key
//	1234                                            size, decimal
//	47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=    root, standard base64
//
// An empty line and the signature lines of a signed note follow. There are no
// extension lines, which the specification does not recommend: nobody can
// audit them.
type Checkpoint struct {
	Origin string
	Size   int64
	Root   [32]byte
}

func (c Checkpoint) text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, tlog.Hash(c.Root))
}

func (c Checkpoint) check() error {
	if c.Size < 0 || c.Size > MaxSize {
		return fmt.Errorf("%w: size", ErrCheckpoint)
	}
	return nil
}

// SignCheckpoint returns the signed note of c. The origin must be the name of
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
// is refused. Extension lines are opaque (C2SP tlog-checkpoint): they must be
// signed like the rest, and are ignored, so that a checkpoint of a version
// that still wrote one can be verified for as long as somebody has it.
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
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) < 3 || slices.Contains(lines, "") {
		return Checkpoint{}, fmt.Errorf("%w: lines", ErrCheckpoint)
	}
	size, errSize := strconv.ParseInt(lines[1], 10, 64)
	root, errRoot := tlog.ParseHash(lines[2])
	if err := errors.Join(errSize, errRoot); err != nil {
		return Checkpoint{}, fmt.Errorf("%w: size or root", ErrCheckpoint)
	}
	c := Checkpoint{Origin: lines[0], Size: size, Root: root}
	if err := c.check(); err != nil {
		return Checkpoint{}, err
	}
	if !strings.HasPrefix(text, c.text()) {
		return Checkpoint{}, fmt.Errorf("%w: not canonical", ErrCheckpoint)
	}
	return c, nil
}
