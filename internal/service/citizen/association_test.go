package citizen_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/studio"
)

// A select followed by an update without a guard would have two winners.
func TestOfSixteenRacersForOneCodeOneWins(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	id, code := h.Upload(nikos, servicetest.Mobile("maria"))
	racers := make([]photo.Citizen, 16)
	for i := range racers {
		racers[i] = maria
		if i > 0 { // other people, as the records see them
			racers[i].Person.Subject = h.NewSubject(t)
		}
		servicetest.Must(t, h.Citizen.Submit(t.Context(), racers[i], code))
		servicetest.Must(t, h.Approve(racers[i]))
	}
	var won atomic.Int32
	var running sync.WaitGroup
	for _, who := range racers {
		running.Go(func() {
			switch err := h.Citizen.Associate(t.Context(), who, citizen.AssociateInput{}); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, photo.ErrCodeUnknown) && !errors.Is(err, photo.ErrNoFiles):
				t.Errorf("a loser was told %v", err)
			}
		})
	}
	running.Wait()
	if won.Load() != 1 {
		t.Fatalf("%d of 16 racers won", won.Load())
	}
	holders := 0
	for _, who := range racers {
		if home, err := h.Citizen.Home(t.Context(), who); err != nil {
			t.Error(err)
		} else if home.Current != nil && home.Current.Upload == id {
			holders++
		}
	}
	if holders != 1 {
		t.Errorf("%d racers hold the upload", holders)
	}
}

func TestRejectionReachesTheStudioAndKeepsTheCode(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	id, code := h.Upload(nikos, servicetest.Mobile("maria"))
	servicetest.Must(t, h.Citizen.Submit(t.Context(), maria, code))
	if _, err := h.Citizen.Reject(t.Context(), maria, citizen.RejectInput{Reason: "because"}); !errors.Is(err, photo.ErrRejectReason) {
		t.Errorf("a reason of its own: %v", err)
	}
	_, err := h.Citizen.Reject(t.Context(), maria, citizen.RejectInput{Reason: photo.PoorQuality, Note: "κλειστά μάτια"})
	servicetest.Must(t, err)
	page, err := h.Studio.View(t.Context(), nikos, id)
	servicetest.Must(t, err)
	if page.Status != "rejected" || page.RejectReason != photo.PoorQuality || page.RejectNote != "κλειστά μάτια" {
		t.Errorf("the studio sees %q %q %q", page.Status, page.RejectReason, page.RejectNote)
	}
	_, err = h.Studio.Replace(t.Context(), nikos, id, studio.Form{Contact: servicetest.Agreed(), Photo: servicetest.Chosen(servicetest.Portrait(t)), Acknowledged: true})
	servicetest.Must(t, err)
	if page, err = h.Studio.View(t.Context(), nikos, id); err != nil || page.RejectNote != "" {
		t.Errorf("new pictures, and the studio still reads %q, %v", page.RejectNote, err)
	}
	servicetest.Must(t, h.Citizen.Submit(t.Context(), maria, code))
	servicetest.Must(t, h.Approve(maria))
	servicetest.Must(t, h.Citizen.Associate(t.Context(), maria, citizen.AssociateInput{}))
}

// Otherwise a citizen could approve one face and be associated with another.
func TestReplacedPicturesMustBeApprovedAgain(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	id, code := h.Upload(nikos, servicetest.Mobile("maria"))
	servicetest.Must(t, h.Citizen.Submit(t.Context(), maria, code))
	seen, err := h.Citizen.Claimed(t.Context(), maria)
	servicetest.Must(t, err)
	servicetest.Must(t, h.Approve(maria))
	_, err = h.Studio.Replace(t.Context(), nikos, id, studio.Form{Contact: servicetest.Agreed(), Photo: servicetest.Chosen(servicetest.Portrait(t)), Acknowledged: true})
	servicetest.Must(t, err)
	if err := h.Citizen.Associate(t.Context(), maria, citizen.AssociateInput{}); !errors.Is(err, citizen.ErrNotApproved) {
		t.Errorf("associated unseen pictures: %v", err)
	}
	if err := h.Citizen.Approve(t.Context(), maria, seen.PicturesVersion); !errors.Is(err, citizen.ErrPicturesChanged) {
		t.Errorf("approved pictures that were replaced after the look: %v", err)
	}
}

func TestSecondUploadReplacesTheCurrentOneOnlyWhenAgreed(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	first := h.Linked(nikos, maria, servicetest.Mobile("maria"))
	second, code := h.Upload(nikos, servicetest.Mobile("maria"))
	servicetest.Must(t, h.Citizen.Submit(t.Context(), maria, code))
	servicetest.Must(t, h.Approve(maria))
	if err := h.Citizen.Associate(t.Context(), maria, citizen.AssociateInput{}); !errors.Is(err, citizen.ErrReplaceCurrent) {
		t.Errorf("replaced without asking: %v", err)
	}
	servicetest.Must(t, h.Citizen.Associate(t.Context(), maria, citizen.AssociateInput{Replaces: first}))
	home, err := h.Citizen.Home(t.Context(), maria)
	servicetest.Must(t, err)
	if home.Current == nil || home.Current.Upload != second || len(home.Dissociated) != 1 || home.Dissociated[0].Upload != first {
		t.Errorf("home %+v", home)
	}
}
