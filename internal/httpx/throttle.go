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
	maxAddresses  = 16_384 // of each limit; about 3 MB
)

// Throttle bounds how often one address may come to one door. It counts in the
// memory of this machine; with several machines an address gets the limit at
// each.
type Throttle struct {
	door    string
	metrics *Metrics
	limiter *AddressLimiter
}

// NewThrottle returns the throttle of a door: one word from a fixed list, the
// label under which throttled requests are counted.
func NewThrottle(door string, m *Metrics, now func() time.Time) *Throttle {
	rate := ratelimit.Rate{Every: strangerEvery, Burst: strangerBurst}
	return &Throttle{door, m, NewAddressLimiter(rate, now)}
}

// Allow returns nil when the request of ctx may proceed, and otherwise
// [photo.TooManyRequests]. The visitor is unknown, so a refusal is counted and
// not recorded.
func (t *Throttle) Allow(ctx context.Context) error {
	wait := t.limiter.Allow(CallerOf(ctx))
	if wait == 0 {
		return nil
	}
	t.metrics.Throttled(t.door)
	return photo.TooManyRequests(wait)
}

// AddressLimiter bounds how often callers come from one network, and from one
// site: whoever has a site can send from as many networks as a limiter remembers.
type AddressLimiter struct {
	network, site *ratelimit.Limiter[netip.Prefix]
}

// siteShare is how many times the rate of one network a site has.
const siteShare = 4

// NewAddressLimiter returns a limiter with the rate of one network; a site has four
// times as much.
func NewAddressLimiter(rate ratelimit.Rate, now func() time.Time) *AddressLimiter {
	site := ratelimit.Rate{Every: rate.Every / siteShare, Burst: siteShare * rate.Burst}
	return &AddressLimiter{
		network: ratelimit.NewLimiter[netip.Prefix](rate, maxAddresses, now),
		site:    ratelimit.NewLimiter[netip.Prefix](site, maxAddresses, now),
	}
}

// Wait returns the time until the caller may come.
func (a *AddressLimiter) Wait(c Caller) time.Duration {
	return max(a.network.Wait(c.Network()), a.site.Wait(c.site()))
}

// Allow counts the caller and returns 0, or returns the time until it may come.
func (a *AddressLimiter) Allow(c Caller) time.Duration {
	if wait := a.Wait(c); wait > 0 {
		return wait
	}
	a.site.Allow(c.site())
	return a.network.Allow(c.Network())
}

// Network returns the key of limits by address: an IPv4 address, or the /64 of
// an IPv6 address, within which a single subscriber can choose any address (RFC
// 6177). It is the zero Prefix when the address is not known.
func (c Caller) Network() netip.Prefix { return c.prefix(64) }

// site returns the IPv4 address, or the /48 of an IPv6 address: the most that one
// subscriber gets (RFC 6177).
func (c Caller) site() netip.Prefix { return c.prefix(48) }

func (c Caller) prefix(bits int) netip.Prefix {
	if c.Addr.Is4() {
		bits = 32
	}
	network, err := c.Addr.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return network
}
