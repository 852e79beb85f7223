package httpx

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// ServeWithin is [Serve] with another time for running requests.
func ServeWithin(ctx context.Context, server *http.Server, listener net.Listener, log *slog.Logger, drain time.Duration) error {
	return serve(ctx, server, listener, stop{log, drain})
}
