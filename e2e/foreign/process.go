package foreign

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"myphoto/e2e/tree"
)

const (
	patience  = time.Minute // slow machines too
	pollEvery = 20 * time.Millisecond
)

// Process is a running program of others and the lines that it prints.
type Process struct {
	name string
	cmd  *exec.Cmd

	mu    sync.Mutex
	lines []string
	errs  bytes.Buffer
}

// run starts a program, which is killed when the test ends.
func run(tb testing.TB, dir, name string, args ...string) *Process {
	tb.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		tb.Fatalf("%s is missing: run scripts/install-test-tools.sh (%v)", name, err)
	}
	p := &Process{name: name, cmd: exec.Command(path, args...)}
	p.cmd.Dir = dir
	p.cmd.Env = append(p.cmd.Environ(), "NODE_PATH="+tree.Path(tb, ".cache", "foreign", "node_modules"))
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // nothing outlives the tests
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	p.cmd.Stderr = &p.errs
	if err := p.cmd.Start(); err != nil {
		tb.Fatalf("start %s: %v", name, err)
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			p.mu.Lock()
			p.lines = append(p.lines, lines.Text())
			p.mu.Unlock()
		}
	}()
	tb.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-read
		_ = p.cmd.Wait()
		if tb.Failed() {
			tb.Logf("%s said:\n%s\n%s", name, strings.Join(p.lines, "\n"), p.errs.String())
		}
	})
	return p
}

// node starts one of the programs in the folder node and waits until it is ready.
func node(tb testing.TB, script string, args ...string) *Process {
	tb.Helper()
	p := run(tb, "", "node", append([]string{tree.Path(tb, "e2e", "foreign", "node", script)}, args...)...)
	Await(tb, script, func() bool { return len(p.said()) > 0 })
	return p
}

// said returns the lines printed so far.
func (p *Process) said() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.lines...)
}

// Client runs an action of node/clients.cjs and returns its answer.
func Client(tb testing.TB, args ...string) map[string]any {
	tb.Helper()
	cmd := exec.Command("node", append([]string{tree.Path(tb, "e2e", "foreign", "node", "clients.cjs")}, args...)...)
	cmd.Env = append(cmd.Environ(), "NODE_PATH="+tree.Path(tb, ".cache", "foreign", "node_modules"))
	out, err := cmd.Output()
	var answer map[string]any
	if err == nil {
		err = json.Unmarshal(out, &answer)
	}
	if err != nil {
		tb.Fatalf("client %s: %v\n%s", args[0], err, out)
	}
	return answer
}

// Await polls until something is true.
func Await(tb testing.TB, what string, isTrue func() bool) {
	tb.Helper()
	for deadline := time.Now().Add(patience); !isTrue(); <-time.After(pollEvery) {
		if time.Now().After(deadline) {
			tb.Fatalf("%s: not within %v", what, patience)
		}
	}
}

// awaitPort waits until something listens on an address.
func awaitPort(tb testing.TB, address string) {
	tb.Helper()
	Await(tb, "listening on "+address, func() bool {
		connection, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			_ = connection.Close()
		}
		return err == nil
	})
}

// openFolder makes a temporary folder that other users may enter.
func openFolder(tb testing.TB) string {
	tb.Helper()
	folder, err := os.MkdirTemp("", "foreign")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = os.RemoveAll(folder) })
	// Servers give up their rights and must still enter.
	if err := os.Chmod(folder, 0o755); err != nil {
		tb.Fatal(err)
	}
	return folder
}

// write writes a file of a folder and returns its path.
func write(tb testing.TB, folder, name, content string) string {
	tb.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

func port(address string) string { return address[strings.LastIndex(address, ":")+1:] }
