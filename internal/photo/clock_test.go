package photo_test

import (
	"testing"
	"time"

	"myphoto/internal/photo"
)

func TestInstantBeyondItsPeriodCountsAsNow(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for after, want := range map[time.Duration]time.Duration{
		-time.Hour: -time.Hour, 0: 0, time.Minute: time.Minute, time.Minute + 1: 0, 3 * time.Hour: 0,
	} {
		if got := photo.Plausible(now.Add(after), now, time.Minute).Sub(now); got != want {
			t.Errorf("%v ahead counts as %v, want %v", after, got, want)
		}
	}
}
