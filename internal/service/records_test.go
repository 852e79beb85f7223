package service_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/photo"
	. "myphoto/internal/service/servicetest"
)

// ended sweeps and gives what ended of each kind of record, after the dry run
// has told the same.
func (h house) ended(t *testing.T) map[photo.RecordKind]int {
	t.Helper()
	told := map[string]int{}
	rows, err := h.Retention.Due(t.Context())
	Must(t, err)
	for _, row := range rows {
		told[row.Rule] = row.Due
	}
	done := h.sweep(t)
	ended := map[photo.RecordKind]int{}
	for _, kind := range photo.RecordKinds() {
		row, swept := done[string(kind)]
		if !swept || row.Failed > 0 || told[string(kind)] != row.Erased {
			t.Errorf("the dry run told %d, the sweep did %+v", told[string(kind)], row)
		}
		if row.Erased > 0 {
			ended[kind] = row.Erased
		}
	}
	return ended
}

// Without their end the records would tell for ever whose portrait was taken
// where and which office asked for it, long after the ledger has forgotten.
func TestRecordsEndTenYearsAfterTheirLastEvent(t *testing.T) {
	h := house{Open(t)}
	day := func(years, days int) time.Time {
		return time.Date(2026+years, 11, 21+days, 12, 0, 0, 0, photo.Athens())
	}
	second := time.Second
	h.Clock.Set(day(0, 0))
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	Must(t, h.Studio.AddEmployee(t.Context(), nikos, "987654324", "Ελένη"))
	members, err := h.Studio.Staff(t.Context(), nikos)
	Must(t, err)
	Must(t, h.Studio.RemoveEmployee(t.Context(), nikos, members[0].ID))
	h.Linked(nikos, maria, Mobile("maria")) // the claim ends with the association
	h.Clock.Set(day(0, 1))
	h.grant(t, maria, photo.UntilFiles)
	_, err = h.Application.Retrieve(t.Context(), h.application(t, "driving-licences"), request())
	Must(t, err)
	h.seal(t)
	h.Clock.Set(day(1, 2)) // the year of the files is over
	if row := h.sweep(t)["associated"]; row.Erased != 1 {
		t.Fatalf("files %+v", row)
	}
	h.seal(t)
	for _, c := range []struct {
		at   time.Time
		want map[photo.RecordKind]int
	}{
		{day(10, 0).Add(-second), map[photo.RecordKind]int{}},
		{day(10, 0), map[photo.RecordKind]int{
			photo.ClaimRecords: 1, photo.EmploymentRecords: 1,
			photo.People: 1, // the employee, who was only named
		}},
		{day(10, 1), map[photo.RecordKind]int{photo.RetrievalRecords: 1}},
		{day(11, 2).Add(-second), map[photo.RecordKind]int{}},
		{day(11, 2), map[photo.RecordKind]int{
			photo.GrantRecords: 1, photo.AssociationRecords: 1, photo.MessageRecords: 1, photo.UploadRecords: 1,
			photo.People: 2,
		}},
	} {
		h.Clock.Set(c.at)
		if diff := cmp.Diff(c.want, h.ended(t)); diff != "" {
			t.Errorf("at %v: %s", c.at, diff)
		}
	}
	for _, table := range []string{"subjects", "aliases", "studios", "employees", "terms", "eligibility", "uploads", "retrieval_items", "attempts"} {
		if n := h.Count(t, table); n != 0 {
			t.Errorf("%d rows of %s are left", n, table)
		}
	}
	report, err := h.Integrator.Verify(t.Context(), nil)
	if err != nil || !report.Whole() || report.Removed == 0 {
		t.Errorf("ledger %+v, %v", report, err)
	}
	again := h.AsCitizen("maria") // who comes back begins anew
	if again.Subject() == maria.Subject() {
		t.Error("the person was not forgotten")
	}
}

// No clock may take away what is in use, whatever its age.
func TestWhatLivesDoesNotEndWithItsYears(t *testing.T) {
	h := house{Open(t)}
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	h.Linked(nikos, maria, Mobile("maria"))
	h.grant(t, maria, photo.UntilFiles)
	Must(t, h.Studio.AddEmployee(t.Context(), nikos, "987654324", "Ελένη"))
	const years = "20 * 366 * 24 * 3600 * 1000000"
	h.Tamper(t, `UPDATE subjects SET seen_at = seen_at - `+years+`; UPDATE associations SET created_at = created_at - `+years+`;
		UPDATE grants SET created_at = created_at - `+years+`; UPDATE employees SET added_at = added_at - `+years)
	if ended := h.ended(t); len(ended) != 0 {
		t.Errorf("ended: %v", ended)
	}
	if home, err := h.Citizen.Home(t.Context(), maria); err != nil || home.Current == nil {
		t.Errorf("home %+v, %v", home, err)
	}
	if _, err := h.Application.Retrieve(t.Context(), h.application(t, "driving-licences"), request()); err != nil {
		t.Error(err)
	}
}

// A person who still comes is not forgotten between two uploads.
func TestSignInKeepsAPerson(t *testing.T) {
	h := house{Open(t)}
	first := h.AsCitizen("maria")
	h.Clock.Set(h.Clock.Now().AddDate(9, 0, 0))
	h.AsCitizen("maria")
	h.Clock.Set(h.Clock.Now().AddDate(9, 0, 0))
	if ended := h.ended(t); len(ended) != 0 {
		t.Errorf("ended: %v", ended)
	}
	if again := h.AsCitizen("maria"); again.Subject() != first.Subject() {
		t.Error("the person was forgotten")
	}
}
