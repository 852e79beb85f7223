package e2e_test

import (
	"io/fs"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"myphoto/e2e/program"
	"myphoto/e2e/visitor"
)

// Another user of the machine must not be able to read the database, whatever its
// folder.
func TestDataFolderIsPrivate(t *testing.T) {
	p := program.Demo(t)
	get(t, visitor.New(t, p.URL), "/", http.StatusOK)
	p.Kill(t) // so that nothing is tidied up
	seen := map[string]bool{}
	err := filepath.WalkDir(p.Data, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		seen[entry.Name()] = true
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v", path, info.Mode())
		}
		return nil
	})
	if err != nil || !seen["myphoto.db"] || !seen["myphoto.db-wal"] || !seen["master.key"] || !seen["files"] {
		t.Errorf("%v, error %v", seen, err)
	}
}

// The demo's default operator address is also that of Prometheus, so the demo must
// start without it. An address that was configured is different: it must be free.
func TestDemoStartsBesideWhoeverHasItsAddress(t *testing.T) {
	p := program.Demo(t)
	p.Kill(t)
	if other, err := net.Listen("tcp", "127.0.0.1:9090"); err == nil { // else it is already taken
		defer other.Close()
	}
	p.Unset("MYPHOTO_ADMIN_LISTEN")
	p.Start(t)
	get(t, visitor.New(t, p.URL), "/", http.StatusOK)
	if log := p.Log(); !strings.Contains(log, "WARN") || !strings.Contains(log, "127.0.0.1:9090") {
		t.Errorf("no word about the operator's address: %s", log)
	}
}
