package servicetest

import (
	"context"
	"strings"
	"sync"

	"myphoto/internal/courier"
)

// reports is where the gateway would report deliveries to.
const reports = "/reports/sms/"

// gateway notes where deliveries are to be reported, and keeps the sandbox
// from doing so: tests report at the moment they choose.
type gateway struct {
	courier.Sender
	mu   sync.Mutex
	last string
}

// Send hands the message on.
func (g *gateway) Send(ctx context.Context, m courier.Message) (courier.Receipt, error) {
	if m.Report != "" {
		g.mu.Lock()
		g.last, m.Report = m.Report, ""
		g.mu.Unlock()
	}
	return g.Sender.Send(ctx, m)
}

// LastReport gives the token with which the newest text message with a code
// would be reported.
func (h *House) LastReport() string {
	h.gateway.mu.Lock()
	defer h.gateway.mu.Unlock()
	return strings.TrimPrefix(h.gateway.last, public+reports)
}
