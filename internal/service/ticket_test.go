package service_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/progress"
	"myphoto/internal/photo/ticket"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/custody"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/studio"
)

// No mobile, no code, no typing: the pictures wait on the home page at once, and the
// studio never learns whose they are.
func TestTicketBringsPicturesWithoutAContact(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	ticket := h.Ticket(maria)
	read, err := h.Studio.ReadTicket(t.Context(), nikos, strings.ToLower(ticket))
	if err != nil || !slices.Equal(read.Documents, []photo.ProfileID{photo.DrivingLicence}) {
		t.Fatalf("the counter reads %+v, %v", read, err)
	}
	out, verdict := h.UploadForm(nikos, h.TicketForm(ticket))
	if out.Draft {
		t.Fatalf("kept as a draft: %+v", verdict)
	}
	home, err := h.Citizen.Home(t.Context(), maria)
	if err != nil || home.Waiting == nil || home.Waiting.Upload != out.Upload || !home.Waiting.Bound {
		t.Fatalf("at home %+v, %v", home, err)
	}
	page, err := h.Studio.View(t.Context(), nikos, out.Upload)
	servicetest.Must(t, err)
	if page.Status != progress.StatusBound || page.Contact != "" || len(page.Messages) != 0 || page.Opened || !page.Bound {
		t.Errorf("the studio sees %+v", page)
	}
	h.Deliver()
	if told := h.Messages("messages", servicetest.Mobile("maria")); !strings.Contains(told, "NEEΣ EIKONEΣ AΠO TO EIΣITHPIO") {
		t.Errorf("maria hears %s", told)
	}
	h.Look(maria, out.Upload)
	if page, err = h.Studio.View(t.Context(), nikos, out.Upload); err != nil || page.Status != progress.StatusViewed {
		t.Errorf("once seen: %s, %v", page.Status, err)
	}
	servicetest.Must(t, h.Approve(maria))
	servicetest.Must(t, h.Citizen.Associate(t.Context(), maria, citizen.AssociateInput{}))
	if home, err = h.Citizen.Home(t.Context(), maria); err != nil || home.Current == nil || home.Current.Code.IsZero() {
		t.Errorf("linked: %+v, %v", home, err)
	}
	checkActs(t, h, maria, "associate", "ticket.use", "ticket.make")
}

func checkActs(t *testing.T, h *servicetest.House, who photo.Citizen, want ...string) {
	t.Helper()
	entries, err := h.Citizen.History(t.Context(), who, citizen.HistoryPage{Limit: 50})
	servicetest.Must(t, err)
	var acts []string
	for _, one := range entries {
		acts = append(acts, string(one.Act))
	}
	slices.Sort(acts)
	slices.Sort(want)
	if !slices.Equal(acts, want) {
		t.Errorf("the history says %v, want %v", acts, want)
	}
}

// Two studios on one day: neither hides the other.
func TestSecondUploadByTicketWaitsBehindTheFirst(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	older, _ := h.UploadForm(nikos, h.TicketForm(h.Ticket(maria)))
	newer, _ := h.UploadForm(nikos, h.TicketForm(h.Ticket(maria)))
	home, err := h.Citizen.Home(t.Context(), maria)
	if err != nil || home.Waiting == nil || home.Waiting.Upload != newer.Upload || home.Others != 1 {
		t.Fatalf("at home %+v, %v", home, err)
	}
	_, err = h.Citizen.Reject(t.Context(), maria, citizen.RejectInput{Reason: photo.PoorQuality})
	servicetest.Must(t, err)
	if home, err = h.Citizen.Home(t.Context(), maria); err != nil || home.Waiting == nil || home.Waiting.Upload != older.Upload || home.Others != 0 {
		t.Errorf("the older one: %+v, %v", home, err)
	}
}

// An upload whose time is over, but which is not swept yet, hides no other.
func TestUploadPastItsTimeHidesNoOther(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	_, code := h.Upload(nikos, servicetest.Mobile("maria"))
	h.Clock.Move(5 * 24 * time.Hour)
	bound, _ := h.UploadForm(nikos, h.TicketForm(h.Ticket(maria)))
	h.Clock.Move(time.Hour)
	servicetest.Must(t, h.Citizen.Submit(t.Context(), maria, code))
	h.Clock.Move(10 * 24 * time.Hour)
	home, err := h.Citizen.Home(t.Context(), maria)
	if err != nil || home.Waiting == nil || home.Waiting.Upload != bound.Upload || home.Others != 0 {
		t.Fatalf("at home %+v, %v", home, err)
	}
	servicetest.Must(t, h.Approve(maria))
}

// Whoever acts for somebody makes the ticket for that person: the pictures are not the
// custodian's own.
func TestTicketIsForTheSubjectForWhomItWasMade(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	maria := h.AsCitizen("maria")
	minor, err := h.Custody.Declare(t.Context(), maria, custody.Declaration{AMKA: "15061200018"})
	servicetest.Must(t, err)
	child, err := h.Custody.Acting(t.Context(), maria, minor)
	servicetest.Must(t, err)
	out, _ := h.UploadForm(h.AsPhotographer("nikos"), h.TicketForm(h.Ticket(child)))
	h.Deliver()
	if told := h.Messages("messages", servicetest.Mobile("maria")); !strings.Contains(told, "EIΣITHPIO") {
		t.Errorf("who made the ticket hears %s", told)
	}
	if home, err := h.Citizen.Home(t.Context(), maria); err != nil || home.Waiting != nil {
		t.Errorf("for herself she has %+v, %v", home.Waiting, err)
	}
	if home, err := h.Citizen.Home(t.Context(), child); err != nil || home.Waiting == nil || home.Waiting.Upload != out.Upload {
		t.Errorf("for the child she has %+v, %v", home.Waiting, err)
	}
	if list, err := h.Citizen.Tickets(t.Context(), maria); err != nil || len(list) != 0 {
		t.Errorf("tickets of her own: %+v, %v", list, err)
	}
}

// Each way in which a ticket cannot be used has its sentence, at the look and at the
// upload, where the pictures stay as a draft.
func TestTicketThatCannotBeUsedIsRefusedByItsCause(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, kostas, maria := h.AsPhotographer("nikos"), h.AsPhotographer("kostas"), h.AsCitizen("maria")
	used := h.Ticket(maria)
	h.UploadForm(kostas, h.TicketForm(used)) // by another studio
	cancelled := h.Ticket(maria)
	list, err := h.Citizen.Tickets(t.Context(), maria)
	servicetest.Must(t, err)
	servicetest.Must(t, h.Citizen.CancelTicket(t.Context(), maria, list[0].ID))
	servicetest.Must(t, h.Citizen.CancelTicket(t.Context(), maria, list[0].ID)) // pressed twice
	expired := h.Ticket(maria)
	h.Clock.Move(ticket.Hours * time.Hour)
	for ticket, want := range map[string]*photo.Error{
		used: photo.ErrTicketUsed, cancelled: photo.ErrTicketCancelled, expired: photo.ErrTicketExpired,
		ticket.NewCode().Reveal(): photo.ErrTicketUnknown, photo.NewCode().Reveal(): photo.ErrTicketOther, "K7X": photo.ErrTicketLength,
	} {
		if _, err := h.Studio.ReadTicket(t.Context(), nikos, ticket); !errors.Is(err, want) {
			t.Errorf("read: %v, want %v", err, want)
		}
		out, err := h.Studio.Upload(t.Context(), nikos, h.TicketForm(ticket))
		if !errors.Is(err, want) || !out.Draft {
			t.Errorf("uploaded: %+v, %v, want a draft and %v", out, err, want)
		}
		page, err := h.Studio.View(t.Context(), nikos, out.Upload)
		servicetest.Must(t, err)
		if kept := page.Typed.Ticket; (kept == ticket) == errors.Is(want, photo.ErrTicketOther) {
			t.Errorf("%v: the draft keeps %q", want, kept)
		}
	}
	if n := h.Count(t, "uploads WHERE bound_id <> ''"); n != 1 {
		t.Errorf("%d uploads are bound", n)
	}
	if n := h.Refusals("ticket.read", "ticket.unknown"); n == 0 {
		t.Error("the ledger does not know of the unknown ticket")
	}
}

// A draft keeps the ticket among what was typed, and uses it when it is sent.
func TestDraftUsesItsTicketWhenItIsSent(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	form := h.TiltedForm("")
	form.Contact, form.Ticket = photo.Contact{Agreed: true}, h.Ticket(maria)
	out, _ := h.UploadForm(nikos, form)
	if open, err := h.Citizen.Tickets(t.Context(), maria); !out.Draft || err != nil || len(open) != 1 {
		t.Fatalf("draft %v, tickets %+v, %v", out.Draft, open, err)
	}
	page, err := h.Studio.View(t.Context(), nikos, out.Upload)
	servicetest.Must(t, err)
	again := page.Typed.Form()
	again.Agreed, again.Acknowledged, again.Photo = true, true, servicetest.Chosen(servicetest.Portrait(t))
	sent, err := h.Studio.Continue(t.Context(), nikos, out.Upload, again)
	if err != nil || sent.Draft {
		t.Fatalf("sent %+v, %v", sent, err)
	}
	if home, err := h.Citizen.Home(t.Context(), maria); err != nil || home.Waiting == nil {
		t.Errorf("at home %+v, %v", home, err)
	}
	h.Look(maria, out.Upload)
	if _, err = h.Studio.View(t.Context(), nikos, out.Upload); err != nil {
		t.Error(err)
	}
}

// The studio's acts work as ever, and none takes the pictures from the home page.
func TestActsOnABoundUploadKeepItBound(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria, giorgos := h.AsPhotographer("nikos"), h.AsCitizen("maria"), h.AsCitizen("giorgos")
	out, _ := h.UploadForm(nikos, h.TicketForm(h.Ticket(maria)))
	if err := h.Studio.Resend(t.Context(), nikos, out.Upload, ""); !errors.Is(err, studio.ErrContactGone) {
		t.Errorf("sent to nowhere: %v", err)
	}
	contact := photo.Contact{Mobile: "6900000002", Channels: []photo.Channel{photo.ChannelSMS}, Agreed: true}
	servicetest.Must(t, h.Studio.Correct(t.Context(), nikos, out.Upload, studio.Correction{Contact: contact}))
	h.Deliver()
	if err := h.Citizen.Submit(t.Context(), giorgos, h.LastCode("+306900000002")); !errors.Is(err, photo.ErrCodeUnknown) {
		t.Errorf("whose phone it was sent to: %v", err)
	}
	servicetest.Must(t, h.Studio.Resend(t.Context(), nikos, out.Upload, ""))
	waits := func(what string) {
		t.Helper()
		if home, err := h.Citizen.Home(t.Context(), maria); err != nil || home.Waiting == nil || home.Waiting.Upload != out.Upload {
			t.Errorf("%s: at home %+v, %v", what, home.Waiting, err)
		}
	}
	waits("a new code")
	_, err := h.Citizen.Reject(t.Context(), maria, citizen.RejectInput{Reason: photo.PoorQuality})
	servicetest.Must(t, err)
	_, err = h.Studio.Replace(t.Context(), nikos, out.Upload, studio.Form{Contact: servicetest.Agreed(), Photo: servicetest.Chosen(servicetest.Portrait(t)), Acknowledged: true})
	servicetest.Must(t, err)
	waits("new pictures after a rejection")
	servicetest.Must(t, h.Studio.Withdraw(t.Context(), nikos, out.Upload))
	if home, err := h.Citizen.Home(t.Context(), maria); err != nil || home.Waiting != nil {
		t.Errorf("withdrawn: at home %+v, %v", home.Waiting, err)
	}
}

func TestFourthOpenTicketIsRefused(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	maria, giorgos := h.AsCitizen("maria"), h.AsCitizen("giorgos")
	order := func(documents ...photo.ProfileID) error { return h.Citizen.MakeTicket(t.Context(), maria, documents) }
	for _, document := range []photo.ProfileID{photo.DrivingLicence, photo.IdentityCard, photo.Passport} {
		servicetest.Must(t, order(document))
		servicetest.Must(t, order(document)) // the form was sent twice
		h.Clock.Move(time.Second)
	}
	if err := order(photo.AcademicID); !errors.Is(err, citizen.ErrTickets) {
		t.Errorf("the fourth: %v", err)
	}
	if err := order(); err == nil {
		t.Error("a ticket for no document")
	}
	if err := order("library-card"); err == nil {
		t.Error("a ticket for a document that nobody knows")
	}
	list, err := h.Citizen.Tickets(t.Context(), maria)
	servicetest.Must(t, err)
	if len(list) != ticket.MaxOpen || list[0].Documents[0] != photo.Passport {
		t.Fatalf("open are %+v", list)
	}
	if err := h.Citizen.CancelTicket(t.Context(), giorgos, list[0].ID); !errors.Is(err, photo.ErrNotFound) {
		t.Errorf("another person cancelled it: %v", err)
	}
	servicetest.Must(t, h.Citizen.CancelTicket(t.Context(), maria, list[0].ID))
	servicetest.Must(t, order(photo.AcademicID))
	checkActs(t, h, maria, "ticket.make", "ticket.make", "ticket.make", "ticket.make", "ticket.cancel")
}

func TestOtherDocumentsThanTheTicketAsksForAreAdvice(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	form := h.TicketForm(h.Ticket(maria))
	form.Documents, form.Acknowledged = []photo.ProfileID{photo.DrivingLicence, photo.AcademicID}, false
	out, verdict := h.UploadForm(nikos, form)
	if !out.Draft || !slices.Equal(verdict.Wanted, []photo.ProfileID{photo.DrivingLicence}) {
		t.Fatalf("sent without a word: %+v %+v", out, verdict)
	}
	form.Acknowledged = true
	if out, verdict = h.UploadForm(nikos, form); out.Draft || len(verdict.Wanted) == 0 {
		t.Errorf("acknowledged: %+v %+v", out, verdict)
	}
}

// The characters of a ticket are gone when it ends, and the row some days later, when
// nobody asks any more why it is not valid.
func TestEndedTicketsAreForgotten(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	used := h.Ticket(maria)
	servicetest.Must(t, h.Citizen.MakeTicket(t.Context(), maria, []photo.ProfileID{photo.Passport}))
	h.UploadForm(nikos, h.TicketForm(used))
	if n := h.Count(t, "tickets WHERE sealed_code IS NOT NULL"); n != 1 {
		t.Errorf("%d tickets keep their characters, one is open", n)
	}
	h.Clock.Move(ticket.Hours*time.Hour - time.Minute)
	if row := h.Sweep()["tickets"]; row.Due != 0 {
		t.Errorf("swept early: %+v", row)
	}
	h.Clock.Move(time.Minute)
	due, err := h.Retention.Due(t.Context())
	servicetest.Must(t, err)
	for _, row := range due {
		if row.Rule == "tickets" && row.Due != 1 {
			t.Errorf("due %+v", row)
		}
	}
	if row := h.Sweep()["tickets"]; row.Erased != 1 || h.Count(t, "tickets WHERE sealed_code IS NOT NULL") != 0 {
		t.Errorf("swept: %+v", row)
	}
	h.Integrate()
	if ended := h.Events("ticket.expire"); len(ended) != 1 || ended[0].Subject != string(maria.Subject()) {
		t.Errorf("the ledger has %+v", ended)
	}
	h.Clock.Move(ticket.KeptDays * 24 * time.Hour)
	if row := h.Sweep()["ended-tickets"]; row.Erased != 2 || h.Count(t, "tickets") != 0 {
		t.Errorf("purged: %+v", row)
	}
}
