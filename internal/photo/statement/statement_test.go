package statement_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/photo"
	"myphoto/internal/photo/statement"
)

// TestUploadForTwoDocumentsIsOneUploadInTwoRows: the rows say how much each office
// gets, the total how many clients came.
func TestUploadForTwoDocumentsIsOneUploadInTwoRows(t *testing.T) {
	t.Parallel()
	late := time.Date(2026, 11, 20, 23, 30, 0, 0, photo.Athens())
	next := late.Add(time.Hour)
	both := []photo.ProfileID{photo.Passport, photo.DrivingLicence}
	got := statement.New([]statement.Entry{
		{At: late, By: "a", Documents: both, Delivered: true, Linked: true},
		{At: next, By: "a", Documents: both[:1], Before: []string{"roll", statement.Advice}, After: []string{"roll", statement.Rejected(photo.NotMe)}, Delivered: true},
		{At: next, By: "a", Documents: both[:1], After: []string{statement.Rejected("")}},
	})
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, photo.Athens()) }
	want := statement.Report{
		Rows: []statement.Row{
			{Day: day(21), By: "a", Document: photo.Passport, Counts: statement.Counts{
				Uploads: 2, FirstTry: 1, Redone: 2, Delivered: 1,
				Why: map[string]int{"roll": 1, "advice": 1, "rejected-not-me": 1, "own": 1},
			}},
			{Day: day(20), By: "a", Document: photo.DrivingLicence, Counts: statement.Counts{Uploads: 1, FirstTry: 1, Delivered: 1, Linked: 1}},
			{Day: day(20), By: "a", Document: photo.Passport, Counts: statement.Counts{Uploads: 1, FirstTry: 1, Delivered: 1, Linked: 1}},
		},
		Total: statement.Counts{
			Uploads: 3, FirstTry: 2, Redone: 2, Delivered: 2, Linked: 1,
			Why: map[string]int{"roll": 1, "advice": 1, "rejected-not-me": 1, "own": 1},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
