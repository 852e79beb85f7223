package servicetest

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"

	"myphoto/internal/service/retention"
)

// Sweep sweeps once and returns the counts by the name of the rule.
func (h *House) Sweep() map[string]retention.RuleCount {
	h.tb.Helper()
	rows, err := h.Retention.Sweep(h.tb.Context())
	Must(h.tb, err)
	table := map[string]retention.RuleCount{}
	for _, row := range rows {
		table[row.Rule] = row
	}
	return table
}

// Files counts the sealed files on the disk.
func (h *House) Files() int {
	h.tb.Helper()
	n := 0
	Must(h.tb, filepath.WalkDir(filepath.Join(h.Folder, "files"), func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	}))
	return n
}

// OnDisk reports whether any file of the house contains the bytes.
func (h *House) OnDisk(wanted []byte) bool {
	h.tb.Helper()
	found := false
	Must(h.tb, filepath.WalkDir(h.Folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		found = found || bytes.Contains(content, wanted)
		return err
	}))
	return found
}

// Backup copies the database and the files. The returned function restores them
// as an operator would, and reopens the desks.
func (h *House) Backup() (restore func()) {
	h.tb.Helper()
	Must(h.tb, h.Store.Truncate(h.tb.Context()))
	copied := h.tb.TempDir()
	database, files := filepath.Join(h.Folder, "myphoto.db"), filepath.Join(h.Folder, "files")
	content, err := os.ReadFile(database)
	Must(h.tb, err)
	Must(h.tb, os.CopyFS(copied, os.DirFS(files)))
	return func() {
		h.tb.Helper()
		Must(h.tb, h.Store.Close())
		Must(h.tb, os.WriteFile(database, content, 0o600))
		for _, left := range []string{"-wal", "-shm"} {
			_ = os.Remove(database + left)
		}
		Must(h.tb, os.RemoveAll(files))
		Must(h.tb, os.CopyFS(files, os.DirFS(copied)))
		h.Restart()
	}
}
