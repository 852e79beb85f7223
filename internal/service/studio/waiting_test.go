package studio_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/studio"
)

// small returns a form whose photo can be read and is refused.
func small(t *testing.T) studio.Form {
	t.Helper()
	return studio.Form{Contact: servicetest.Agreed(), Photo: servicetest.Chosen(servicetest.PlainJPEG(t, 400, 600))}
}

// waitingOf returns the draft with the waiting pictures of an upload, as its page shows it.
func waitingOf(t *testing.T, h *servicetest.House, who photo.Operator, id photo.UploadID) photo.UploadID {
	t.Helper()
	page, err := h.Studio.View(t.Context(), who, id)
	servicetest.Must(t, err)
	return page.Waiting
}

// Every upload that ends is recorded, also the draft of a replacement that was refused.
func TestEndOfEveryWaitingDraftIsRecorded(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	id, _ := h.Upload(nikos, "6900000001")
	var drafts []string
	for range 3 {
		if _, err := h.Studio.Replace(t.Context(), nikos, id, small(t)); !errors.Is(err, studio.ErrBlocked) {
			t.Fatal(err)
		}
		drafts = append(drafts, string(waitingOf(t, h, nikos, id)))
		if len(drafts) == 2 {
			_, err := h.Studio.Replace(t.Context(), nikos, id, h.Form("6900000001"))
			servicetest.Must(t, err)
		}
	}
	servicetest.Must(t, h.Studio.Withdraw(t.Context(), nikos, id))
	h.Integrate()
	var ended []string
	for _, e := range h.Events("upload.withdraw") {
		if e.Actor != string(nikos.Subject) || e.Studio != string(nikos.Studio) {
			t.Errorf("%+v", e)
		}
		ended = append(ended, e.Upload)
	}
	want := append(drafts, string(id))
	if slices.Sort(want); !slices.Equal(slices.Sorted(slices.Values(ended)), want) {
		t.Errorf("ended %v, want %v", ended, want)
	}
}

func TestPicturesThatAreGoneDoNotWait(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	for name, end := range map[string]func(draft photo.UploadID){
		"withdrawn": func(draft photo.UploadID) { servicetest.Must(t, h.Studio.Withdraw(t.Context(), nikos, draft)) },
		"sent": func(draft photo.UploadID) {
			form := h.Form("6900000002")
			form.IdempotencyKey = "continued"
			out, err := h.Studio.Continue(t.Context(), nikos, draft, form)
			if err != nil || out.Draft {
				t.Errorf("%+v, %v", out, err)
			}
		},
		"overdue": func(photo.UploadID) { h.Clock.Move((photo.DraftHours + 1) * time.Hour) },
	} {
		form := h.Form("6900000001")
		form.IdempotencyKey = name
		out, _ := h.UploadForm(nikos, form)
		_, err := h.Studio.Replace(t.Context(), nikos, out.Upload, small(t))
		draft := waitingOf(t, h, nikos, out.Upload)
		if !errors.Is(err, studio.ErrBlocked) || draft == "" {
			t.Fatalf("%s: nothing waits: %v", name, err)
		}
		end(draft)
		nikos = h.AsPhotographer("nikos")
		if waits := waitingOf(t, h, nikos, out.Upload); waits != "" {
			t.Errorf("%s: %s still waits", name, waits)
		}
	}
}

// Both replacements are refused: the pictures of the faster one must not end unseen.
func TestSlowerOfTwoRefusedReplacementsIsTold(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	id, _ := h.Upload(nikos, "6900000001")
	once := false
	h.Reopen(func(config *service.Config) {
		config.Failpoint = func(point string) {
			if point == "files.put" && !once { // the slower one has read what waits
				once = true
				if _, err := h.Studio.Replace(t.Context(), nikos, id, small(t)); !errors.Is(err, studio.ErrBlocked) {
					t.Errorf("the faster one: %v", err)
				}
			}
		}
	})
	if _, err := h.Studio.Replace(t.Context(), nikos, id, small(t)); !errors.Is(err, photo.ErrMoved) {
		t.Errorf("the slower one: %v", err)
	}
	if waitingOf(t, h, nikos, id) == "" || h.Count(t, "uploads WHERE state = 'draft'") != 1 {
		t.Error("the pictures of the faster one do not wait")
	}
}

// What was wrong with a form is told also where its pictures cannot be kept.
func TestFormWithoutRoomSaysWhatElseWasWrong(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	id, _ := h.Upload(nikos, "6900000001")
	h.Reopen(func(c *service.Config) { c.Policy.DraftBytes = 1000 })
	wrong := h.Form("123")
	wrong.Options = spec.Options{Exemption: spec.Disability}
	for name, c := range map[string]struct {
		err  error
		want []string
	}{
		"an upload": {
			servicetest.ErrorOf(h.Studio.Upload(t.Context(), nikos, wrong)),
			[]string{"studio.drafts", "mobile", "override.reason"},
		},
		"a replacement": {
			servicetest.ErrorOf(h.Studio.Replace(t.Context(), nikos, id, small(t))),
			[]string{"studio.drafts", "upload.blocked"},
		},
	} {
		refusal, _ := photo.RefusalIn(c.err)
		var told []string
		for _, one := range refusal.All() {
			told = append(told, one.Code)
		}
		if !slices.Equal(told, c.want) {
			t.Errorf("%s: %v, want %v", name, told, c.want)
		}
	}
	if n := h.Count(t, "uploads WHERE state = 'draft'"); n != 0 {
		t.Errorf("%d drafts are kept", n)
	}
}

// The client agreed to the earlier pictures; new ones are another question.
func TestReplacedPicturesNeedTheClientsAgreement(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	out, err := h.Studio.Upload(t.Context(), nikos, h.Form("6900000001"))
	servicetest.Must(t, err)
	form := h.Form("6900000001")
	form.Agreed = false
	refused, err := h.Studio.Replace(t.Context(), nikos, out.Upload, form)
	if !errors.Is(err, photo.ErrNotAgreed) || !refused.Draft {
		t.Fatalf("without the agreement: %+v, %v", refused, err)
	}
	_, err = h.Studio.Replace(t.Context(), nikos, out.Upload, studio.Form{Contact: servicetest.Agreed(), Acknowledged: true})
	servicetest.Must(t, err)
}
