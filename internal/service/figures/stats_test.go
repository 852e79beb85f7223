package figures_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/photo/stats"
	"myphoto/internal/service/servicetest"
)

// A rule that misjudges some people must become visible: by studio, by document,
// and apart from refusals where there was an exemption.
func TestStatisticsCountThisStudioBesideAllStudios(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	if report, err := h.Figures.Stats(t.Context(), nikos); err != nil || report.Judged != 0 || len(report.Documents) != 0 {
		t.Errorf("before the first upload: %+v %v", report, err)
	}
	h.UploadForm(nikos, h.Form(servicetest.Mobile("maria")))
	h.UploadForm(nikos, h.TiltedForm(""))
	h.UploadForm(nikos, h.TiltedForm(spec.Disability))
	month := photo.AthensDay(h.Clock.Now())[:7]
	for _, row := range []string{
		"'" + month + "', 'driving-licence', 1, '', 'judged', 7", "'" + month + "', 'driving-licence', 1, '', 'blocked', 2",
		"'" + month + "', 'driving-licence', 1, 'mouth', 'blocked', 2", "'" + month + "', 'passport', 2, '', 'judged', 5",
		"'2019-01', 'driving-licence', 1, '', 'judged', 1000",
	} {
		h.WriteBehind(t, fmt.Sprintf(`INSERT INTO tallies VALUES ('std_other', %s)`, row))
	}
	// Of two studios, what is not mine is the other's.
	if report, err := h.Figures.Stats(t.Context(), nikos); err != nil || report.Documents[0].All != (stats.Marks{}) || len(report.Documents[0].Rules) != 1 {
		t.Errorf("with two studios: %+v %v", report.Documents, err)
	}
	h.WriteBehind(t, fmt.Sprintf(`INSERT INTO tallies VALUES ('std_third', '%s', 'driving-licence', 1, '', 'judged', 2)`, month))
	report, err := h.Figures.Stats(t.Context(), nikos)
	servicetest.Must(t, err)
	want := []stats.Document{{
		Profile: photo.DrivingLicence, Versions: []int{2},
		Here: stats.Marks{Judged: 3, Blocked: 1, Exempted: 1}, All: stats.Marks{Judged: 12, Blocked: 3, Exempted: 1},
		Rules: []stats.Rule{
			{Rule: "roll", Here: stats.Marks{Judged: 3, Blocked: 1, Exempted: 1}, All: stats.Marks{Judged: 12, Blocked: 1, Exempted: 1}},
			{Rule: "mouth", Here: stats.Marks{Judged: 3}, All: stats.Marks{Judged: 12, Blocked: 2}},
		},
	}}
	if diff := cmp.Diff(want, report.Documents); diff != "" || report.Judged != 3 {
		t.Errorf("%d judged, want (-) got (+):\n%s", report.Judged, diff)
	}
	if n := report.Documents[0].Here.Passed(); n != 1 {
		t.Errorf("%d passed as they are", n)
	}
}

// Limits and lighting change: what is older than a year misleads.
func TestStatisticsForgetAfterTwelveMonths(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	h.Clock.Set(time.Date(2026, 11, 30, 12, 0, 0, 0, photo.Athens()))
	h.UploadForm(nikos, h.Form(servicetest.Mobile("maria")))
	for day, judged := range map[time.Time]int{
		time.Date(2027, 10, 31, 23, 59, 0, 0, photo.Athens()): 1,
		time.Date(2027, 11, 1, 0, 1, 0, 0, photo.Athens()):    0,
	} {
		h.Clock.Set(day)
		report, err := h.Figures.Stats(t.Context(), nikos)
		if err != nil || report.Judged != judged || report.Since.Day() != 1 {
			t.Errorf("on %v: %+v, %v", day, report, err)
		}
	}
}
