package service_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/photo"
	. "myphoto/internal/service/servicetest"
)

// A rule that errs on some people must show: by studio, by document, and as
// something else than a refusal where a reason lifted it.
func TestStatisticsCountRulesOfThisStudioBesideAll(t *testing.T) {
	h := house{Open(t)}
	nikos := h.Photographer("nikos")
	if stats, err := h.Studios.Stats(t.Context(), nikos); err != nil || stats.Judged != 0 || len(stats.Documents) != 0 {
		t.Errorf("before the first upload: %+v %v", stats, err)
	}
	h.outcome(t, nikos, h.Form(Mobile("maria")))
	h.outcome(t, nikos, h.tilted(t, ""))
	h.outcome(t, nikos, h.tilted(t, photo.Disability))
	month := photo.AthensDay(h.Clock.Now())[:7]
	for _, row := range []string{
		"'" + month + "', 'driving-licence', 1, '', 'judged', 7", "'" + month + "', 'driving-licence', 1, '', 'blocked', 2",
		"'" + month + "', 'driving-licence', 1, 'mouth', 'blocked', 2", "'" + month + "', 'passport', 2, '', 'judged', 5",
		"'2019-01', 'driving-licence', 1, '', 'judged', 1000",
	} {
		h.WriteBehind(t, fmt.Sprintf(`INSERT INTO tallies VALUES ('std_other', %s)`, row))
	}
	// Of two studios, what is not mine is the other's.
	if stats, err := h.Studios.Stats(t.Context(), nikos); err != nil || stats.Documents[0].All != (photo.Marks{}) || len(stats.Documents[0].Rules) != 1 {
		t.Errorf("with two studios: %+v %v", stats.Documents, err)
	}
	h.WriteBehind(t, fmt.Sprintf(`INSERT INTO tallies VALUES ('std_third', '%s', 'driving-licence', 1, '', 'judged', 2)`, month))
	stats, err := h.Studios.Stats(t.Context(), nikos)
	Must(t, err)
	want := []photo.DocumentStats{{
		Profile: photo.DrivingLicence, Versions: []int{2},
		Here: photo.Marks{Judged: 3, Blocked: 1, Lifted: 1}, All: photo.Marks{Judged: 12, Blocked: 3, Lifted: 1},
		Rules: []photo.RuleStats{
			{Rule: "roll", Here: photo.Marks{Judged: 3, Blocked: 1, Lifted: 1}, All: photo.Marks{Judged: 12, Blocked: 1, Lifted: 1}},
			{Rule: "mouth", Here: photo.Marks{Judged: 3}, All: photo.Marks{Judged: 12, Blocked: 2}},
		},
	}}
	if diff := cmp.Diff(want, stats.Documents); diff != "" || stats.Judged != 3 {
		t.Errorf("%d judged, want (-) got (+):\n%s", stats.Judged, diff)
	}
	if n := stats.Documents[0].Here.Passed(); n != 1 {
		t.Errorf("%d passed as they are", n)
	}
}

// A year ago the limits and the lamps were others.
func TestStatisticsForgetAfterTwelveMonths(t *testing.T) {
	h := house{Open(t)}
	nikos := h.Photographer("nikos")
	h.Clock.Set(time.Date(2026, 11, 30, 12, 0, 0, 0, photo.Athens()))
	h.outcome(t, nikos, h.Form(Mobile("maria")))
	for day, judged := range map[time.Time]int{
		time.Date(2027, 10, 31, 23, 59, 0, 0, photo.Athens()): 1,
		time.Date(2027, 11, 1, 0, 1, 0, 0, photo.Athens()):    0,
	} {
		h.Clock.Set(day)
		stats, err := h.Studios.Stats(t.Context(), nikos)
		if err != nil || stats.Judged != judged || stats.Since.Day() != 1 {
			t.Errorf("on %v: %+v, %v", day, stats, err)
		}
	}
}
