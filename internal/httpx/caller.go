package httpx

import (
	"context"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// maxHops bounds the forwarding entries that are read: more than any chain of
// proxies in front of one service.
const maxHops = 16

// Caller is where a request came from.
type Caller struct {
	RequestID string     // random, made here; also in the X-Request-Id header of the response
	Addr      netip.Addr // invalid when the connection has no address
}

type callerKey struct{}

// CallerOf returns the caller of the request that ctx belongs to, or the zero
// Caller outside [Wrap].
func CallerOf(ctx context.Context) Caller {
	c, _ := ctx.Value(callerKey{}).(Caller)
	return c
}

// clientAddr returns the address of the client. Forwarding headers count only
// as far as trusted peers wrote them: it reads X-Forwarded-For from its end and
// stops at the first address that is not a trusted proxy, so entries that a
// client forged in front are never reached.
func clientAddr(r *http.Request, trusted []netip.Prefix) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	addr := normalise(peer.Addr())
	if !isTrusted(trusted, addr) {
		return addr
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	slices.Reverse(hops)
	for _, hop := range hops[:min(len(hops), maxHops)] {
		next, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			return addr
		}
		addr = normalise(next)
		if !isTrusted(trusted, addr) {
			return addr
		}
	}
	return addr
}

// warnOfUntrusted says once that a peer sends forwarding headers and is not trusted:
// behind a proxy that the settings do not name, all visitors count as one. It names
// no address, since the peer may be a visitor.
func warnOfUntrusted(o Options, r *http.Request) {
	if r.Header.Get("X-Forwarded-For") == "" && r.Header.Get("Forwarded") == "" && r.Header.Get("X-Real-Ip") == "" {
		return
	}
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err == nil && isTrusted(o.Proxies, normalise(peer.Addr())) {
		return
	}
	o.Untrusted.Do(func() {
		o.Log.Warn("a peer sends forwarding headers and is not in MYPHOTO_TRUSTED_PROXIES: they are ignored; " +
			"if it is your proxy, all visitors count as one")
	})
}

func isTrusted(trusted []netip.Prefix, addr netip.Addr) bool {
	return slices.ContainsFunc(trusted, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// normalise maps 10.0.0.1 and ::ffff:10.0.0.1 to one address.
func normalise(a netip.Addr) netip.Addr { return a.Unmap().WithZone("") }
