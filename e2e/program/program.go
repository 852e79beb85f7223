package program

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"myphoto/e2e/tree"
)

const (
	startsWithin = 30 * time.Second
	stopsWithin  = 35 * time.Second // the program promises 30 s
	pollEvery    = 20 * time.Millisecond
)

// Program is one run of the program and what is needed to start it again.
type Program struct {
	URL        string // public door, as its own pages name it; empty for a sandbox alone
	SandboxURL string // empty for serve
	AdminURL   string // operator's door; empty for a sandbox alone
	Data       string // folder of database, files and keys

	args  []string
	env   []string
	wait  []string // addresses that answer once it is ready
	cmd   *exec.Cmd
	ended chan struct{}
	log   log
}

// Demo starts the service and its surroundings over an empty data folder, with
// further arguments such as --clock-offset=361h. Nobody has acted there yet: only
// with --test-persons are there some.
func Demo(tb testing.TB, args ...string) *Program {
	tb.Helper()
	door, sandbox, smtp, admin := FreeAddress(tb), FreeAddress(tb), FreeAddress(tb), FreeAddress(tb)
	data := filepath.Join(tb.TempDir(), "data")
	p := &Program{
		URL: "http://localhost" + door[strings.LastIndex(door, ":"):], SandboxURL: "http://" + sandbox, AdminURL: "http://" + admin, Data: data,
		args: append([]string{"demo", "--listen", door, "--sandbox-listen", sandbox, "--sandbox-smtp-listen", smtp, "--data", data, "--no-test-persons"}, args...),
		env:  []string{"MYPHOTO_ADMIN_LISTEN=" + admin},
		wait: []string{door, sandbox},
	}
	p.startForTest(tb)
	return p
}

// Unset removes a variable from the environment of the next start.
func (p *Program) Unset(name string) {
	p.env = slices.DeleteFunc(p.env, func(entry string) bool { return strings.HasPrefix(entry, name+"=") })
}

// Set sets a variable of the environment of the next start, given as NAME=value.
func (p *Program) Set(entry string) {
	name, _, _ := strings.Cut(entry, "=")
	p.Unset(name)
	p.env = append(p.env, entry)
}

// Sandbox starts the surrounding systems alone. Its mail server listens on the
// returned address smtp, for the configuration of the service under test.
func Sandbox(tb testing.TB) (p *Program, smtp string) {
	tb.Helper()
	sandbox, smtp := FreeAddress(tb), FreeAddress(tb)
	p = &Program{
		SandboxURL: "http://" + sandbox,
		args:       []string{"sandbox", "--listen", sandbox, "--sandbox-smtp-listen", smtp},
		wait:       []string{sandbox, smtp},
	}
	p.startForTest(tb)
	return p, smtp
}

// Serve starts the service with the given MYPHOTO_… variables; listen
// addresses are added. Relative paths in them are below p.Data.
func Serve(tb testing.TB, env ...string) *Program {
	tb.Helper()
	p := Prepare(tb, env...)
	p.Start(tb)
	return p
}

// Prepare is Serve without the start, for what an operator does before it:
// keys, applications.
func Prepare(tb testing.TB, env ...string) *Program {
	tb.Helper()
	door, admin := FreeAddress(tb), FreeAddress(tb)
	p := &Program{
		URL: "http://" + door, AdminURL: "http://" + admin, Data: tb.TempDir(),
		args: []string{"serve"},
		env:  append([]string{"MYPHOTO_LISTEN=" + door, "MYPHOTO_ADMIN_LISTEN=" + admin, "MYPHOTO_PUBLIC_URL=http://" + door}, env...),
		wait: []string{door},
	}
	p.cleanUp(tb)
	return p
}

// Ports for programs under test: below those that the system assigns to outgoing
// connections, which could take one between its choice and its use.
const firstPort, ports = 20_000, 10_000

var handedOut atomic.Int32 //nolint:gochecknoglobals // ports are the machine's, not one test's

// FreeAddress returns a loopback address on which nothing listens now. No other
// caller in this process gets the same.
func FreeAddress(tb testing.TB) string {
	tb.Helper()
	for range ports {
		port := firstPort + (os.Getpid()+int(handedOut.Add(1)))%ports
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			defer listener.Close()
			return listener.Addr().String()
		}
	}
	tb.Fatal("find a free port: all are taken")
	return ""
}

func (p *Program) startForTest(tb testing.TB) {
	tb.Helper()
	p.cleanUp(tb)
	p.Start(tb)
}

func (p *Program) cleanUp(tb testing.TB) {
	tb.Helper()
	tb.Cleanup(func() {
		p.Kill(tb)
		if tb.Failed() {
			tb.Logf("log of %s:\n%s", p.args[0], p.Log())
		}
	})
}

// Start runs the program (again) over the same data and addresses and waits
// until it takes connections.
func (p *Program) Start(tb testing.TB) {
	tb.Helper()
	p.start(tb, built{args: p.args, env: p.env})
}

// StartDying is Start of the build that dies (as by kill -9) the first time it
// passes the named point.
func (p *Program) StartDying(tb testing.TB, point string) {
	tb.Helper()
	p.start(tb, built{name: "myphoto-crash", args: p.args, env: append(slices.Clone(p.env), "CRASH_AT="+point)})
}

func (p *Program) start(tb testing.TB, b built) {
	tb.Helper()
	p.cmd = b.command(tb, p.Data)
	p.cmd.Stdout, p.cmd.Stderr = &p.log, &p.log
	if err := p.cmd.Start(); err != nil {
		tb.Fatalf("start %s: %v", p.args[0], err)
	}
	p.ended = make(chan struct{})
	go func() {
		_ = p.cmd.Wait() // how it ended is in ProcessState
		close(p.ended)
	}()
	for _, address := range p.wait {
		p.await(tb, address)
	}
}

func (p *Program) await(tb testing.TB, address string) {
	tb.Helper()
	for deadline := time.Now().Add(startsWithin); ; <-time.After(pollEvery) {
		connection, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			connection.Close()
			return
		}
		select {
		case <-p.ended:
			tb.Fatalf("%s ended before it listened on %s: %v", p.args[0], address, p.cmd.ProcessState)
		default:
		}
		if time.Now().After(deadline) {
			tb.Fatalf("%s does not listen on %s after %v", p.args[0], address, startsWithin)
		}
	}
}

// Kill ends the program at once, as a power cut would, and waits until it is
// gone. Killing one that has ended does nothing.
func (p *Program) Kill(tb testing.TB) {
	tb.Helper()
	if p.ended == nil {
		return
	}
	if err := p.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		tb.Errorf("kill %s: %v", p.args[0], err)
	}
	<-p.ended
}

// Stop terminates the program (SIGTERM) and returns its exit code. It fails the
// test when that takes longer than the promised 30 s.
func (p *Program) Stop(tb testing.TB) int {
	tb.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		tb.Fatalf("stop %s: %v", p.args[0], err)
	}
	select {
	case <-p.ended:
	case <-time.After(stopsWithin):
		tb.Fatalf("%s does not end within %v", p.args[0], stopsWithin)
	}
	return p.cmd.ProcessState.ExitCode()
}

// Ended is closed once the program is gone.
func (p *Program) Ended() <-chan struct{} { return p.ended }

// Killed reports whether the program ended by SIGKILL. It waits for the end.
func (p *Program) Killed() bool {
	<-p.ended
	status, ok := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

// PID returns the process id.
func (p *Program) PID() int { return p.cmd.Process.Pid }

// Log returns everything that the program has written so far, over all its starts.
func (p *Program) Log() string { return p.log.String() }

// Output is the output and the exit code of a command that ended.
type Output struct {
	Stdout, Stderr string
	Code           int
}

// Run runs a command that ends by itself, such as migrate or sweep --dry-run,
// in the folder dir with the given variables.
func Run(tb testing.TB, dir string, env []string, args ...string) Output {
	tb.Helper()
	return run(tb, built{args: args, env: env}.command(tb, dir))
}

// Command runs a command over the data and with the variables of a program
// started by Serve or made by Prepare; input is what it reads.
func (p *Program) Command(tb testing.TB, input string, args ...string) Output {
	tb.Helper()
	cmd := built{args: args, env: p.env}.command(tb, p.Data)
	cmd.Stdin = strings.NewReader(input)
	return run(tb, cmd)
}

// CommandOnly is Command with nothing but the given variables.
func (p *Program) CommandOnly(tb testing.TB, env []string, input string, args ...string) Output {
	tb.Helper()
	cmd := built{args: args, env: env}.command(tb, p.Data)
	cmd.Stdin = strings.NewReader(input)
	return run(tb, cmd)
}

// CommandWith is Command with additional or changed variables and without input.
func (p *Program) CommandWith(tb testing.TB, env []string, args ...string) Output {
	tb.Helper()
	return run(tb, built{args: args, env: append(slices.Clone(p.env), env...)}.command(tb, p.Data))
}

// commandTime is how long a command that should end by itself may take.
const commandTime = time.Minute

func run(tb testing.TB, cmd *exec.Cmd) Output {
	tb.Helper()
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Start()
	if err == nil {
		late := time.AfterFunc(commandTime, func() { _ = cmd.Process.Kill() }) // a command that serves by mistake
		err = cmd.Wait()
		late.Stop()
	}
	if _, ended := errors.AsType[*exec.ExitError](err); err != nil && !ended {
		tb.Fatalf("run %v: %v", cmd.Args, err)
	}
	return Output{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// built is one call of a built program; without a name it is myphoto.
type built struct {
	name      string
	args, env []string
}

// command prepares the call. Of the MYPHOTO_… variables, only the given ones are
// set.
func (b built) command(tb testing.TB, dir string) *exec.Cmd {
	tb.Helper()
	if b.name == "" {
		b.name = "myphoto"
	}
	binary := tree.Path(tb, "bin", b.name)
	if _, err := os.Stat(binary); err != nil {
		tb.Fatalf("bin/%s is missing: run make e2e (%v)", b.name, err)
	}
	if dir != "" {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			tb.Fatalf("make the data folder: %v", err)
		}
	}
	cmd := exec.Command(binary, b.args...)
	cmd.Dir = dir
	cmd.Env = append(slices.DeleteFunc(cmd.Environ(), func(entry string) bool { return strings.HasPrefix(entry, "MYPHOTO_") }), b.env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // nothing outlives the tests
	return cmd
}

// Client returns an HTTP client that follows no redirects and keeps no cookies.
func Client() *http.Client {
	return &http.Client{
		Timeout:       startsWithin,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// log is a buffer that several goroutines may write to.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
