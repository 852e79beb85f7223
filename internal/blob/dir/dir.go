package dir

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"myphoto/internal/blob"
	"myphoto/internal/durable"
	"myphoto/internal/photo"
)

// Dir is a folder with one subfolder for each two first characters of the
// random part of the names.
type Dir struct {
	root string
	now  func() time.Time
}

var _ blob.Backend = (*Dir)(nil)

// Open returns the files in the folder at root, which [Dir.SetMark] makes. now is
// the clock by which remains of interrupted puts age.
func Open(root string, now func() time.Time) *Dir { return &Dir{root, now} }

// markPrefix begins the name of the empty folder that marks the folder of files. It
// is a folder, so that it is never taken for a stored file.
const markPrefix = "mark-"

// Mark returns the mark of the folder.
func (d *Dir) Mark(context.Context) (string, error) {
	entries, err := os.ReadDir(d.root)
	if err != nil {
		return "", translate("read mark", err)
	}
	for _, entry := range entries {
		if mark, ok := strings.CutPrefix(entry.Name(), markPrefix); ok && entry.IsDir() {
			return mark, nil
		}
	}
	return "", fmt.Errorf("read mark: %w", blob.ErrNotFound)
}

// SetMark makes the folder when it is missing, readable by its owner alone, and
// marks it.
func (d *Dir) SetMark(_ context.Context, mark string) error {
	if err := os.MkdirAll(filepath.Join(d.root, markPrefix+mark), 0o700); err != nil {
		return translate("mark folder of files", err)
	}
	return translate("mark folder of files", errors.Join(durable.SyncFolder(d.root), durable.SyncFolder(filepath.Dir(d.root))))
}

// Has reports whether there is a file.
func (d *Dir) Has(ctx context.Context, name string) (bool, error) {
	_, file, err := d.place(name)
	if err != nil {
		return false, err
	}
	if err := ctx.Err(); err != nil {
		return false, err
	}
	_, err = os.Lstat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, translate("look for file", err)
}

func (d *Dir) place(name string) (folder, file string, err error) {
	if err := blob.CheckName(name); err != nil {
		return "", "", err
	}
	folder = filepath.Join(d.root, strings.TrimPrefix(name, "fil_")[:2])
	return folder, filepath.Join(folder, name), nil
}

// Put stores a file. It appears whole or not at all, and never replaces another.
func (d *Dir) Put(ctx context.Context, name string, content []byte) error {
	folder, file, err := d.place(name)
	if err != nil {
		return err
	}
	if len(content) > blob.MaxBytes {
		return fmt.Errorf("put file: %d bytes are too many", len(content))
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := d.checkMark(ctx); err != nil {
		return err
	}
	if err := d.folder(folder); err != nil {
		return translate("make folder", err)
	}
	return translate("put file", durable.Create(file, content))
}

func (d *Dir) folder(path string) error {
	err := os.Mkdir(path, 0o700)
	switch {
	case errors.Is(err, fs.ErrExist):
		return nil
	case err != nil:
		return err
	}
	return durable.SyncFolder(d.root)
}

// Open returns the content of a file.
func (d *Dir) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	_, file, err := d.place(name)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	content, err := os.Open(file)
	if err != nil {
		return nil, translate("open file", err)
	}
	return content, nil
}

// Delete removes the file; its content is ciphertext whose key is gone.
func (d *Dir) Delete(ctx context.Context, name string) error {
	folder, file, err := d.place(name)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	err = os.Remove(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return translate("delete file", err)
	}
	return translate("delete file", durable.SyncFolder(folder))
}

// List calls each for every file. On the way it removes the remains of
// interrupted puts that are a day old by the modification time of the file.
func (d *Dir) List(ctx context.Context, each func(blob.Entry) error) error {
	return filepath.WalkDir(d.root, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // removed meanwhile
		}
		if err != nil || entry.IsDir() {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if strings.HasSuffix(path, durable.Part) {
			return d.removePart(path, info.ModTime())
		}
		return each(blob.Entry{Name: entry.Name(), Since: info.ModTime()})
	})
}

func (d *Dir) removePart(path string, since time.Time) error {
	if d.now().Sub(since) < 24*time.Hour {
		return nil
	}
	return os.Remove(path)
}

const (
	// healthBytes are enough to need space on the disk; an empty file needs none,
	// even on a full one.
	healthBytes = 64 << 10
	// healthRoom is what the largest upload takes, in bytes: two pictures of 10 MB,
	// what is made of them, and as much again for the database and its log.
	healthRoom = 48 << 20
)

// checkMark returns photo.ErrUnavailable where the folder has no mark: a disk is not
// mounted.
func (d *Dir) checkMark(ctx context.Context) error {
	if _, err := d.Mark(ctx); err != nil {
		return fmt.Errorf("%w: %w", photo.ErrUnavailable, err)
	}
	return nil
}

// Health reports whether the folder is there and can be written and the disk has
// room for the largest upload.
func (d *Dir) Health(ctx context.Context) error {
	if err := d.checkMark(ctx); err != nil {
		return err
	}
	var disk syscall.Statfs_t
	if err := syscall.Statfs(d.root, &disk); err != nil {
		return translate("look for room", err)
	}
	if free := disk.Bavail * uint64(disk.Bsize); free < healthRoom {
		return translate("look for room", syscall.ENOSPC)
	}
	f, err := os.CreateTemp(d.root, "health*"+durable.Part)
	if err != nil {
		return translate("write folder", err)
	}
	_, err = f.Write(make([]byte, healthBytes))
	if err == nil {
		err = f.Sync() // some file systems find room only now
	}
	return translate("write folder", errors.Join(err, f.Close(), os.Remove(f.Name())))
}

// translate turns an error of the file system into one of package blob, or into
// photo.ErrUnavailable when the disk is full, read-only or broken.
func translate(what string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: %w", what, blob.ErrNotFound)
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s: %w", what, blob.ErrExists)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EROFS),
		errors.Is(err, syscall.EIO), errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s: %w: %w", what, photo.ErrUnavailable, err)
	}
	return fmt.Errorf("%s: %w", what, err)
}
