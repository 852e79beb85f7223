package browsers

import (
	"bytes"
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// install is the sentence for a missing program of a Debian package.
func install(name string) string {
	return "run make browsers, or apt-get install --no-install-recommends " + name
}

// process is a program of a Debian package to be started.
type process struct {
	debian, name      string
	args, environment []string
	handed            *os.File // open to it as its file 3; none without
}

// start starts the program in a process group that is killed when the test ends.
func (p process) start(tb testing.TB) {
	tb.Helper()
	path, err := exec.LookPath(p.name)
	if err != nil {
		tb.Fatalf("%s is missing: %s (%v)", p.name, install(p.debian), err)
	}
	cmd := exec.Command(path, p.args...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	cmd.Env = append(cmd.Environ(), p.environment...)
	if p.handed != nil {
		cmd.ExtraFiles = []*os.File{p.handed}
	}
	cmd.WaitDelay = patience // for what left the group and holds the output
	// Browsers have many processes; nothing outlives the tests.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		tb.Fatalf("start %s: %v", p.name, err)
	}
	tb.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		_ = cmd.Wait()
		if tb.Failed() {
			tb.Logf("%s said:\n%.4000s", p.name, said.String())
		}
	})
}

// folder makes a folder for what a browser keeps, which it may still write to while
// it is killed.
func folder(tb testing.TB) string {
	tb.Helper()
	path, err := os.MkdirTemp("", "myphoto-browser-")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = os.RemoveAll(path) })
	return path
}
