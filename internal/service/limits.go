package service

import (
	"context"
	"errors"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/ratelimit"
)

// Limits of one actor at one machine.
const (
	qrEvery    = 6 * time.Second // pictures of a QR code; each may cost two seconds of a processor
	qrBurst    = 10
	crowdWait  = time.Second // before an application tries again whose requests wait for each other
	recordOnce = time.Minute // of a refusal that comes again and again
	mostActors = 16_384
)

// limits count what actors do, in the memory of this machine.
type limits struct {
	qr       *ratelimit.Limiter[photo.SubjectID]
	recorded *ratelimit.Limiter[string] // by actor
}

func newLimits(now func() time.Time) limits {
	return limits{
		qr:       ratelimit.NewLimiter[photo.SubjectID](ratelimit.Rate{Every: qrEvery, Burst: qrBurst}, mostActors, now),
		recorded: ratelimit.NewLimiter[string](ratelimit.Rate{Every: recordOnce, Burst: 1}, mostActors, now),
	}
}

// turnAway refuses the act of an identified actor who comes too often. The
// first refusal in a minute is recorded; if all were, the ledger itself could
// be flooded.
func (c *core) turnAway(ctx context.Context, event *ledger.Event, wait time.Duration) error {
	refusal := photo.TooManyRequests(wait)
	if c.limits.recorded.Allow(event.Actor) > 0 {
		return refusal
	}
	return errors.Join(refusal, c.Store.RecordRefusal(ctx, event, refusal))
}

// TurnAway refuses a request of an application that has too many under way,
// before it is read.
func (a *Applications) TurnAway(ctx context.Context, who photo.Application) error {
	return a.turnAway(ctx, byApplication("application.request", who), crowdWait)
}

const kindReading = "studio-hour"

// spendReading uses one of the hour's readings of a studio: every act that
// makes us read pictures costs the same, whether it makes an upload or not. It
// is counted for all machines, by the hours of the clock, in a write of its
// own; event is what is being tried, for the record of a refusal.
func (s *Studios) spendReading(ctx context.Context, event *ledger.Event) error {
	hour := s.Now().UTC().Truncate(time.Hour)
	ok, err := s.spend(ctx, kindReading, []byte(event.Studio), hour.Format("2006-01-02T15"), s.Policy.StudioHourly)
	if err != nil || ok {
		return err
	}
	refusal := photo.ErrStudioRate.WithArg("max", s.Policy.StudioHourly).WithRetryAfter(hour.Add(time.Hour).Sub(s.Now()))
	return errors.Join(refusal, s.Store.RecordRefusal(ctx, event, refusal))
}
