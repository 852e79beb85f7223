package photo_test

import (
	"testing"
	"time"

	"myphoto/internal/photo"
)

func athensTime(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, photo.Athens())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestAMinorComesOfAgeAtMidnightOfTheEighteenthBirthday(t *testing.T) {
	t.Parallel()
	for birth, want := range map[string]string{
		"2012-06-15 00:00": "2030-06-15 00:00",
		"2012-02-29 00:00": "2030-02-28 00:00",
		"2009-03-01 00:00": "2027-03-01 00:00",
		"2008-12-31 00:00": "2026-12-31 00:00",
	} {
		if got := photo.AdultAt(athensTime(t, birth)); !got.Equal(athensTime(t, want)) {
			t.Errorf("born %s: of age at %s, want %s", birth, got, want)
		}
	}
}

func TestCustodyHoldsUntilTheBirthday(t *testing.T) {
	t.Parallel()
	now := athensTime(t, "2026-11-30 12:00")
	c := photo.Custody{Custodian: "sub_a", Minor: "sub_b", Kind: photo.SoleCustody, AdultAt: athensTime(t, "2027-03-01 00:00"), AskedAt: now, Session: "ses_a"}
	switch {
	case !c.Holds(now), !c.Holds(c.AdultAt.Add(-time.Nanosecond)):
		t.Error("custody does not hold")
	case c.Holds(c.AdultAt):
		t.Error("custody holds on the birthday")
	case photo.Custody{}.Holds(now):
		t.Error("custody holds that never was")
	}
}

func TestTheRegisterIsAskedAgainInAnotherSessionAndAfterAMinute(t *testing.T) {
	t.Parallel()
	now := athensTime(t, "2026-11-30 12:00")
	c := photo.Custody{Custodian: "sub_a", Minor: "sub_b", AdultAt: now.Add(24 * time.Hour), AskedAt: now, Session: "ses_a"}
	switch {
	case !c.Fresh("ses_a", now.Add(photo.CustodyTTL-time.Second)):
		t.Error("asked again within a minute")
	case c.Fresh("ses_b", now):
		t.Error("not asked in another session")
	case c.Fresh("ses_a", now.Add(photo.CustodyTTL)), c.Fresh("ses_a", now.Add(-time.Second)):
		t.Error("not asked after a minute, or when the clock was set back")
	}
}
