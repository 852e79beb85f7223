package outbox_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/custody"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/store"
)

// Children of the sandbox.
const (
	shared  = "15061200018" // of maria and giorgos, without a tax number
	sofia   = "15061200026" // of maria alone
	manolis = "01030900011" // of vasso; has credentials and contacts of his own
)

const (
	ofMinor    = "ANHΛIKOY"             // in a text message to a custodian
	fromTicket = "AΠO TO EIΣITHPIO ΣAΣ" // in one to who made the ticket
)

// actFor enters a child and returns who acts for it.
func actFor(t *testing.T, h *servicetest.House, user, amka string) photo.Citizen {
	t.Helper()
	who := h.AsCitizen(user)
	minor, err := h.Custody.Declare(t.Context(), who, custody.Declaration{AMKA: amka})
	servicetest.Must(t, err)
	actor, err := h.Custody.Acting(t.Context(), who, minor)
	servicetest.Must(t, err)
	return actor
}

const unsentNotices = "messages WHERE kind = 'notice' AND state <> 'sent'"

// mailsOfMinor returns how many mails told a custodian of the files of a minor.
func mailsOfMinor(h *servicetest.House, user string) int {
	return strings.Count(h.Messages("mails", user+"@example.gr"), "ανηλίκου στο myPhoto")
}

// heard returns how often somebody heard something by text message.
func heard(h *servicetest.House, user, words string) int {
	return strings.Count(h.Messages("messages", servicetest.Mobile(user)), words)
}

// The notice of a leaked code is the owner's, whoever opened the code: a minor in
// somebody's custody too.
func TestLeakedCodeThatAMinorOpensIsNoticed(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	actFor(t, h, "vasso", manolis)
	phone := servicetest.Mobile("maria")
	upload, code := h.Upload(nikos, phone)
	servicetest.Must(t, h.Citizen.Submit(t.Context(), h.AsCitizen("manolis"), code))
	h.Deliver()
	if n := strings.Count(h.Messages("messages", phone), told); n != 1 {
		t.Errorf("the owner is told %d times", n)
	}
	if n := heard(h, "vasso", ofMinor); n != 0 {
		t.Errorf("the custodian is told %d times of files that are not the minor's", n)
	}
	if page, err := h.Studio.View(t.Context(), nikos, upload); err != nil || !page.Stranger {
		t.Errorf("the studio sees no stranger: %v", err)
	}
}

// What is about the files of a minor is told to the custodians, and to a minor who has a
// contact.
func TestMinorHearsOfTheOwnTicketBesidesTheCustodian(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	actFor(t, h, "vasso", manolis)
	h.UploadForm(h.AsPhotographer("nikos"), h.TicketForm(h.Ticket(h.AsCitizen("manolis"))))
	h.Deliver()
	if minor, custodian := heard(h, "manolis", fromTicket), heard(h, "vasso", ofMinor); minor != 1 || custodian != 1 {
		t.Errorf("the minor hears %d times, the custodian %d times", minor, custodian)
	}
}

// Without a tax number the register has no contact: nothing is queued that can only fail.
func TestMinorWithoutATaxNumberIsSentNothing(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	forChild := actFor(t, h, "maria", shared)
	h.Linked(h.AsPhotographer("nikos"), forChild, servicetest.Mobile("maria"))
	h.Grant(forChild, photo.UntilFiles)
	h.Deliver()
	retrieve := func() (mails, unsent int) {
		t.Helper()
		sent, failing := mailsOfMinor(h, "maria"), h.Count(t, unsentNotices)
		request := servicetest.LicenceRequest()
		request.TaxID, request.AMKA = "", shared
		_, err := h.Application.Retrieve(t.Context(), h.AsApplication("driving-licences"), request)
		servicetest.Must(t, err)
		h.Deliver()
		return mailsOfMinor(h, "maria") - sent, h.Count(t, unsentNotices) - failing
	}
	if mails, unsent := retrieve(); mails != 1 || unsent != 0 {
		t.Errorf("%d mails to the custodian, %d notices that fail or wait", mails, unsent)
	}
	h.WriteBehind(t, "DELETE FROM custodies")
	h.Clock.Move(24 * time.Hour)
	if mails, unsent := retrieve(); mails != 0 || unsent != 0 {
		t.Errorf("without a custodian: %d mails, %d notices that fail or wait", mails, unsent)
	}
}

// Whoever links and unlinks again and again fills nobody's mailbox, and stops no news of
// the next hour.
func TestCustodianHearsOfAMinorOnceInAnHour(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	h.Clock.Move(time.Hour - h.Clock.Now().Sub(h.Clock.Now().Truncate(time.Hour))) // an hour begins
	actFor(t, h, "giorgos", shared)
	forChild := actFor(t, h, "maria", shared)
	id := h.Linked(h.AsPhotographer("nikos"), forChild, servicetest.Mobile("maria"))
	repeat := func() {
		t.Helper()
		for range 5 {
			grant := h.Grant(forChild, photo.UntilFiles)
			servicetest.Must(t, h.Consent.Revoke(t.Context(), forChild, grant))
			_, err := h.Citizen.Dissociate(t.Context(), forChild)
			servicetest.Must(t, err)
			servicetest.Must(t, h.Citizen.AssociateAgain(t.Context(), forChild, id, ""))
		}
		h.Deliver()
	}
	if repeat(); mailsOfMinor(h, "giorgos") != 1 {
		t.Errorf("told %d times", mailsOfMinor(h, "giorgos"))
	}
	h.Clock.Move(time.Hour)
	if repeat(); mailsOfMinor(h, "giorgos") != 2 {
		t.Errorf("told %d times in two hours", mailsOfMinor(h, "giorgos"))
	}
	history, err := h.Citizen.History(t.Context(), forChild, citizen.HistoryPage{Limit: 100})
	servicetest.Must(t, err)
	if linked := len(slices.DeleteFunc(history, func(e citizen.HistoryEntry) bool { return e.Act != "associate" })); linked != 11 {
		t.Errorf("the history tells of %d links", linked)
	}
}

// formerCustodian is a house in which maria has the custody of sofia, which a record
// still gives to giorgos too, but the register no longer does.
func formerCustodian(t *testing.T) (h *servicetest.House, forSofia, former photo.Citizen) {
	t.Helper()
	h = servicetest.Open(t)
	giorgos := h.AsCitizen("giorgos")
	forSofia = actFor(t, h, "maria", sofia)
	servicetest.Must(t, h.Store.WriteUnlogged(t.Context(), func(tx *store.Tx) error {
		kept, err := tx.Custody(t.Context(), forSofia.Person.Subject, forSofia.For)
		if err != nil {
			return err
		}
		ended := store.Custody{Custody: kept.Custody, SealedName: kept.SealedName}
		ended.Custodian = giorgos.Subject()
		return tx.SaveCustody(t.Context(), ended)
	}))
	return h, forSofia, photo.Citizen{Person: giorgos.Person, For: forSofia.For, AdultAt: forSofia.AdultAt}
}

// Custody may have ended long before the custodian opens a page again: the register is
// asked before anything about the child is sent.
func TestFormerCustodianHearsNothingAndTheCustodyEnds(t *testing.T) {
	t.Parallel()
	h, forSofia, _ := formerCustodian(t)
	h.Linked(h.AsPhotographer("nikos"), forSofia, servicetest.Mobile("maria"))
	h.Deliver()
	if n := mailsOfMinor(h, "giorgos"); n != 0 {
		t.Errorf("told %d times", n)
	}
	if n := h.Count(t, "messages WHERE kind = 'notice' AND state = 'queued'"); n != 0 {
		t.Errorf("%d notices wait", n)
	}
	h.Integrate()
	ends := h.Events("custody.lose")
	if h.Count(t, "custodies") != 1 || len(ends) != 1 || ends[0].Subject != string(forSofia.For) || ends[0].Actor != "service" {
		t.Errorf("%d custodies, ends %+v", h.Count(t, "custodies"), ends)
	}
	if strings.Contains(h.Log.String(), sofia) {
		t.Error("the number is in the log")
	}
}

// Nor of pictures for a ticket that was made before the custody ended.
func TestFormerCustodianHearsNothingOfTheTicket(t *testing.T) {
	t.Parallel()
	h, forSofia, former := formerCustodian(t)
	h.UploadForm(h.AsPhotographer("nikos"), h.TicketForm(h.Ticket(former)))
	h.Deliver()
	if n := heard(h, "giorgos", fromTicket); n != 0 {
		t.Errorf("told %d times", n)
	}
	h.UploadForm(h.AsPhotographer("nikos"), h.TicketForm(h.Ticket(forSofia)))
	h.Deliver()
	if n := heard(h, "maria", fromTicket); n != 1 {
		t.Errorf("who has the custody is told %d times", n)
	}
}

// While the register does not answer nobody is told, and no custody ends.
func TestNoticeOfAMinorWaitsForTheRegister(t *testing.T) {
	t.Parallel()
	for _, system := range []string{"custody", "amka"} {
		h := servicetest.Open(t)
		actFor(t, h, "giorgos", shared)
		forChild := actFor(t, h, "maria", shared)
		h.Linked(h.AsPhotographer("nikos"), forChild, servicetest.Mobile("maria"))
		h.Fault(system, "down")
		h.Deliver()
		if n := mailsOfMinor(h, "giorgos"); n != 0 || h.Count(t, "custodies") != 2 {
			t.Errorf("%s down: told %d times, %d custodies", system, n, h.Count(t, "custodies"))
		}
		h.Fault(system, "ok")
		h.Clock.Move(time.Minute)
		h.Deliver()
		if n := mailsOfMinor(h, "giorgos"); n != 1 {
			t.Errorf("%s back: told %d times", system, n)
		}
		if strings.Contains(h.Log.String(), shared) {
			t.Errorf("%s: the number is in the log", system)
		}
	}
}
