package servicetest

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"myphoto/internal/sandbox"
	"myphoto/internal/service/outbox"
)

// Deliver hands all waiting messages to their senders.
func (h *House) Deliver() {
	h.tb.Helper()
	for _, lane := range outbox.Lanes() {
		for {
			n, err := h.Outbox.Deliver(h.tb.Context(), lane)
			Must(h.tb, err)
			if n == 0 {
				break
			}
		}
	}
}

// Mobile returns the mobile number of a demo person; empty when there is none.
func Mobile(user string) string {
	for _, p := range sandbox.People() {
		if p.User == user {
			return p.Mobile
		}
	}
	return ""
}

// Messages returns, as JSON, what the sandbox received for a phone (kind
// "messages") or a mailbox (kind "mails").
func (h *House) Messages(kind, to string) string {
	h.tb.Helper()
	reply, err := http.Get(h.Sandbox.URL() + "/api/" + kind + "?to=" + url.QueryEscape(to))
	Must(h.tb, err)
	text, err := io.ReadAll(reply.Body)
	Must(h.tb, err)
	Must(h.tb, reply.Body.Close())
	return string(text)
}

// Fault makes a surrounding system misbehave for a minute; mode "ok" ends that.
func (h *House) Fault(system, mode string) {
	h.tb.Helper()
	body := `{"system":"` + system + `","mode":"` + mode + `","seconds":60}`
	reply, err := http.Post(h.Sandbox.URL()+"/api/faults", "application/json", strings.NewReader(body))
	Must(h.tb, err)
	Must(h.tb, reply.Body.Close())
	if reply.StatusCode >= 300 {
		h.tb.Fatalf("fault: %s", reply.Status)
	}
}

var (
	otpText  = regexp.MustCompile(`"text":"(\d{6}) `)
	codeText = regexp.MustCompile(`\\n([A-Za-z0-9+/]{21}[AQgw])\\n`)
)

// LastOTP returns the newest one-time code on a demo person's phone.
func (h *House) LastOTP(user string) string {
	h.tb.Helper()
	return h.last(otpText, Mobile(user))
}

// LastCode returns the newest upload code on a phone.
func (h *House) LastCode(mobile string) string {
	h.tb.Helper()
	return h.last(codeText, mobile)
}

func (h *House) last(pattern *regexp.Regexp, mobile string) string {
	h.tb.Helper()
	text := h.Messages("messages", mobile)
	found := pattern.FindAllStringSubmatch(text, -1)
	if len(found) == 0 {
		h.tb.Fatalf("no message like %s in %s\n%s", pattern, text, h.Log)
	}
	match := found[len(found)-1]
	return match[len(match)-1]
}
