package studio_test

import (
	"errors"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/studio"
)

// frameAt returns a frame chosen by hand, known by its place.
func frameAt(y float64) map[photo.ProfileID]spec.Crop {
	return map[photo.ProfileID]spec.Crop{photo.DrivingLicence: {X: 0.5, Y: y, Width: 1}}
}

// A frame is where the face of one photo is: on another photo it would cut elsewhere.
func TestFramesStayWithTheirPhoto(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	waits := func(chosen map[photo.ProfileID]spec.Crop) studio.Form {
		f := h.TiltedForm(spec.Disability)
		return studio.Form{Contact: servicetest.Agreed(), Photo: f.Photo, Options: spec.Options{Exemption: f.Exemption, ExemptionReason: f.ExemptionReason, Crops: chosen}}
	}
	unreadable := studio.Form{Contact: servicetest.Agreed(), Photo: servicetest.Chosen([]byte("GIF89a")), Options: spec.Options{Crops: frameAt(0.4)}}
	signature := studio.Form{Contact: servicetest.Agreed(), Signature: servicetest.Chosen(servicetest.PlainJPEG(t, 10, 10))}
	for name, c := range map[string]struct {
		first studio.Form // replaces pictures and is refused
		want  float64     // place of the frame after the second, which brings none; 0: there is none
	}{
		"a waiting photo without a frame": {waits(nil), 0},
		"a waiting photo with its frame":  {waits(frameAt(0.501)), 0.501},
		"a photo that cannot be read":     {unreadable, 0.5},
		"a waiting signature":             {signature, 0.5},
	} {
		form := h.Form("6900000001")
		form.Crops, form.Acknowledged, form.IdempotencyKey = frameAt(0.5), true, name
		out, _ := h.UploadForm(nikos, form)
		_, err := h.Studio.Replace(t.Context(), nikos, out.Upload, c.first)
		if _, refused := photo.RefusalIn(err); !refused {
			t.Fatalf("%s: not refused: %v", name, err)
		}
		second := studio.Form{Contact: servicetest.Agreed(), Acknowledged: true, Options: c.first.Options}
		second.Crops = nil
		if c.want == 0.5 {
			second.Signature = servicetest.Chosen(servicetest.Signature(t))
		}
		if _, err := h.Studio.Replace(t.Context(), nikos, out.Upload, second); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		page, err := h.Studio.View(t.Context(), nikos, out.Upload)
		servicetest.Must(t, err)
		if got := page.Options.Crops[photo.DrivingLicence].Y; got != c.want {
			t.Errorf("%s: the frame is at %v, want %v", name, got, c.want)
		}
	}
}

// A frame sent with a photo that cannot be read is not that of the photo of the draft.
func TestDraftKeepsItsFrameWhenANewPhotoIsUnreadable(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	form := h.TiltedForm(spec.Disability)
	form.Crops = frameAt(0.5)
	draft, _ := h.UploadForm(nikos, form)
	for _, crops := range []map[photo.ProfileID]spec.Crop{nil, frameAt(0.4)} {
		form.Photo, form.Crops = servicetest.Chosen([]byte("GIF89a")), crops
		form.Signature = servicetest.Chosen(servicetest.Signature(t)) // so that the draft changes
		if _, err := h.Studio.Continue(t.Context(), nikos, draft.Upload, form); !errors.As(err, new(*photo.Error)) {
			t.Fatal(err)
		}
		page, err := h.Studio.View(t.Context(), nikos, draft.Upload)
		servicetest.Must(t, err)
		if got := page.Options.Crops[photo.DrivingLicence].Y; got != 0.5 {
			t.Errorf("the frame is at %v", got)
		}
	}
}

// An empty field gives the automatic frame back; a form without the field, as of a
// browser without scripts, leaves the frame as it is.
func TestAFrameIsGivenBackOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	form := h.TiltedForm(spec.Disability)
	form.Crops = frameAt(0.5)
	draft, _ := h.UploadForm(nikos, form)
	for n, c := range []struct {
		sent map[photo.ProfileID]spec.Crop
		want int
	}{{nil, 1}, {map[photo.ProfileID]spec.Crop{}, 0}} {
		form.Photo, form.Crops, form.IdempotencyKey = studio.FormPicture{}, c.sent, string(rune('a'+n))
		form.Signature = servicetest.Chosen(servicetest.Signature(t)) // so that the draft changes
		form.Acknowledged = false
		if _, err := h.Studio.Continue(t.Context(), nikos, draft.Upload, form); err != nil && !errors.As(err, new(*photo.Error)) {
			t.Fatal(err)
		}
		page, err := h.Studio.View(t.Context(), nikos, draft.Upload)
		servicetest.Must(t, err)
		if got := page.Options.Crops; len(got) != c.want {
			t.Errorf("sent %v, the draft has the frames %v", c.sent, got)
		}
	}
}
