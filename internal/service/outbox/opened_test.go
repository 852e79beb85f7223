package outbox_test

import (
	"strings"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/servicetest"
)

const told = "ANOIΞAN TIΣ EIKONEΣ"

// A code that leaked is noticed: who opens it has other contacts in the register than
// it was sent to. Only the typed contact hears it, once, the studio sees it, and a new
// code ends what the stranger had open.
func TestLeakedCodeIsNoticed(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria, giorgos := h.AsPhotographer("nikos"), h.AsCitizen("maria"), h.AsCitizen("giorgos")
	phone := servicetest.Mobile("maria")
	upload, code := h.Upload(nikos, phone)
	servicetest.Must(t, h.Citizen.Submit(t.Context(), giorgos, code)) // who read maria's message
	for range 2 {
		h.Deliver()
		h.Clock.Move(time.Minute)
		servicetest.Must(t, h.Citizen.Submit(t.Context(), giorgos, code))
	}
	h.Deliver()
	if n := strings.Count(h.Messages("messages", phone), told); n != 1 {
		t.Errorf("maria is told %d times", n)
	}
	if heard := h.Messages("messages", servicetest.Mobile("giorgos")); strings.Contains(heard, told) {
		t.Errorf("the stranger is told: %s", heard)
	}
	if page, err := h.Studio.View(t.Context(), nikos, upload); err != nil || !page.Stranger {
		t.Errorf("the studio sees nothing: %v", err)
	}
	servicetest.Must(t, h.Studio.Resend(t.Context(), nikos, upload, "again"))
	h.Deliver()
	if page, err := h.Studio.View(t.Context(), nikos, upload); err != nil || page.Stranger {
		t.Errorf("with the new code the studio still sees a stranger: %v", err)
	}
	servicetest.Must(t, h.Citizen.Submit(t.Context(), maria, h.LastCode(phone)))
	servicetest.Must(t, h.Approve(maria))
	servicetest.Must(t, h.Citizen.Associate(t.Context(), maria, citizen.AssociateInput{}))
	entries, err := h.Citizen.History(t.Context(), maria, citizen.HistoryPage{Limit: 5})
	servicetest.Must(t, err)
	if len(entries) != 2 || entries[0].Act != "code.other" && entries[1].Act != "code.other" {
		t.Errorf("maria's history: %+v", entries)
	}
	h.Deliver()
	if n := strings.Count(h.Messages("messages", phone), told); n != 1 {
		t.Errorf("maria is told of herself: %d", n)
	}
}

func TestRightfulClientIsNotCalledAStranger(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	form := h.Form("6900000099") // a mobile that the register does not know, and the address that it knows
	form.Email, form.Channels = "Maria@Example.gr", []photo.Channel{photo.ChannelSMS, photo.ChannelEmail}
	out, _ := h.UploadForm(nikos, form)
	h.Deliver()
	servicetest.Must(t, h.Citizen.Submit(t.Context(), maria, h.LastCode("+306900000099")))
	h.Deliver()
	if heard := h.Messages("messages", "+306900000099"); strings.Contains(heard, told) {
		t.Errorf("told: %s", heard)
	}
	if page, err := h.Studio.View(t.Context(), nikos, out.Upload); err != nil || page.Stranger {
		t.Errorf("a stranger: %v", err)
	}
}
