package spec

import (
	"time"

	"myphoto/internal/photo"
)

// UsableUntil returns a moment of the last day, in Athens, on which the office of the
// document accepts a photo that was uploaded at a time and exists until a last day: that
// day, or earlier where the office limits the age of photos. The upload stands for the
// day of the photo, which nobody knows.
func (p Profile) UsableUntil(uploaded, lastDay time.Time) time.Time {
	if p.MaxMonths == 0 {
		return lastDay
	}
	local := uploaded.In(photo.Athens())
	last := local.AddDate(0, p.MaxMonths, 0)
	if last.Day() != local.Day() { // the month is shorter: its last day
		last = last.AddDate(0, 0, -last.Day())
	}
	if last.Before(lastDay) {
		return last
	}
	return lastDay
}
