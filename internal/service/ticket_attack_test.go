package service_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/photo/ticket"
	"myphoto/internal/service"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/store"
)

// Ten thousand attempts of somebody who has the code, the ticket and every message, and
// all the time and submissions that there are.
func TestForeignPersonOpensNoBoundUpload(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	h.Reopen(func(c *service.Config) { c.Policy.DailySubmissions = 1_000_000 })
	nikos, maria, giorgos := h.AsPhotographer("nikos"), h.AsCitizen("maria"), h.AsCitizen("giorgos")
	ticket := h.Ticket(maria)
	tickets, err := h.Citizen.Tickets(t.Context(), maria)
	servicetest.Must(t, err)
	form := h.Form(servicetest.Mobile("maria")) // the code is sent too
	form.Ticket = ticket
	out, _ := h.UploadForm(nikos, form)
	h.Deliver()
	code, messages := h.LastCode(form.Mobile), h.Messages("messages", form.Mobile)
	mine, err := h.Citizen.Claimed(t.Context(), maria)
	servicetest.Must(t, err)
	attempts := []func() error{
		func() error { return h.Citizen.Submit(t.Context(), giorgos, code) },
		func() error { return h.Citizen.Submit(t.Context(), giorgos, h.URL+"/c/"+code) },
		func() error { return h.Citizen.Submit(t.Context(), giorgos, messages) },
		func() error { return h.Citizen.Submit(t.Context(), giorgos, ticket) },
		func() error { return h.Citizen.Approve(t.Context(), giorgos, mine.PicturesVersion) },
		func() error {
			return h.Citizen.Associate(t.Context(), giorgos, citizen.AssociateInput{PicturesVersion: mine.PicturesVersion})
		},
		func() error { return h.Citizen.AssociateAgain(t.Context(), giorgos, out.Upload, "") },
		func() error { return servicetest.ErrorOf(h.Citizen.Claimed(t.Context(), giorgos)) },
		func() error {
			return servicetest.ErrorOf(h.Citizen.Picture(t.Context(), giorgos, out.Upload, photo.PictureRef{Item: photo.ItemPhoto}))
		},
		func() error { return h.Citizen.CancelTicket(t.Context(), giorgos, tickets[0].ID) },
	}
	const rounds = 1_000
	for range rounds {
		for n, attempt := range attempts {
			h.Clock.Move(time.Second) // the limit of acts is not what refuses
			if err := attempt(); err == nil || photo.IsKind(err, photo.RateLimited) {
				t.Fatalf("attempt %d: %v", n, err)
			}
		}
	}
	if home, err := h.Citizen.Home(t.Context(), giorgos); err != nil || home.Waiting != nil || home.Current != nil {
		t.Errorf("the foreign person has %+v, %v", home, err)
	}
	servicetest.Must(t, h.Citizen.Submit(t.Context(), maria, code))
	servicetest.Must(t, h.Approve(maria))
	servicetest.Must(t, h.Citizen.Associate(t.Context(), maria, citizen.AssociateInput{}))
	if home, err := h.Citizen.Home(t.Context(), maria); err != nil || home.Current == nil || home.Current.Upload != out.Upload {
		t.Errorf("its own person has %+v, %v", home, err)
	}
}

// Whoever writes to the database without its keys gives nobody the pictures of a ticket,
// and takes them from nobody.
func TestForgedClaimOpensNoBoundUpload(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria, giorgos := h.AsPhotographer("nikos"), h.AsCitizen("maria"), h.AsCitizen("giorgos")
	other, _ := h.Upload(nikos, "6900000009")
	out, _ := h.UploadForm(nikos, h.TicketForm(h.Ticket(maria)))
	const forged = "INSERT INTO claims (subject_id, upload_id, opened_at, mac) SELECT '%s', '%s', opened_at + 1, mac FROM claims LIMIT 1"
	h.WriteBehind(t, fmt.Sprintf(forged, giorgos.Subject(), out.Upload))
	h.WriteBehind(t, fmt.Sprintf(forged, maria.Subject(), other))
	if home, err := h.Citizen.Home(t.Context(), giorgos); err != nil || home.Waiting != nil || home.Others != 0 {
		t.Errorf("a foreign person has %+v, %v", home, err)
	}
	picture := photo.PictureRef{Item: photo.ItemPhoto}
	if _, err := h.Citizen.Picture(t.Context(), giorgos, out.Upload, picture); !errors.Is(err, photo.ErrNotFound) {
		t.Errorf("a foreign person looks: %v", err)
	}
	home, err := h.Citizen.Home(t.Context(), maria)
	if err != nil || home.Waiting == nil || home.Waiting.Upload != out.Upload || home.Others != 0 {
		t.Errorf("its own person has %+v, %v", home, err)
	}
	h.Look(maria, out.Upload)
}

// A ticket whose row somebody changed binds no upload to another person.
func TestForgedTicketBindsNothing(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria, giorgos := h.AsPhotographer("nikos"), h.AsCitizen("maria"), h.AsCitizen("giorgos")
	ticket := h.Ticket(maria)
	h.WriteBehind(t, fmt.Sprintf("UPDATE tickets SET subject_id = '%s'", giorgos.Subject()))
	if _, err := h.Studio.Upload(t.Context(), nikos, h.TicketForm(ticket)); !errors.Is(err, store.ErrForged) {
		t.Errorf("uploaded: %v", err)
	}
	if n := h.Count(t, "uploads WHERE bound_id <> ''"); n != 0 {
		t.Errorf("%d uploads are bound", n)
	}
	if list, err := h.Citizen.Tickets(t.Context(), giorgos); err != nil || len(list) != 0 {
		t.Errorf("the other person has %+v, %v", list, err)
	}
}

// A ticket is for one upload: two would be two people's pictures on one home page.
func TestOfSixteenUploadsWithOneTicketOneIsBound(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, kostas, maria := h.AsPhotographer("nikos"), h.AsPhotographer("kostas"), h.AsCitizen("maria")
	form := h.TicketForm(h.Ticket(maria))
	var running sync.WaitGroup
	outcomes := make([]error, 16)
	for n := range outcomes {
		who := nikos
		if n%2 == 1 {
			who = kostas
		}
		running.Go(func() { _, outcomes[n] = h.Studio.Upload(t.Context(), who, form) })
	}
	running.Wait()
	won := 0
	for _, err := range outcomes {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, photo.ErrTicketUsed) && !photo.IsKind(err, photo.Unavailable):
			t.Errorf("a loser was told %v", err)
		}
	}
	if bound := h.Count(t, "uploads WHERE bound_id <> ''"); won != 1 || bound != 1 || h.Count(t, "uploads WHERE state = 'waiting'") != 1 {
		t.Errorf("%d won, %d are bound", won, bound)
	}
}

// A studio that tries tickets finds none: after twenty it waits ten seconds for each.
func TestLooksAtTicketsAreLimited(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, kostas, maria := h.AsPhotographer("nikos"), h.AsPhotographer("kostas"), h.AsCitizen("maria")
	valid := h.Ticket(maria)
	for range 20 {
		if _, err := h.Studio.ReadTicket(t.Context(), nikos, ticket.NewCode().Reveal()); !errors.Is(err, photo.ErrTicketUnknown) {
			t.Fatal(err)
		}
	}
	refusal, _ := photo.RefusalIn(servicetest.ErrorOf(h.Studio.ReadTicket(t.Context(), nikos, valid)))
	if !refusal.Is(photo.ErrTooManyRequests) || refusal.RetryAfter != 10*time.Second {
		t.Errorf("the next: %v", refusal)
	}
	if out, err := h.Studio.Upload(t.Context(), nikos, h.TicketForm(valid)); !errors.Is(err, photo.ErrTooManyRequests) || !out.Draft {
		t.Errorf("by an upload: %+v, %v", out, err)
	}
	servicetest.Must(t, servicetest.ErrorOf(h.Studio.ReadTicket(t.Context(), kostas, valid)))
	h.Clock.Move(10 * time.Second)
	servicetest.Must(t, servicetest.ErrorOf(h.Studio.ReadTicket(t.Context(), nikos, valid)))
	if unknown, many := h.Refusals("ticket.read", "ticket.unknown"), h.Refusals("ticket.read", "too-many-requests"); unknown != 1 || many != 1 {
		t.Errorf("the ledger has %d and %d: the first of each in a minute", unknown, many)
	}
}

// The key of a bound upload is wrapped for its subject: another one in the row, even
// with a right code over it, opens nothing.
func TestKeyOfABoundUploadIsForItsSubject(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria, giorgos := h.AsPhotographer("nikos"), h.AsCitizen("maria"), h.AsCitizen("giorgos")
	out, _ := h.UploadForm(nikos, h.TicketForm(h.Ticket(maria)))
	h.ChangeUpload(out.Upload, func(u *store.Upload) { u.Bound = giorgos.Subject() })
	servicetest.Must(t, h.Store.WriteUnlogged(t.Context(), func(tx *store.Tx) error {
		return tx.OpenClaim(t.Context(), giorgos.Subject(), out.Upload, h.Clock.Now())
	}))
	if _, err := h.Citizen.Picture(t.Context(), giorgos, out.Upload, photo.PictureRef{Item: photo.ItemPhoto}); err == nil || photo.IsRefusal(err) {
		t.Errorf("the key opened, or was not tried: %v", err)
	}
}

// A studio with a leaked ticket and the photos of former clients must not find out whose
// the ticket is: what it is told is the same for each of them.
func TestAdviceDoesNotTellWhoseATicketIs(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	for n, who := range []photo.Citizen{maria, h.AsCitizen("giorgos")} {
		form := h.TicketForm(h.Ticket(who))
		form.Photo.Bytes = commented(form.Photo.Bytes, n)
		h.UploadForm(nikos, form)
	}
	leaked := h.Ticket(maria)
	for n := range 2 {
		form := h.TicketForm(leaked)
		form.Photo.Bytes, form.Hold = commented(form.Photo.Bytes, n), true
		out, err := h.Studio.Upload(t.Context(), nikos, form)
		servicetest.Must(t, err)
		page, err := h.Studio.View(t.Context(), nikos, out.Upload)
		servicetest.Must(t, err)
		if !slices.ContainsFunc(page.Verdict.Duplicates, func(d spec.Duplicate) bool { return d.Item == photo.ItemPhoto }) {
			t.Errorf("client %d: no word of the earlier picture", n)
		}
	}
}

// commented returns a JPEG with a comment, so that its bytes are of their own.
func commented(picture []byte, n int) []byte {
	comment := []byte{0xff, 0xfe, 0, 3, byte('a' + n)}
	return slices.Concat(picture[:2], comment, picture[2:])
}
