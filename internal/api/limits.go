package api

import (
	"net/netip"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/ratelimit"
)

// Limits of one application at one machine. They stand in openapi.yaml too.
const (
	// maxConcurrent requests of an application run at the same time, and the next wait
	// for them up to seatTime. That is not a rate: an office that asks one after
	// the other gets all that the machine can do. But one that runs away holds
	// no more than these, with their pictures in memory, while others go on.
	maxConcurrent   = 64
	slotTimeout = 2 * time.Second

	// A token lives ten minutes, so one a minute is plenty for a machine; an
	// office may have hundreds of them, and start them all together.
	tokenEvery = 100 * time.Millisecond
	tokenBurst = 600

	// Whoever mistyped a secret needs a few tries, whoever guesses needs many.
	failureEvery = 6 * time.Second
	failureBurst = 20

	maxClients = 16_384 // counted at the token endpoint; about 3 MB
)

// limits keep one application from taking what is meant for all.
type limits struct {
	concurrency    *ratelimit.Concurrency[photo.ApplicationID]
	tokens   *ratelimit.Limiter[string]   // given, by client id
	failures *ratelimit.Limiter[clientAddr] // wrong secrets
}

// clientAddr is a client id that somebody at an address showed.
type clientAddr struct {
	client string
	from   netip.Prefix
}

func newLimits(now func() time.Time) limits {
	return limits{
		concurrency:    ratelimit.NewConcurrency[photo.ApplicationID](maxConcurrent, slotTimeout),
		tokens:   ratelimit.NewLimiter[string](ratelimit.Rate{Every: tokenEvery, Burst: tokenBurst}, maxClients, now),
		failures: ratelimit.NewLimiter[clientAddr](ratelimit.Rate{Every: failureEvery, Burst: failureBurst}, maxClients, now),
	}
}
