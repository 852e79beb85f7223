package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Part ends the name of a file that is not complete yet. A crash may leave
// one behind.
const Part = ".part"

const ownerOnly = 0o600

// Create writes a new file, readable by its owner alone. The file appears whole
// or not at all. It never replaces another: the error is then [fs.ErrExist].
func Create(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+"*"+Part)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // the link keeps the content
	if err := finish(f, content); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil {
		return err
	}
	return SyncFolder(filepath.Dir(path))
}

// Replace writes a file, readable by its owner alone, in the place of an older
// one or of none. A reader sees the older or the new one, never a mixture.
// Callers must not replace one path concurrently.
func Replace(path string, content []byte) error {
	f, err := os.OpenFile(path+Part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, ownerOnly)
	if err != nil {
		return err
	}
	if err = finish(f, content); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return SyncFolder(filepath.Dir(path))
}

func finish(f *os.File, content []byte) error {
	_, err := f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}

// Append adds a line to a file. It makes none: the error for a file that is
// missing is [fs.ErrNotExist], since a list that begins anew has lost what was
// on it. When a crash or a full disk has cut the last line short, that line is
// ended first, so that it spoils no other.
func Append(path, line string) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(appendLine(f, line), f.Sync(), f.Close())
}

func appendLine(f *os.File, line string) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.Size() == 0 {
		_, err = f.WriteString(line + "\n")
		return err
	}
	last := make([]byte, 1)
	if _, err := f.ReadAt(last, info.Size()-1); err != nil {
		return err
	}
	if last[0] != '\n' {
		line = "\n" + line
	}
	_, err = f.WriteString(line + "\n")
	return err
}

// Move gives a file another name on the same disk. It never replaces another
// file: the error is then [fs.ErrExist]. A move that a crash interrupted can be
// repeated.
func Move(from, to string) error {
	err := os.Link(from, to)
	if errors.Is(err, fs.ErrExist) && same(from, to) {
		err = nil
	}
	if err != nil {
		return err
	}
	if err := errors.Join(SyncFolder(filepath.Dir(to)), os.Remove(from)); err != nil {
		return err
	}
	return SyncFolder(filepath.Dir(from))
}

func same(one, other string) bool {
	a, errA := os.Lstat(one)
	b, errB := os.Lstat(other)
	return errA == nil && errB == nil && os.SameFile(a, b)
}

// SyncFolder makes the names in a folder durable.
func SyncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
