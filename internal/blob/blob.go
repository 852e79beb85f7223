package blob

import (
	"context"
	"errors"
	"io"
	"regexp"
	"time"
)

// Errors of every backend.
var (
	ErrNotFound = errors.New("no such file")
	ErrExists   = errors.New("file exists")
	ErrName     = errors.New("not a file name")
)

// MaxBytes is the maximum size of one file: an upload of 10 MB and what sealing
// adds.
const MaxBytes = 11 << 20

// Entry is one stored file.
type Entry struct {
	Name  string
	Since time.Time // when it was put
}

// Backend stores the files. Put never overwrites (ErrExists) and returns only
// when the bytes would survive a loss of power. Open returns the content to be
// read while it is needed, and to be closed; the error is ErrNotFound when there
// is no such file. Delete of a missing file is no error. List calls each for
// every file, in no particular order. Mark returns
// what SetMark wrote, ErrNotFound before: by its mark a database knows its own
// files from an empty place, such as a disk that is not mounted, and from those of
// another. Nothing is stored, and Health fails, where there is no mark.
type Backend interface {
	Put(ctx context.Context, name string, content []byte) error
	Open(ctx context.Context, name string) (io.ReadCloser, error)
	Has(ctx context.Context, name string) (bool, error)
	Delete(ctx context.Context, name string) error
	List(ctx context.Context, each func(Entry) error) error
	Health(ctx context.Context) error
	Mark(ctx context.Context) (string, error)
	SetMark(ctx context.Context, mark string) error
}

var name = regexp.MustCompile(`^fil_[a-z2-7]{26}$`)

// CheckName returns ErrName for everything but the id of a file, so that no
// name can leave the folder or the bucket.
func CheckName(n string) error {
	if !name.MatchString(n) {
		return ErrName
	}
	return nil
}
