package main

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// stopper ends the program once it has greeted.
type stopper struct{ stop context.CancelFunc }

func (s stopper) Write(said []byte) (int, error) {
	if bytes.Contains(said, []byte("Who can sign in")) {
		s.stop()
	}
	return len(said), nil
}

// startDemo runs the demo until it serves, and returns what it logged.
func startDemo(t *testing.T, d demoCommand) string {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	d.Listen, d.SandboxListen, d.SandboxSMTPListen = "127.0.0.1:0", "127.0.0.1:0", "127.0.0.1:0"
	var log bytes.Buffer
	err := d.Run(&program{
		ctx: ctx, log: slog.New(slog.NewJSONHandler(&log, nil)), out: stopper{stop}, errs: os.Stderr,
		getenv: func() []string { return []string{"MYPHOTO_ADMIN_LISTEN=127.0.0.1:0"} }, now: time.Now,
	})
	if err != nil || ctx.Err() == nil {
		t.Fatalf("the demo ended by itself: %v\n%s", err, log.String())
	}
	return log.String()
}

// A provider that remembers browsers asks everybody for an approval.
func TestTestPersonsSignInAtAProviderThatRemembers(t *testing.T) {
	t.Parallel()
	d := demoCommand{Data: t.TempDir(), LoginSessions: true, TestPersons: true}
	if log := startDemo(t, d); strings.Contains(log, "no test persons") {
		t.Error(log)
	}
	if _, err := os.Stat(filepath.Join(d.Data, testMark)); err != nil {
		t.Error(err)
	}
}

// Whoever asks for test persons learns why there are none.
func TestMissingTestPersonsAreToldInTheLog(t *testing.T) {
	t.Parallel()
	d := demoCommand{Data: t.TempDir()}
	startDemo(t, d)
	d.TestPersons = true
	if log := startDemo(t, d); !strings.Contains(log, "no test persons") {
		t.Error(log)
	}
}
