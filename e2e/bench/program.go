package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	startsWithin = 30 * time.Second
	stopsWithin  = 35 * time.Second
	lookEvery    = 2 * time.Millisecond
)

// program is the running service with its surrounding systems.
type program struct {
	door, sandbox string // addresses on loopback
	admin         string
	url           string // public address of the service
	started       time.Duration
	cmd           *exec.Cmd
	log           *os.File
}

// start runs the built program over an empty folder and measures how long its
// first page takes.
func start(ctx context.Context, binary, folder string) (*program, error) {
	var free [4]string
	for i := range free {
		var err error
		if free[i], err = freeAddress(ctx); err != nil {
			return nil, err
		}
	}
	log, err := os.Create(filepath.Join(folder, "log"))
	if err != nil {
		return nil, fmt.Errorf("make log: %w", err)
	}
	path, err := filepath.Abs(binary)
	if err != nil {
		return nil, fmt.Errorf("find program: %w", err)
	}
	p := &program{door: free[0], sandbox: free[1], admin: free[3], log: log}
	_, port, err := net.SplitHostPort(p.door)
	if err != nil {
		return nil, fmt.Errorf("find a free port: %w", err)
	}
	p.url = "http://localhost:" + port
	// Test persons would count among what the service needs to start, in time and memory.
	p.cmd = exec.Command(path, "demo", "--no-test-persons", "--listen", free[0], "--sandbox-listen", free[1],
		"--sandbox-smtp-listen", free[2], "--data", filepath.Join(folder, "data"))
	p.cmd.Env = append(os.Environ(), "MYPHOTO_ADMIN_LISTEN="+p.admin, "MYPHOTO_PERSON_RETRIEVALS=1000000")
	p.cmd.Stdout, p.cmd.Stderr = log, log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // nothing outlives the run
	began := time.Now()
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start (make build first): %w", err)
	}
	if err := p.firstPage(ctx, began); err != nil {
		return nil, errors.Join(err, p.stop())
	}
	return p, nil
}

func freeAddress(ctx context.Context) (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	return listener.Addr().String(), listener.Close()
}

// firstPage requests the start page until it is answered.
func (p *program) firstPage(ctx context.Context, began time.Time) error {
	client := &http.Client{Timeout: startsWithin}
	for time.Since(began) < startsWithin {
		resp, err := client.Get("http://" + p.door + "/")
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				p.started = time.Since(began)
				return nil
			}
		}
		if err := pause(ctx, lookEvery); err != nil {
			return err
		}
	}
	return fmt.Errorf("no page within %v\n%s", startsWithin, p.lastWords())
}

// stop terminates the program and waits for its end.
func (p *program) stop() error {
	kill := time.AfterFunc(stopsWithin, func() { _ = p.cmd.Process.Kill() })
	defer kill.Stop()
	signalled := p.cmd.Process.Signal(syscall.SIGTERM)
	return errors.Join(signalled, p.cmd.Wait(), p.log.Close())
}

// memory returns one memory value of the process, such as VmRSS, in bytes.
func (p *program) memory(name string) (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("read memory: %w", err)
	}
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); len(fields) == 3 && fields[0] == name+":" {
			kib, err := strconv.ParseInt(fields[1], 10, 64)
			return kib << 10, err
		}
	}
	return 0, fmt.Errorf("read memory: no %s", name)
}

// ticks is how many clock ticks Linux counts in a second (USER_HZ).
const ticks = 100

// processor returns the processor time that the program has used; 0 when it cannot
// be read.
func (p *program) processor() time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := bytes.Cut(stat, []byte(") "))
	var used time.Duration
	for i, field := range strings.Fields(string(rest)) {
		if i != 11 && i != 12 { // utime and stime of proc(5), counted from the state
			continue
		}
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return 0
		}
		used += time.Duration(n) * time.Second / ticks
	}
	return used
}

// ownProcessor returns the processor time that this program has used.
func ownProcessor() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

const lastLines = 4 << 10 // bytes

// lastWords returns the end of the program's log.
func (p *program) lastWords() string {
	text, err := os.ReadFile(p.log.Name())
	if err != nil {
		return ""
	}
	return string(bytes.TrimSpace(text[max(0, len(text)-lastLines):]))
}
