package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"myphoto/internal/config"
	"myphoto/internal/durable"
	"myphoto/internal/store"
)

type backupCommand struct {
	File string `arg:"" help:"Where to write the copy. There must be none."`
}

// Help lists the settings.
func (backupCommand) Help() string { return usesBackup().help() }

// Run copies the database while the service may run. The copy appears whole or not at
// all, readable by its owner alone.
func (b backupCommand) Run(p *program) error {
	c, err := usesBackup().read(p.getenv())
	if err != nil {
		return err
	}
	if err := prepareDatabase(p.ctx, c, usesBackup()); err != nil {
		return err
	}
	if _, err := os.Lstat(b.File); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(fmt.Errorf("%s is there already: a backup replaces nothing", b.File), err)
	}
	s, err := store.OpenReadOnly(p.ctx, c.DatabaseURL.Reveal(), p.now)
	if err != nil {
		return config.About(database, err)
	}
	if err := errors.Join(b.write(p, s), s.Close()); err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	_, err = fmt.Fprintf(p.out, "the database was copied to %s\n", b.File)
	return err
}

func (b backupCommand) write(p *program, s *store.Store) error {
	f, err := os.CreateTemp(filepath.Dir(b.File), filepath.Base(b.File)+"*"+durable.Part) // readable by its owner alone
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // where it was not moved
	path, err := filepath.Abs(f.Name())
	if err == nil {
		err = s.CopyTo(p.ctx, path)
	}
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return durable.Move(f.Name(), b.File)
}
