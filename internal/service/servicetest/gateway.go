package servicetest

import (
	"context"
	"net/url"
	"strings"
	"sync"

	"myphoto/internal/courier"
)

// reports is the path below which the gateway would report deliveries.
const reports = "/reports/sms/"

// gateway remembers where deliveries are to be reported and hides it from the
// sandbox, so that tests report at a moment of their choice.
type gateway struct {
	courier.Sender
	mu        sync.Mutex
	hold      bool   // the network is down: the gateway keeps what it accepts
	reference string // id of the newest text message with a code
	report    string // where its delivery is to be reported
}

// Send sends the message without its report address.
func (g *gateway) Send(ctx context.Context, m courier.Message) (courier.Receipt, error) {
	g.mu.Lock()
	if m.Report != "" {
		g.reference, g.report, m.Report = m.ID, m.Report, ""
	}
	hold := g.hold
	g.mu.Unlock()
	receipt, err := g.Sender.Send(ctx, m)
	receipt.Held = hold
	return receipt, err
}

// Kannel's numbers for the states of a delivery report.
const (
	KannelDelivered = "1"
	KannelFailed    = "2"
	KannelTaken     = "8" // by the network
)

// Report reports one of Kannel's states for the newest text message with a code.
func (h *House) Report(state string) error {
	h.gateway.mu.Lock()
	token := strings.TrimPrefix(h.gateway.report, h.URL+reports)
	query := url.Values{"reference": {h.gateway.reference}, "state": {state}}
	h.gateway.mu.Unlock()
	return h.Outbox.Report(h.tb.Context(), token, query)
}

// Hold makes the gateway keep what it accepts, as Kannel does while the operator
// cannot be reached.
func (h *House) Hold() {
	h.gateway.mu.Lock()
	defer h.gateway.mu.Unlock()
	h.gateway.hold = true
}
