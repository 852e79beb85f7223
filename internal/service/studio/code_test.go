package studio_test

import (
	"errors"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/studio"
)

func TestResentCodeReplacesTheOldOne(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	id, old := h.Upload(nikos, "6900000001")
	servicetest.Must(t, h.Studio.Resend(t.Context(), nikos, id, "r1"))
	servicetest.Must(t, h.Studio.Resend(t.Context(), nikos, id, "r1")) // pressed twice
	h.Deliver()
	fresh := h.LastCode("+306900000001")
	if fresh == old {
		t.Fatal("the same code was sent")
	}
	if err := h.Citizen.Submit(t.Context(), maria, old); !errors.Is(err, photo.ErrCodeUnknown) {
		t.Errorf("the old code: %v", err)
	}
	servicetest.Must(t, h.Citizen.Submit(t.Context(), maria, fresh))
	page, err := h.Studio.View(t.Context(), nikos, id)
	servicetest.Must(t, err)
	if page.ResendsLeft != photo.MaxResends-1 {
		t.Errorf("%d resends left", page.ResendsLeft)
	}
}

// A stranger who used the code sent to a wrong number must not be able to go on
// after the correction.
func TestCorrectionShutsOutTheHolderOfTheOldCode(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, stranger := h.AsPhotographer("nikos"), h.AsCitizen("giorgos")
	id, code := h.Upload(nikos, "6900000099")
	servicetest.Must(t, h.Citizen.Submit(t.Context(), stranger, code))
	servicetest.Must(t, h.Approve(stranger))
	servicetest.Must(t, h.Studio.Correct(t.Context(), nikos, id, studio.Correction{Contact: photo.Contact{Mobile: "6900000001", Channels: []photo.Channel{photo.ChannelSMS}, Agreed: true}}))
	if err := h.Citizen.Associate(t.Context(), stranger, citizen.AssociateInput{}); !errors.Is(err, photo.ErrNoFiles) {
		t.Errorf("the stranger: %v", err)
	}
	h.Deliver()
	servicetest.Must(t, h.Citizen.Submit(t.Context(), h.AsCitizen("maria"), h.LastCode("+306900000001")))
}
