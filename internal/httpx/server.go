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

	"myphoto/internal/photo"
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

// ErrStopping is the refusal of a request that is cut off because the program stops.
var ErrStopping = &photo.Error{Kind: photo.Unavailable, Code: busy, RetryAfter: 5 * time.Second}

// Serve serves on listener until ctx ends. Then it accepts no new connections,
// lets running requests finish for 25 s, and closes the connections of the
// others, which is a WARN in the log and no fault. It returns nil after a stop.
func Serve(ctx context.Context, server *http.Server, listener net.Listener, log *slog.Logger) error {
	return serve(ctx, server, listener, stop{log, drainTimeout})
}

// stop is how a server ends.
type stop struct {
	log   *slog.Logger
	drain time.Duration
}

func serve(ctx context.Context, server *http.Server, listener net.Listener, end stop) error {
	// The running requests outlive ctx: that is what draining means.
	requests, cutOff := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cutOff(nil)
	server.BaseContext = func(net.Listener) context.Context { return requests }
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), end.drain)
	defer cancel()
	err := server.Shutdown(drain)
	if errors.Is(err, context.DeadlineExceeded) {
		end.log.Warn("requests that did not finish in time are cut off", "waited", end.drain.String())
		cutOff(ErrStopping)
		err = server.Close()
	}
	if ended := <-failed; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, fmt.Errorf("serve: %w", ended))
	}
	return err
}

// stopping reports whether the request of ctx is cut off.
func stopping(ctx context.Context) bool { return errors.Is(context.Cause(ctx), ErrStopping) }
