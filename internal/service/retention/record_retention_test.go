package retention_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/service/servicetest"
)

// ended sweeps and returns how many records of each kind ended, after it checked
// that the dry run reports the same.
func ended(t *testing.T, h *servicetest.House) map[photo.RecordKind]int {
	t.Helper()
	told := map[string]int{}
	rows, err := h.Retention.Due(t.Context())
	servicetest.Must(t, err)
	for _, row := range rows {
		told[row.Rule] = row.Due
	}
	done := h.Sweep()
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

// Otherwise the records would show forever whose portrait was taken where and
// which office asked for it, long after the ledger has removed the bodies.
func TestRecordsEndTenYearsAfterTheirLastEvent(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	day := func(years, days int) time.Time {
		return time.Date(2026+years, 11, 21+days, 12, 0, 0, 0, photo.Athens())
	}
	second := time.Second
	h.Clock.Set(day(0, 0))
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	servicetest.Must(t, h.Staff.AddEmployee(t.Context(), nikos, "987654324", "Ελένη"))
	members, err := h.Staff.Staff(t.Context(), nikos)
	servicetest.Must(t, err)
	servicetest.Must(t, h.Staff.RemoveEmployee(t.Context(), nikos, members[0].ID))
	h.Linked(nikos, maria, servicetest.Mobile("maria")) // the claim ends with the association
	h.Clock.Set(day(0, 1))
	h.Grant(maria, photo.UntilFiles)
	_, err = h.Application.Retrieve(t.Context(), h.AsApplication("driving-licences"), servicetest.LicenceRequest())
	servicetest.Must(t, err)
	h.Integrate()
	h.Clock.Set(day(1, 2)) // the year of the files is over
	if row := h.Sweep()["associated"]; row.Erased != 1 {
		t.Fatalf("files %+v", row)
	}
	h.Integrate()
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
		if diff := cmp.Diff(c.want, ended(t, h)); diff != "" {
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
	again := h.AsCitizen("maria") // a returning person is a new one
	if again.Subject() == maria.Subject() {
		t.Error("the person was not forgotten")
	}
}

// Records in use must not be removed, whatever their age.
func TestLiveRecordsAreKeptHoweverOld(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	h.Linked(nikos, maria, servicetest.Mobile("maria"))
	h.Grant(maria, photo.UntilFiles)
	servicetest.Must(t, h.Staff.AddEmployee(t.Context(), nikos, "987654324", "Ελένη"))
	// What began before the day in twenty years is as old as it can be.
	h.Reopen(func(c *service.Config) { c.Policy.LedgerYears = -20 })
	if ended := ended(t, h); len(ended) != 0 {
		t.Errorf("ended: %v", ended)
	}
	if home, err := h.Citizen.Home(t.Context(), maria); err != nil || home.Current == nil {
		t.Errorf("home %+v, %v", home, err)
	}
	if _, err := h.Application.Retrieve(t.Context(), h.AsApplication("driving-licences"), servicetest.LicenceRequest()); err != nil {
		t.Error(err)
	}
}

// A person who still signs in is not removed between two uploads.
func TestSignInKeepsAPerson(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	first := h.AsCitizen("maria")
	h.Clock.Set(h.Clock.Now().AddDate(9, 0, 0))
	h.AsCitizen("maria")
	h.Clock.Set(h.Clock.Now().AddDate(9, 0, 0))
	if ended := ended(t, h); len(ended) != 0 {
		t.Errorf("ended: %v", ended)
	}
	if again := h.AsCitizen("maria"); again.Subject() != first.Subject() {
		t.Error("the person was forgotten")
	}
}
