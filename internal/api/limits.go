package api

import (
	"net/netip"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/ratelimit"
)

// Limits of one application at one machine. They stand in openapi.yaml too.
const (
	// atOnce requests of an application run at the same time, and the next wait
	// for them up to seatTime. That is not a rate: an office that asks one after
	// the other gets all that the machine can do. But one that runs away holds
	// no more than these, with their pictures in memory, while others go on.
	atOnce   = 64
	seatTime = 2 * time.Second

	// A token lives ten minutes, so one a minute is plenty for a machine; an
	// office may have hundreds of them, and start them all together.
	tokenEvery = 100 * time.Millisecond
	tokenBurst = 600

	// Whoever mistyped a secret needs a few tries, whoever guesses needs many.
	failureEvery = 6 * time.Second
	failureBurst = 20

	mostClients = 16_384 // counted at the token endpoint; about 3 MB
)

// limits keep one application from taking what is meant for all.
type limits struct {
	seats    *ratelimit.Seats[photo.ApplicationID]
	tokens   *ratelimit.Buckets[string]   // given, by client id
	failures *ratelimit.Buckets[clientAt] // wrong secrets
}

// clientAt is a client id that somebody at an address showed.
type clientAt struct {
	client string
	from   netip.Prefix
}

func newLimits(now func() time.Time) limits {
	return limits{
		seats:    ratelimit.NewSeats[photo.ApplicationID](atOnce, seatTime),
		tokens:   ratelimit.NewBuckets[string](ratelimit.Rate{Every: tokenEvery, Burst: tokenBurst}, mostClients, now),
		failures: ratelimit.NewBuckets[clientAt](ratelimit.Rate{Every: failureEvery, Burst: failureBurst}, mostClients, now),
	}
}
