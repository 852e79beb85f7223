package studio_test

import (
	"bytes"
	"errors"
	"image/jpeg"
	"testing"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/studio"
)

// again uploads the test pictures once more, with nothing acknowledged, and
// returns the verdict on them.
func again(t *testing.T, h *servicetest.House, who photo.Operator, mobile string) spec.Verdict {
	t.Helper()
	form := h.Form(mobile)
	form.Acknowledged = false
	out, err := h.Studio.Upload(t.Context(), who, form)
	servicetest.Must(t, err)
	page, err := h.Studio.View(t.Context(), who, out.Upload)
	servicetest.Must(t, err)
	if out.Draft != (len(page.Verdict.Duplicates) > 0) {
		t.Errorf("kept as a draft: %t, with %d repeated pictures", out.Draft, len(page.Verdict.Duplicates))
	}
	return page.Verdict
}

// Otherwise a photographer in a hurry sends one client's face to another.
func TestPictureOfAnotherClientIsReportedBeforeSending(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	first, _ := h.Upload(nikos, "6900000001")
	want := []spec.Duplicate{
		{Item: photo.ItemPhoto, Upload: first, By: nikos.Who(), At: h.Clock.Now()},
		{Item: photo.ItemSignature, Upload: first, By: nikos.Who(), At: h.Clock.Now()},
	}
	given := again(t, h, nikos, "6900000002")
	if diff := cmp.Diff(want, given.Duplicates); diff != "" {
		t.Error(diff)
	}
	h.RotateHashKeys()
	if diff := cmp.Diff(want, again(t, h, nikos, "6900000003").Duplicates); diff != "" {
		t.Errorf("after a rotation of the look-up keys: %s", diff)
	}
	// The office is told about the picture, not about other clients.
	if told := given.Checks(photo.DrivingLicence).Findings; len(told) != 0 {
		t.Errorf("the office is told %v", told)
	}
	for _, mark := range given.Tallies() {
		if mark.Rule != "" {
			t.Errorf("counted as %v", mark)
		}
	}
}

func TestDuplicateIsReportedOnlyWithinOneStudio(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, kostas := h.AsPhotographer("nikos"), h.AsPhotographer("kostas")
	first, _ := h.Upload(nikos, "6900000001")
	for name, try := range map[string]func() spec.Verdict{
		"the same client again": func() spec.Verdict { return again(t, h, nikos, "6900000001") },
		"another studio":        func() spec.Verdict { return again(t, h, kostas, "6900000002") },
	} {
		if found := try().Duplicates; len(found) != 0 {
			t.Errorf("%s: %v", name, found)
		}
	}
	list, err := h.Studio.List(t.Context(), nikos, studio.Filter{})
	servicetest.Must(t, err)
	for _, row := range list.Rows {
		servicetest.Must(t, h.Studio.Withdraw(t.Context(), nikos, row.ID))
	}
	if found := again(t, h, nikos, "6900000003").Duplicates; len(found) != 0 {
		t.Errorf("after %s was withdrawn: %v", first, found)
	}
}

func TestReplacingPictureIsComparedWithThoseOfOtherClients(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	first, _ := h.Upload(nikos, "6900000001")
	form := h.Form("6900000002")
	form.Photo, form.Signature = recompressed(t, form.Photo.Bytes), recompressed(t, form.Signature.Bytes)
	out, err := h.Studio.Upload(t.Context(), nikos, form)
	servicetest.Must(t, err)
	wrong := studio.Form{Contact: servicetest.Agreed(), Photo: servicetest.Chosen(servicetest.Portrait(t))}
	kept, err := h.Studio.Replace(t.Context(), nikos, out.Upload, wrong)
	page, viewErr := h.Studio.View(t.Context(), nikos, out.Upload)
	servicetest.Must(t, viewErr)
	waiting, viewErr := h.Studio.View(t.Context(), nikos, page.Waiting)
	servicetest.Must(t, viewErr)
	if given := waiting.Verdict.Duplicates; !errors.Is(err, photo.ErrNotAcknowledged) || !kept.Draft || len(given) != 1 || given[0].Upload != first {
		t.Errorf("%v, %+v, repeated %v", err, kept, given)
	}
	wrong.Acknowledged = true
	_, err = h.Studio.Replace(t.Context(), nikos, out.Upload, wrong)
	servicetest.Must(t, err)
	_, err = h.Studio.Replace(t.Context(), nikos, first, studio.Form{Contact: servicetest.Agreed(), Photo: recompressed(t, servicetest.Portrait(t))})
	servicetest.Must(t, err)
	page, err = h.Studio.View(t.Context(), nikos, first)
	if err != nil || len(page.Verdict.Duplicates) != 0 {
		t.Errorf("a picture of the client's own: %v, repeated %v", err, page.Verdict.Duplicates)
	}
}

// The signature was asked about when it was sent; asked again about it, a photographer
// who replaces the photo learns to tick without reading.
func TestKeptPictureIsNotAskedAboutAgain(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	h.Upload(nikos, "6900000001")
	second, _ := h.Upload(nikos, "6900000002") // the same pictures, acknowledged
	form := studio.Form{Contact: servicetest.Agreed(), Photo: recompressed(t, servicetest.Portrait(t))}
	if out, err := h.Studio.Replace(t.Context(), nikos, second, form); err != nil {
		t.Errorf("%+v, %v", out, err)
	}
	draft := h.Form("6900000003")
	draft.Acknowledged = false
	out, err := h.Studio.Upload(t.Context(), nikos, draft)
	servicetest.Must(t, err)
	draft.Photo, draft.Signature = studio.FormPicture{}, studio.FormPicture{}
	if out, err = h.Studio.Continue(t.Context(), nikos, out.Upload, draft); err != nil || !out.Draft {
		t.Errorf("a draft whose pictures were never sent: %+v, %v", out, err)
	}
}

// recompressed returns the same picture as other bytes.
func recompressed(t *testing.T, picture []byte) studio.FormPicture {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(picture))
	servicetest.Must(t, err)
	var out bytes.Buffer
	servicetest.Must(t, jpeg.Encode(&out, img, &jpeg.Options{Quality: 95}))
	return servicetest.Chosen(out.Bytes())
}
