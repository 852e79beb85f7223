package photo

import "time"

// Plausible returns an instant from the records, or now where it lies further in
// the future than its own period. Then the clock was set back after it was
// recorded, and a wait computed from it would last until the clock has caught up.
func Plausible(at, now time.Time, period time.Duration) time.Time {
	if at.Sub(now) > period {
		return now
	}
	return at
}
