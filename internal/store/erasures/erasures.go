package erasures

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"
	"time"

	"myphoto/internal/durable"
)

// List is the append-only file. It is safe for concurrent use in one program.
type List struct {
	mu   sync.Mutex
	path string
}

// ErrMissing means that the list, which begins with the database, was lost.
var ErrMissing = errors.New("the erasure list is missing: put it back where it was (operations.md, Erasure and backups)")

// Open returns the list in the file at path, which [List.Begin] makes.
func Open(path string) *List { return &List{path: path} }

// Append adds the id of an erased upload or file and returns when the line
// would survive a loss of power. The same id may be on the list twice. A line
// that a loss of power or a full disk cut short spoils no other. Where the list
// is gone the error is [ErrMissing]: a new one would not have what was on it.
func (l *List) Append(id string, at time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	err := durable.Append(l.path, at.UTC().Format(time.RFC3339)+" "+id)
	if errors.Is(err, fs.ErrNotExist) {
		err = ErrMissing
	}
	if err != nil {
		return fmt.Errorf("write erasure list: %w", err)
	}
	return nil
}

// Begin makes an empty list where there is none.
func (l *List) Begin() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := durable.Create(l.path, nil); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("begin erasure list: %w", err)
	}
	return nil
}

// Check returns [ErrMissing] where there is no list.
func (l *List) Check() error {
	_, err := os.Stat(l.path)
	if errors.Is(err, fs.ErrNotExist) {
		return ErrMissing
	}
	return err
}

// Each calls f for every id on the list, oldest first; [ErrMissing] where there is
// none. It skips lines that a loss of power cut short.
func (l *List) Each(f func(id string) error) error {
	file, err := os.Open(l.path)
	if errors.Is(err, fs.ErrNotExist) {
		return ErrMissing
	}
	if err != nil {
		return fmt.Errorf("open erasure list: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		_, id, found := strings.Cut(lines.Text(), " ")
		if !found || !strings.HasPrefix(id, "upl_") && !strings.HasPrefix(id, "fil_") {
			continue
		}
		if err := f(id); err != nil {
			return err
		}
	}
	return lines.Err()
}
