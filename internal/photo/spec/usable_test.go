package spec_test

import (
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

func TestPhotoIsUsableUntilTheFirstEnd(t *testing.T) {
	t.Parallel()
	day := func(s string) time.Time {
		at, err := time.ParseInLocation(time.DateTime, s, photo.Athens())
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, c := range []struct {
		document             photo.ProfileID
		uploaded, last, want string
	}{
		{photo.DrivingLicence, "2026-11-21 12:00:00", "2027-11-21 23:59:59", "2027-05-21 12:00:00"},
		{photo.DrivingLicence, "2026-08-31 12:00:00", "2027-08-31 23:59:59", "2027-02-28 12:00:00"},
		{photo.DrivingLicence, "2026-11-21 12:00:00", "2026-12-05 23:59:59", "2026-12-05 23:59:59"}, // the file ends first
		{photo.AcademicID, "2026-11-21 12:00:00", "2027-11-21 23:59:59", "2027-11-21 23:59:59"},     // no limit is known
	} {
		p, ok := spec.ProfileByID(c.document)
		if !ok {
			t.Fatal(c.document)
		}
		if got := p.UsableUntil(day(c.uploaded), day(c.last)); !got.Equal(day(c.want)) {
			t.Errorf("%s of %s: %v, want %s", c.document, c.uploaded, got, c.want)
		}
	}
}
