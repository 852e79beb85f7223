package durable_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"myphoto/internal/durable"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// holds checks that a folder holds exactly one file, with that content.
func holds(t *testing.T, path, want string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	must(t, err)
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want || len(entries) != 1 {
		t.Errorf("%q, %v, %d files; want %q in one", got, err, len(entries), want)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may read it: %v, %v", info, err)
	}
}

func TestCreateNeverReplaces(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "f")
	must(t, durable.Create(path, []byte("one")))
	if err := durable.Create(path, []byte("two")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("created twice: %v", err)
	}
	holds(t, path, "one")
}

func TestReplaceLeavesOneFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "f")
	must(t, os.WriteFile(path+durable.Part, []byte("half of an interrupted one"), 0o600))
	for _, content := range []string{"longer", "two"} {
		must(t, durable.Replace(path, []byte(content)))
		holds(t, path, content)
	}
}

// Without this a line that a full disk cut short would swallow the next one.
func TestAppendEndsALineCutShort(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "f")
	must(t, durable.Create(path, nil))
	must(t, durable.Append(path, "one"))
	must(t, os.Truncate(path, 2))
	must(t, durable.Append(path, "two"))
	must(t, durable.Append(path, "three"))
	holds(t, path, "on\ntwo\nthree\n")
}

// A list that was lost must not look like one that is short.
func TestAppendMakesNoFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "f")
	if err := durable.Append(path, "one"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("appended to nothing: %v", err)
	}
	if _, err := os.Lstat(path); err == nil {
		t.Error("a file was made")
	}
}

func TestMoveNeverReplaces(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	from, to := filepath.Join(folder, "from"), filepath.Join(folder, "to")
	must(t, durable.Create(from, []byte("one")))
	must(t, os.Link(from, to)) // as a crash leaves it
	must(t, durable.Move(from, to))
	holds(t, to, "one")
	must(t, durable.Create(from, []byte("two")))
	if err := durable.Move(from, to); !errors.Is(err, fs.ErrExist) {
		t.Errorf("moved over another: %v", err)
	}
	must(t, os.Remove(from))
	holds(t, to, "one")
	if err := durable.Move(from, to); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("moved nothing: %v", err)
	}
}

func TestMissingFolderIsAnError(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "none", "f")
	for what, err := range map[string]error{
		"create": durable.Create(path, nil), "replace": durable.Replace(path, nil),
		"append": durable.Append(path, "x"), "sync": durable.SyncFolder(filepath.Dir(path)),
	} {
		if !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
