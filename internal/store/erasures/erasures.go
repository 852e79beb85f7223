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

	"myphoto/internal/photo"
)

// List is the append-only file. It is safe for concurrent use in one program.
type List struct {
	mu   sync.Mutex
	path string
}

// Open uses the file at path; it need not exist yet.
func Open(path string) *List { return &List{path: path} }

// Append adds an erased upload and returns when the line would survive a loss
// of power. The same upload may stand on the list twice.
func (l *List) Append(id photo.UploadID, at time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	f, err := os.OpenFile(l.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open erasure list: %w", err)
	}
	_, err = fmt.Fprintf(f, "%s %s\n", at.UTC().Format(time.RFC3339), id)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write erasure list: %w", err)
	}
	return nil
}

// Each calls f for every upload on the list, oldest first. A last line that a
// loss of power cut short is skipped.
func (l *List) Each(f func(photo.UploadID) error) error {
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
		if !found || !strings.HasPrefix(id, "upl_") {
			continue
		}
		if err := f(photo.UploadID(id)); err != nil {
			return err
		}
	}
	return lines.Err()
}
