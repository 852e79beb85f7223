package erasures

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// List is the append-only file. It is safe for concurrent use in one program.
type List struct {
	mu   sync.Mutex
	path string
}

// Open uses the file at path; it need not exist yet.
func Open(path string) *List { return &List{path: path} }

// Append adds the id of an erased upload or file and returns when the line would
// survive a loss of power. The same id may stand on the list twice. A line that a loss of
// power or a full disk cut short is ended first, so that it spoils no other.
func (l *List) Append(id string, at time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	f, err := os.OpenFile(l.path, os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("open erasure list: %w", err)
	}
	err = l.write(f, fmt.Sprintf("%s %s\n", at.UTC().Format(time.RFC3339), id))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write erasure list: %w", err)
	}
	return nil
}

func (l *List) write(f *os.File, line string) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.Size() == 0 {
		_, err = f.WriteString(line)
		return errors.Join(err, flush(filepath.Dir(l.path)))
	}
	last := make([]byte, 1)
	if _, err := f.ReadAt(last, info.Size()-1); err != nil {
		return err
	}
	if last[0] != '\n' {
		line = "\n" + line
	}
	_, err = f.WriteString(line)
	return err
}

// flush makes the name of a new file durable.
func flush(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Exists reports whether there is a list at all.
func (l *List) Exists() (bool, error) {
	_, err := os.Stat(l.path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Each calls f for every id on the list, oldest first. A last line that a
// loss of power cut short is skipped.
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
