package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
)

// Modes that a file of a setting must not have.
const (
	NotWritten fs.FileMode = 0o022 // others than its owner may not write it
	NotOpened  fs.FileMode = 0o077 // others than its owner may not open it
)

// ReadSecret reads a file with a secret, which only its owner may write.
func ReadSecret(path string) ([]byte, error) { return ReadFile(path, maxSecretBytes, NotWritten) }

// ReadFile reads a regular file that has none of the forbidden modes: at most one
// byte more than max, so that a parser sees that it is too long. Its errors do not
// repeat the path: somebody may have written the secret itself there.
func ReadFile(path string, max int64, forbidden fs.FileMode) ([]byte, error) {
	// Opening a pipe must not wait for whoever writes to it.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, withoutPath(err)
	}
	defer func() { _ = f.Close() }() // only read
	info, err := f.Stat()
	if err != nil {
		return nil, withoutPath(err)
	}
	mode := info.Mode()
	switch {
	case mode.IsDir():
		return nil, errors.New("it is a folder")
	case !mode.IsRegular():
		return nil, errors.New("it is no regular file")
	case mode.Perm()&forbidden&0o055 != 0:
		return nil, fmt.Errorf("others than its owner may open it (mode %03o): chmod 600", mode.Perm())
	case mode.Perm()&forbidden != 0:
		return nil, fmt.Errorf("others than its owner may write it (mode %03o): chmod go-w", mode.Perm())
	}
	content, err := io.ReadAll(io.LimitReader(f, max+1))
	return content, withoutPath(err)
}

func withoutPath(err error) error {
	if fault, ok := errors.AsType[*fs.PathError](err); ok {
		return fault.Err
	}
	return err
}

// About names the settings that an error is about: each of its lines, since each is a
// line of the log.
func About(names string, err error) error {
	if err == nil {
		return nil
	}
	return fault{names, err}
}

type fault struct {
	names string
	cause error
}

// Error returns the cause with the names before each line.
func (f fault) Error() string {
	return f.names + ": " + strings.ReplaceAll(f.cause.Error(), "\n", "\n"+f.names+": ")
}

// Unwrap returns the cause.
func (f fault) Unwrap() error { return f.cause }
