package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"myphoto/internal/blob/dir"
	"myphoto/internal/config"
	"myphoto/internal/store"
)

// openStore opens the database only.
func openStore(ctx context.Context, c config.Config, now func() time.Time) (*store.Store, error) {
	s, err := store.Open(ctx, c.DatabaseURL.Reveal(), now)
	return s, config.About(database, err)
}

// prepareDatabase makes the folder of a database that a command is to set up, and
// returns an error for a database that should be there and is not.
func prepareDatabase(ctx context.Context, c config.Config, u uses) error {
	path := databasePath(c)
	_, err := os.Stat(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return config.About(database, err)
	}
	whole, _ := filepath.Abs(path) // for the message alone
	var fault string
	_, noFolder := os.Stat(filepath.Dir(path))
	switch {
	case !u.setsUp && !u.serves:
		fault = "correct the setting, or make one with `myphoto migrate`"
	case hasDatabase(ctx, c):
		fault = "beside the files of " + filesAt + " lies what another database has left: correct the one or the other setting"
	case u.setsUp:
		return config.About(database, os.MkdirAll(filepath.Dir(path), 0o700))
	case noFolder != nil:
		fault = "its folder is missing: correct the setting, or make both with `myphoto migrate`"
	default:
		return nil
	}
	return config.About(database, fmt.Errorf("there is none at %s; %s", whole, fault))
}

// databasePath returns the file of the database.
func databasePath(c config.Config) string {
	return strings.TrimPrefix(c.DatabaseURL.Reveal(), "sqlite:")
}

// checkPlace returns an error when the file of the database is not in its place any
// more. The engine goes on with the file that it has open, which ends with the program.
func (h *app) checkPlace() error {
	info, err := os.Stat(databasePath(h.config))
	if err == nil && !os.SameFile(info, h.base) {
		err = errors.New("another file lies in the place of the database that is in use")
	}
	return config.About(database, err)
}

// hasDatabase reports whether there are files, an erasure list or a pinned checkpoint:
// they begin with a database.
func hasDatabase(ctx context.Context, c config.Config) bool {
	path, ok := strings.CutPrefix(c.FilesURL, "file:")
	if !ok {
		return false
	}
	_, noFiles := dir.Open(path, time.Now).Mark(ctx)
	_, noList := os.Lstat(listPath(path))
	_, noPin := os.Lstat(pinPath(path))
	return noFiles == nil || noList == nil || noPin == nil
}

// listPath and pinPath return the files of the erasure list and of the pinned
// checkpoint, beside the folder of the files: outside the database.
func listPath(files string) string { return filepath.Join(filepath.Dir(files), "erasures.log") }

func pinPath(files string) string { return filepath.Join(filepath.Dir(files), "checkpoint.pinned") }

// databaseLock is held by the one program that serves over a database. It ends with
// the program, however that ends.
type databaseLock struct{ file *os.File }

// lockDatabase takes the lock, or returns an error while another program has it.
func lockDatabase(c config.Config) (*databaseLock, error) {
	path := databasePath(c)
	f, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, config.About(database, err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = errors.New("another `myphoto serve` uses this database")
		}
		return nil, errors.Join(config.About(database, err), f.Close())
	}
	return &databaseLock{f}, nil
}

// Close gives the lock back; the file stays, for whoever waits for it has it open.
func (l *databaseLock) Close() error {
	if l == nil {
		return nil
	}
	return l.file.Close()
}
