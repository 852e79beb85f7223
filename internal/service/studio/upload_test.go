package studio_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/studio"
)

func TestSameFormTwiceMakesOneUpload(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	form := h.Form("6900000001")
	form.IdempotencyKey = "key-1"
	outcomes := make([]studio.FormOutcome, 8)
	var running sync.WaitGroup
	for i := range outcomes {
		running.Go(func() {
			var err error
			if outcomes[i], err = h.Studio.Upload(t.Context(), nikos, form); err != nil {
				t.Error(err)
			}
		})
	}
	running.Wait()
	if len(slices.Compact(outcomes)) != 1 {
		t.Errorf("outcomes %v", outcomes)
	}
	list, err := h.Studio.List(t.Context(), nikos, studio.Filter{})
	servicetest.Must(t, err)
	if len(list.Rows) != 1 {
		t.Errorf("%d uploads", len(list.Rows))
	}
	form.Mobile = "6900000002"
	if _, err := h.Studio.Upload(t.Context(), nikos, form); !errors.Is(err, photo.ErrSameRequest) {
		t.Errorf("other content: %v", err)
	}
}

func TestFormErrorsAreReportedTogetherAndChangeNothing(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	_, err := h.Studio.Upload(t.Context(), nikos, studio.Form{
		Photo: servicetest.Chosen([]byte("GIF89a")), Documents: []photo.ProfileID{photo.DrivingLicence, photo.IdentityCard},
		Contact: photo.Contact{Mobile: "2101234567", Channels: []photo.Channel{photo.ChannelSMS, photo.ChannelEmail}, Email: "nobody"},
		Options: spec.Options{Exemption: spec.Disability},
	})
	for _, code := range []string{"signature.none", "mobile", "email", "client.ok.missing", "override.reason"} {
		if err == nil || !strings.Contains(err.Error(), code) {
			t.Errorf("%q is not told: %v", code, err)
		}
	}
	if list, err := h.Studio.List(t.Context(), nikos, studio.Filter{}); err != nil || len(list.Rows) != 0 || h.Files() != 0 {
		t.Errorf("%d uploads, %d files, %v", len(list.Rows), h.Files(), err)
	}
}

// "Choose a photo" would confuse somebody who chose one.
func TestEmptyPictureIsNotReportedAsMissing(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	for name, picture := range map[string][]byte{"file.none": nil, "file.empty": {}} {
		form := h.Form("6900000001")
		form.Photo = studio.FormPicture{Chosen: picture != nil, Bytes: picture}
		_, err := h.Studio.Upload(t.Context(), nikos, form)
		if refusal, ok := errors.AsType[*photo.Error](err); !ok || refusal.Code != name || refusal.Field != "photo" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestBlockedPictureIsKeptAsADraftThatCanBeCorrected(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	form := h.Form("6900000001")
	form.Photo = servicetest.Chosen(servicetest.PlainJPEG(t, 400, 600))
	out, err := h.Studio.Upload(t.Context(), nikos, form)
	servicetest.Must(t, err)
	page, err := h.Studio.View(t.Context(), nikos, out.Upload)
	servicetest.Must(t, err)
	if !out.Draft || !page.Verdict.Blocked() || page.Typed.Mobile != "6900000001" || len(page.Messages) != 0 {
		t.Fatalf("draft %v, page %+v", out.Draft, page)
	}
	mended := h.Form("6900000001")
	mended.Signature = studio.FormPicture{} // stays as it is
	again, err := h.Studio.Continue(t.Context(), nikos, out.Upload, mended)
	servicetest.Must(t, err)
	if again.Draft || again.Upload != out.Upload {
		t.Fatalf("outcome %+v", again)
	}
	h.Deliver()
	if h.LastCode("+306900000001") == "" {
		t.Error("no code was sent")
	}
	page, err = h.Studio.View(t.Context(), nikos, out.Upload)
	servicetest.Must(t, err)
	if len(page.Items) != 2 || page.Verdict.Blocked() {
		t.Errorf("items %+v", page.Items)
	}
}

// What is kept of a request says what was typed: it ends with the upload.
func TestErasingAnUploadForgetsTheRequestsAboutIt(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	form := h.Form("6900000001")
	form.IdempotencyKey = "upload"
	out, err := h.Studio.Upload(t.Context(), nikos, form)
	servicetest.Must(t, err)
	servicetest.Must(t, h.Studio.Correct(t.Context(), nikos, out.Upload, studio.Correction{
		Contact: photo.Contact{Mobile: "6900000002", Channels: []photo.Channel{photo.ChannelSMS}, Agreed: true}, IdempotencyKey: "correct",
	}))
	servicetest.Must(t, h.Studio.Resend(t.Context(), nikos, out.Upload, "resend"))
	if n := h.Count(t, "idempotency"); n != 3 {
		t.Fatalf("%d requests are kept", n)
	}
	servicetest.Must(t, h.Studio.Withdraw(t.Context(), nikos, out.Upload))
	if n := h.Count(t, "idempotency"); n != 0 {
		t.Errorf("%d requests are kept after the erasure", n)
	}
}
