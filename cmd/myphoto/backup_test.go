package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"myphoto/internal/config"
)

// A backup is taken while people act, and opened when everything else is lost.
func TestBackupIsTakenWhileTheServiceRuns(t *testing.T) {
	t.Parallel()
	o := newOperator(t)
	h := o.opened(t)
	if err := h.service.Admin.RotateKey(t.Context(), "receipts"); err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(o.folder, "it's a copy?.db")
	if err := (backupCommand{File: copied}).Run(o.program); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(copied); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if left, err := filepath.Glob(filepath.Join(o.folder, "*.part*")); len(left) > 0 || err != nil {
		t.Errorf("%v stay, %v", left, err)
	}
	if err := (backupCommand{File: copied}).Run(o.program); err == nil || !strings.Contains(err.Error(), "is there already") {
		t.Errorf("over the first: %v", err)
	}
	store := filepath.Join(o.folder, "store")
	database := filepath.Join(store, "myphoto.db")
	if err := errors.Join(h.close(), os.Rename(copied, database)); err != nil {
		t.Fatal(err)
	}
	c, err := config.ReadSome(o.getenv(), config.ReadSecret, nil)
	if err != nil {
		t.Fatal(err)
	}
	restored, err := open(t.Context(), o.program, c, usesAll(), o.now)
	if err != nil {
		t.Fatal(err)
	}
	h.store, h.lock = restored.store, restored.lock // closed with the test
	if err := restored.verifyIntegrity(t.Context()); err != nil {
		t.Errorf("the copy: %v", err)
	}
}

// A copy that is cut short must not look like a backup.
func TestBackupThatFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	o := newOperator(t)
	o.opened(t)
	folder := filepath.Join(o.folder, "none")
	if err := (backupCommand{File: filepath.Join(folder, "copy.db")}).Run(o.program); err == nil {
		t.Error("a folder that is not there")
	}
	if _, err := os.Lstat(folder); err == nil {
		t.Error("the folder was made")
	}
}
