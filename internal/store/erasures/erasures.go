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

// Open returns the list in the file at path, which need not exist yet.
func Open(path string) *List { return &List{path: path} }

// Append adds the id of an erased upload or file and returns when the line
// would survive a loss of power. The same id may be on the list twice. A line
// that a loss of power or a full disk cut short spoils no other.
func (l *List) Append(id string, at time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := durable.Append(l.path, at.UTC().Format(time.RFC3339)+" "+id); err != nil {
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

// Exists reports whether there is a list at all.
func (l *List) Exists() (bool, error) {
	_, err := os.Stat(l.path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Each calls f for every id on the list, oldest first. It skips lines that a
// loss of power cut short.
func (l *List) Each(f func(id string) error) error {
	file, err := os.Open(l.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
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
