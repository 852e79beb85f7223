package custody_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/registry"
	"myphoto/internal/service"
	"myphoto/internal/service/application"
	"myphoto/internal/service/custody"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/store"
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
	servicetest.Must(t, h.Staff.AddEmployee(t.Context(), h.AsPhotographer("nikos"), pavlos.TaxID.Digits(), "Παύλος"))
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

// A ticket for a child is as good as cancelled when who made it has the custody no more.
func TestATicketEndsWithTheCustody(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	maria, nikos := h.AsCitizen("maria"), h.AsPhotographer("nikos")
	forSofia := actFor(t, h, maria, custody.Declaration{AMKA: sofia})
	given := h.Ticket(forSofia)
	if _, err := h.Studio.ReadTicket(t.Context(), nikos, given); err != nil {
		t.Fatal(err)
	}
	servicetest.Must(t, h.Store.WriteUnlogged(t.Context(), func(tx *store.Tx) error {
		return tx.DeleteCustody(t.Context(), maria.Subject(), forSofia.For)
	}))
	if _, err := h.Studio.ReadTicket(t.Context(), nikos, given); !errors.Is(err, photo.ErrTicketCancelled) {
		t.Errorf("read: %v", err)
	}
	if out, err := h.Studio.Upload(t.Context(), nikos, h.TicketForm(given)); !errors.Is(err, photo.ErrTicketCancelled) || !out.Draft {
		t.Errorf("used: %+v, %v", out, err)
	}
}

// While the custody register is down, nobody learns whether a number is somebody's.
func TestARegisterThatIsDownTellsNothingOfNumbers(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	down := &unavailable{}
	h.Reopen(func(c *service.Config) { c.Custody = down })
	giorgos := h.AsCitizen("giorgos")
	for _, number := range []string{"01010100012", sofia, "14058000028"} { // nobody's, a child's, an adult's
		asked := down.asked
		if _, err := h.Custody.Declare(t.Context(), giorgos, custody.Declaration{AMKA: number}); !photo.IsKind(err, photo.Unavailable) || down.asked != asked+1 {
			t.Errorf("%s: %v after %d questions", number, err, down.asked-asked)
		}
	}
}

// unavailable is a custody register that is down.
type unavailable struct{ asked int }

func (u *unavailable) Custody(context.Context, registry.CustodyQuestion, registry.Audit) (registry.CustodyKind, error) {
	u.asked++
	return "", registry.Unavailable()
}

// A child who signed in before the register knew the tax number is two people here. The
// custodian keeps what she has: she can stop every use.
func TestAChildWhoSignedInFirstLocksNoCustodianOut(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	people := &withoutTaxNumbers{}
	h.Reopen(func(c *service.Config) { people.People, c.People = c.People, people })
	vasso := h.AsCitizen("vasso")
	forManolis := actFor(t, h, vasso, custody.Declaration{AMKA: manolis})
	h.Linked(h.AsPhotographer("nikos"), forManolis, servicetest.Mobile("maria"))
	if own := h.AsCitizen("manolis"); own.Subject() == forManolis.For {
		t.Fatal("the register knew the tax number")
	}
	people.known = true
	h.Clock.Move(2 * photo.CustodyTTL)
	again, err := h.Custody.Acting(t.Context(), vasso, forManolis.For)
	servicetest.Must(t, err)
	servicetest.Must(t, h.Citizen.Pause(t.Context(), again))
	household, err := h.Custody.Household(t.Context(), vasso)
	if err != nil || len(household) != 1 || household[0].Unsure {
		t.Errorf("%+v, %v", household, err)
	}
}

// withoutTaxNumbers is a register that has no tax numbers until they are known.
type withoutTaxNumbers struct {
	registry.People
	known bool
}

func (w *withoutTaxNumbers) Person(ctx context.Context, number registry.PersonNumber, a registry.Audit) (registry.RegisteredPerson, error) {
	if !w.known && number.AFM != "" {
		return registry.RegisteredPerson{}, registry.NotRegistered()
	}
	person, err := w.People.Person(ctx, number, a)
	if !w.known {
		person.AFM = ""
	}
	return person, err
}
