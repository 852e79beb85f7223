package httpx

import (
	"context"
	"net/netip"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/ratelimit"
)

// The rate for one address at a route where nobody is signed in and each
// request writes a row. Behind one address there may be a ministry or the
// customers of a mobile network: 240 at once and 120 a minute are more sign-ins
// than either begins, and too few rows to fill a disk.
const (
	strangerEvery = 500 * time.Millisecond
	strangerBurst = 240
	maxAddresses  = 16_384 // about 3 MB
)

// Throttle bounds how often one address may come to one door. It counts in the
// memory of this machine; with several machines an address gets the limit at
// each.
type Throttle struct {
	door    string
	metrics *Metrics
	limiter *ratelimit.Limiter[netip.Prefix]
}

// NewThrottle returns the throttle of a door: one word from a fixed list, the
// label under which throttled requests are counted.
func NewThrottle(door string, m *Metrics, now func() time.Time) *Throttle {
	rate := ratelimit.Rate{Every: strangerEvery, Burst: strangerBurst}
	return &Throttle{door, m, ratelimit.NewLimiter[netip.Prefix](rate, maxAddresses, now)}
}

// Allow returns nil when the request of ctx may proceed, and otherwise
// [photo.TooManyRequests]. The visitor is unknown, so a refusal is counted and
// not recorded.
func (t *Throttle) Allow(ctx context.Context) error {
	wait := t.limiter.Allow(CallerOf(ctx).Network())
	if wait == 0 {
		return nil
	}
	t.metrics.Throttled(t.door)
	return photo.TooManyRequests(wait)
}

// Network returns the key of limits by address: an IPv4 address, or the /64 of
// an IPv6 address, within which a single subscriber can choose any address (RFC
// 6177). It is the zero Prefix when the address is not known.
func (c Caller) Network() netip.Prefix {
	bits := 64
	if c.Addr.Is4() {
		bits = 32
	}
	network, err := c.Addr.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return network
}
