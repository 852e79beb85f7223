package servicetest

import (
	"bytes"
	"log/slog"
	"sync"
	"testing"
	"time"
)

// Log collects everything that the house logs, so that a test can search it for what
// must not be there.
type Log struct {
	mu    sync.Mutex
	text  bytes.Buffer
	wrote chan struct{} // closed and replaced by every line
}

func newLog() *Log { return &Log{wrote: make(chan struct{})} }

// Write adds a line.
func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.wrote)
	l.wrote = make(chan struct{})
	return l.text.Write(p)
}

// String returns all lines so far.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// Logger returns a logger that writes to the log.
func (l *Log) Logger() *slog.Logger { return slog.New(slog.NewJSONHandler(l, nil)) }

// WaitFor waits until done, for something that a surrounding system causes by calling
// the house: it asks after each line of the log, for ten seconds.
func (l *Log) WaitFor(tb testing.TB, what string, done func() bool) {
	tb.Helper()
	late := time.After(10 * time.Second)
	for {
		l.mu.Lock()
		wrote := l.wrote
		l.mu.Unlock()
		if done() {
			return
		}
		select {
		case <-wrote:
		case <-late:
			tb.Fatalf("%s: not within ten seconds", what)
		}
	}
}
