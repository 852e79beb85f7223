package custody_test

import (
	"errors"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/application"
	"myphoto/internal/service/custody"
	"myphoto/internal/service/servicetest"
)

// A ΠΑΑΥΠΑ that became an ΑΜΚΑ stays a name of the same child for applications too.
func TestApplicationsFindAChildByTheOldNumberAndTheNew(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	amina := h.AsCitizen("amina")
	forChild := actFor(t, h, amina, custody.Declaration{PAAYPA: "99000000026"})
	h.Linked(h.AsPhotographer("nikos"), forChild, servicetest.Mobile("maria"))
	h.Grant(forChild, photo.UntilFiles)
	app := h.AsApplication("driving-licences")
	old, current := servicetest.LicenceRequest(), servicetest.LicenceRequest()
	old.TaxID, old.PAAYPA = "", "99000000026"
	current.TaxID, current.AMKA = "", "30111300023"
	for _, request := range []application.RetrievalRequest{old, current} {
		if _, err := h.Application.Retrieve(t.Context(), app, request); err != nil {
			t.Errorf("%s%s: %v", request.PAAYPA, request.AMKA, err)
		}
	}
}

// Who works at a studio may photograph the own child there. The studio learns no more of
// it than of any client, and its acts end with the link.
func TestACustodianAtTheCounterLinksTheOwnChild(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	pavlos := h.AsCitizen("pavlos")
	servicetest.Must(t, h.Studio.AddEmployee(t.Context(), h.AsPhotographer("nikos"), pavlos.TaxID.Digits(), "Παύλος"))
	forChild := actFor(t, h, pavlos, custody.Declaration{AMKA: "01031200015"})
	h.Clock.Move(time.Minute)
	atWork, err := h.SignIn.Operator(t.Context(), h.As("pavlos", photo.RoleEmployee))
	servicetest.Must(t, err)
	out, _ := h.UploadForm(atWork, h.TicketForm(h.Ticket(forChild)))
	home, err := h.Citizen.Home(t.Context(), forChild)
	servicetest.Must(t, err)
	if home.Waiting == nil || home.Waiting.Upload != out.Upload {
		t.Fatalf("the pictures do not wait for the child: %+v", home.Waiting)
	}
	h.Look(forChild, out.Upload)
	servicetest.Must(t, h.Approve(forChild))
	servicetest.Must(t, associate(t, h, forChild))
	if _, has, err := h.Citizen.Current(t.Context(), pavlos); err != nil || has {
		t.Errorf("the child's files are the custodian's own, %v", err)
	}
	if err := h.Studio.Withdraw(t.Context(), atWork, out.Upload); !errors.Is(err, photo.ErrReadOnly) {
		t.Errorf("withdrawn at work: %v", err)
	}
}
