package figures_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/photo"
	"myphoto/internal/photo/statement"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/figures"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/store"
)

// corrected sends a tilted portrait, which makes a draft, and then a good one.
func corrected(t *testing.T, h *servicetest.House, who photo.Operator) photo.UploadID {
	t.Helper()
	out, _ := h.UploadForm(who, h.TiltedForm(""))
	if !out.Draft {
		t.Fatal("the tilted portrait was sent")
	}
	form := h.Form(servicetest.Mobile("maria"))
	form.Photo = servicetest.Chosen(servicetest.Portrait(t))
	out, err := h.Studio.Continue(t.Context(), who, out.Upload, form)
	servicetest.Must(t, err)
	if out.Draft {
		t.Fatal("the corrected draft was not sent")
	}
	return out.Upload
}

// TestStatementIsTheSameAfterTheFilesAreErased: what a studio did in spring is not
// less because the clients' year is over.
func TestStatementIsTheSameAfterTheFilesAreErased(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	day := time.Date(2026, 11, 21, 0, 0, 0, 0, photo.Athens())
	h.Clock.Set(day.Add(12 * time.Hour))
	of := func(who photo.Operator) statement.Report {
		t.Helper()
		report, err := h.Figures.Statement(t.Context(), who, day, day.AddDate(0, 0, 1))
		servicetest.Must(t, err)
		return report
	}
	if report := of(nikos); len(report.Rows) != 0 || report.Total.Uploads != 0 {
		t.Errorf("before the first upload: %+v", report)
	}
	corrected(t, h, nikos)
	h.Deliver()
	servicetest.Must(t, h.Report(servicetest.KannelDelivered))
	_, code := h.Upload(nikos, servicetest.Mobile("maria"))
	rejected, _ := h.Upload(nikos, "6900000002")
	servicetest.Must(t, h.Citizen.Submit(t.Context(), maria, code))
	servicetest.Must(t, h.Approve(maria))
	servicetest.Must(t, h.Citizen.Associate(t.Context(), maria, citizen.AssociateInput{}))
	h.UploadForm(nikos, h.TiltedForm("")) // a draft that is never sent
	h.ChangeUpload(rejected, func(u *store.Upload) { u.RejectedAt, u.RejectReason = h.Clock.Now(), photo.PoorQuality })
	_, err := h.Studio.Replace(t.Context(), nikos, rejected, h.Form("6900000002"))
	servicetest.Must(t, err)
	want := statement.Counts{
		Uploads: 3, FirstTry: 2, Redone: 2, Delivered: 1, Linked: 1,
		Why: map[string]int{"roll": 1, statement.Rejected(photo.PoorQuality): 1},
	}
	before := of(nikos)
	if diff := cmp.Diff(want, before.Total); diff != "" || len(before.Rows) != 1 {
		t.Fatalf("%d rows, %s", len(before.Rows), diff)
	}
	h.Clock.Set(day.AddDate(2, 0, 0))
	h.Sweep()
	if diff := cmp.Diff(before, of(nikos)); diff != "" {
		t.Errorf("after the files are erased: %s", diff)
	}
}

func TestStatementOfAnEmployeeHoldsOwnUploadsAlone(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, kostas := h.AsPhotographer("nikos"), h.AsPhotographer("kostas")
	servicetest.Must(t, h.Staff.AddEmployee(t.Context(), nikos, "987654324", "Ελένη"))
	eleni, err := h.SignIn.Operator(t.Context(), h.As("eleni", photo.RoleEmployee))
	servicetest.Must(t, err)
	h.Upload(nikos, "6900000001")
	h.Upload(eleni, "6900000002")
	from, to := h.Clock.Now().Add(-time.Hour), h.Clock.Now().Add(time.Hour)
	for who, want := range map[photo.Operator]int{nikos: 2, eleni: 1, kostas: 0} {
		report, err := h.Figures.Statement(t.Context(), who, from, to)
		servicetest.Must(t, err)
		if report.Total.Uploads != want {
			t.Errorf("%d uploads, want %d", report.Total.Uploads, want)
		}
	}
	for want, period := range map[error][2]time.Time{
		figures.ErrPeriodOrder: {to, from}, figures.ErrPeriodLong: {from, from.AddDate(1, 0, 2)},
	} {
		if _, err := h.Figures.Statement(t.Context(), nikos, period[0], period[1]); !errors.Is(err, want) {
			t.Errorf("%v: %v", want, err)
		}
	}
	members, err := h.Staff.Staff(t.Context(), nikos)
	servicetest.Must(t, err)
	servicetest.Must(t, h.Staff.RemoveEmployee(t.Context(), nikos, members[0].ID))
	if _, err := h.Figures.Statement(t.Context(), eleni, from, to); !errors.Is(err, photo.ErrForbidden) {
		t.Errorf("after the removal: %v", err)
	}
}

// The pictures of a client with a ticket wait on the client's page: nothing had to be
// delivered.
func TestUploadWithATicketCountsAsDelivered(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	h.UploadForm(nikos, h.TicketForm(h.Ticket(maria)))
	h.Upload(nikos, "6900000002")
	day := h.Clock.Now().Add(-time.Hour)
	report, err := h.Figures.Statement(t.Context(), nikos, day, day.AddDate(0, 0, 1))
	servicetest.Must(t, err)
	if report.Total.Uploads != 2 || report.Total.Delivered != 1 {
		t.Errorf("%+v", report.Total)
	}
}
