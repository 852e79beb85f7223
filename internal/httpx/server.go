package httpx

import (
	"context"
	"errors"
	"fmt"
	stdlog "log"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// The limits of a server. Where a body is read or a response is written, their
// minimum rate sets other deadlines than the timeouts for reading and writing. A
// program that is told to stop ends within
// 30 s, a little of which is left for closing the database.
const (
	headerTimeout  = 10 * time.Second
	readTimeout    = 2 * time.Minute
	writeTimeout   = 2 * time.Minute
	idleTimeout    = 2 * time.Minute
	drainTimeout   = 25 * time.Second
	maxHeaderBytes = 32 << 10 // bytes
)

// NewServer returns a server for handler with limits of time and header bytes;
// messages of net/http itself go to log, without the addresses of clients.
func NewServer(handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          stdlog.New(withoutAddresses{log}, "", 0),
	}
}

// withoutAddresses writes the messages of net/http to a log. They name the client's
// address, such as that of a failed TLS handshake, which no log of ours has.
type withoutAddresses struct{ log *slog.Logger }

var address = regexp.MustCompile(`\[[0-9a-fA-F:.%\w]+\](:\d+)?|\b\d{1,3}(\.\d{1,3}){3}(:\d+)?|\b[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){2,7}`)

func (w withoutAddresses) Write(line []byte) (int, error) {
	w.log.Warn("net/http", "message", address.ReplaceAllString(strings.TrimRight(string(line), "\n"), "(address)"))
	return len(line), nil
}

// Serve serves on listener until ctx ends. Then it accepts no new connections,
// lets running requests finish for 25 s, and closes the connections of the
// others. It returns nil after a clean stop.
func Serve(ctx context.Context, server *http.Server, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	// The running requests outlive ctx: that is what draining means.
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
	defer cancel()
	err := server.Shutdown(drain)
	if err != nil {
		err = errors.Join(fmt.Errorf("drain: %w", err), server.Close())
	}
	if ended := <-failed; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, fmt.Errorf("serve: %w", ended))
	}
	return err
}
