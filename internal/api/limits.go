package api

import (
	"net/netip"
	"time"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
	"myphoto/internal/ratelimit"
)

// Limits of one application on one machine. They are in openapi.yaml too.
const (
	// maxConcurrent requests of an application run at the same time; further
	// ones wait up to slotTimeout. That is not a rate: an application that sends
	// one request after the other gets all that the machine can do. But one
	// that runs away occupies no more than these, with their pictures in
	// memory, and others continue.
	maxConcurrent = 64
	slotTimeout   = 2 * time.Second

	// A token lives ten minutes, so one a minute is plenty for a machine; an
	// application may run on hundreds of machines that start together.
	tokenEvery = 100 * time.Millisecond
	tokenBurst = 600

	// A mistyped secret needs a few tries, guessing needs many. An address has the
	// tries of three applications.
	failureEvery = 6 * time.Second
	failureBurst = 20
	addressShare = 3

	maxClients = 16_384 // counted at the token endpoint; about 3 MB
)

// limits keep one application from using what is meant for all.
type limits struct {
	concurrency *ratelimit.Concurrency[photo.ApplicationID]
	tokens      *ratelimit.Limiter[string]     // issued, by client id
	failures    *ratelimit.Limiter[clientAddr] // wrong secrets
	addresses   *httpx.AddressLimiter          // from which wrong secrets came, for whatever client
}

// clientAddr is a client id together with the network it was used from. The client
// is empty for every id that is not registered: strangers can invent as many as they
// like.
type clientAddr struct {
	client photo.ApplicationID
	from   netip.Prefix
}

func newLimits(now func() time.Time) limits {
	return limits{
		concurrency: ratelimit.NewConcurrency[photo.ApplicationID](maxConcurrent, slotTimeout),
		tokens:      ratelimit.NewLimiter[string](ratelimit.Rate{Every: tokenEvery, Burst: tokenBurst}, maxClients, now),
		failures:    ratelimit.NewLimiter[clientAddr](ratelimit.Rate{Every: failureEvery, Burst: failureBurst}, maxClients, now),
		addresses: httpx.NewAddressLimiter(
			ratelimit.Rate{Every: failureEvery / addressShare, Burst: addressShare * failureBurst}, now),
	}
}
