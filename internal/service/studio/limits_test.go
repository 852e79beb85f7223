package studio_test

import (
	"errors"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/studio"
)

// openLimited opens a house with the given hourly limit of a studio, five minutes
// after a full hour.
func openLimited(t *testing.T, hourly int) *servicetest.House {
	t.Helper()
	h := servicetest.Open(t)
	h.Reopen(func(p *service.Config) { p.Policy.StudioHourly = hourly })
	h.Clock.Set(time.Date(2026, 11, 18, 10, 5, 0, 0, time.UTC))
	return h
}

// Reading pictures costs the same whether they become an upload, stay a draft,
// replace others or turn out to be unreadable. If one way were free, a studio
// could keep the machine busy without limit.
func TestEveryActThatReadsPicturesCountsAgainstTheHour(t *testing.T) {
	t.Parallel()
	blocked := func(t *testing.T, h *servicetest.House) studio.Form {
		form := h.Form("6900000002")
		form.Photo = servicetest.Chosen(servicetest.PlainJPEG(t, 400, 600))
		return form
	}
	for name, act := range map[string]func(*testing.T, *servicetest.House, photo.Operator, photo.UploadID, photo.UploadID) error{
		"new": func(t *testing.T, h *servicetest.House, who photo.Operator, _, _ photo.UploadID) error {
			return servicetest.ErrorOf(h.Studio.Upload(t.Context(), who, h.Form("6900000003")))
		},
		"unreadable": func(t *testing.T, h *servicetest.House, who photo.Operator, _, _ photo.UploadID) error {
			form := h.Form("6900000003")
			form.Photo = servicetest.Chosen([]byte("GIF89a"))
			return servicetest.ErrorOf(h.Studio.Upload(t.Context(), who, form))
		},
		"refused for another field": func(t *testing.T, h *servicetest.House, who photo.Operator, _, _ photo.UploadID) error {
			return servicetest.ErrorOf(h.Studio.Upload(t.Context(), who, h.Form("123")))
		},
		"replace": func(t *testing.T, h *servicetest.House, who photo.Operator, sent, _ photo.UploadID) error {
			return servicetest.ErrorOf(h.Studio.Replace(t.Context(), who, sent, studio.Form{Contact: servicetest.Agreed(), Photo: servicetest.Chosen(servicetest.Portrait(t)), Acknowledged: true}))
		},
		"replace, blocked": func(t *testing.T, h *servicetest.House, who photo.Operator, sent, _ photo.UploadID) error {
			return servicetest.ErrorOf(h.Studio.Replace(t.Context(), who, sent, studio.Form{Contact: servicetest.Agreed(), Photo: servicetest.Chosen(servicetest.PlainJPEG(t, 400, 600))}))
		},
		"continue": func(t *testing.T, h *servicetest.House, who photo.Operator, _, draft photo.UploadID) error {
			return servicetest.ErrorOf(h.Studio.Continue(t.Context(), who, draft, blocked(t, h)))
		},
		"continue with what is kept": func(t *testing.T, h *servicetest.House, who photo.Operator, _, draft photo.UploadID) error {
			form := blocked(t, h)
			form.Photo, form.Signature = studio.FormPicture{}, studio.FormPicture{}
			return servicetest.ErrorOf(h.Studio.Continue(t.Context(), who, draft, form))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openLimited(t, 4)
			nikos := h.AsPhotographer("nikos")
			sent, _ := h.Upload(nikos, "6900000001")
			out, err := h.Studio.Upload(t.Context(), nikos, blocked(t, h))
			servicetest.Must(t, err)
			for range 2 {
				if err := act(t, h, nikos, sent, out.Upload); errors.Is(err, photo.ErrStudioRate) {
					t.Fatal("too early")
				}
			}
			refusal, _ := errors.AsType[*photo.Error](act(t, h, nikos, sent, out.Upload))
			if !refusal.Is(photo.ErrStudioRate) || refusal.RetryAfter <= 0 || refusal.RetryAfter > time.Hour {
				t.Fatalf("the fifth reading of the hour: %v", refusal)
			}
			if n := h.Refusals("upload.create", "studio.rate") + h.Refusals("upload.replace", "studio.rate"); n != 1 {
				t.Errorf("the refusal stands %d times in the ledger", n)
			}
			h.Clock.Move(refusal.RetryAfter)
			if err := act(t, h, nikos, sent, out.Upload); errors.Is(err, photo.ErrStudioRate) {
				t.Errorf("when it was said to try again: %v", err)
			}
		})
	}
}

func TestHourlyLimitIsPerStudioAndRepeatsAreFree(t *testing.T) {
	t.Parallel()
	h := openLimited(t, 1)
	nikos, kostas := h.AsPhotographer("nikos"), h.AsPhotographer("kostas")
	form := h.Form("6900000001")
	form.IdempotencyKey = "key"
	for range 3 { // pressed again and again
		servicetest.Must(t, servicetest.ErrorOf(h.Studio.Upload(t.Context(), nikos, form)))
	}
	if err := servicetest.ErrorOf(h.Studio.Upload(t.Context(), nikos, h.Form("6900000001"))); !errors.Is(err, photo.ErrStudioRate) {
		t.Errorf("a second upload: %v", err)
	}
	empty := h.Form("123")
	empty.Photo, empty.Signature = studio.FormPicture{}, studio.FormPicture{}
	if err := servicetest.ErrorOf(h.Studio.Upload(t.Context(), kostas, empty)); err == nil || errors.Is(err, photo.ErrStudioRate) {
		t.Errorf("a fault of the form: %v", err)
	}
	servicetest.Must(t, servicetest.ErrorOf(h.Studio.Upload(t.Context(), kostas, h.Form("6900000002")))) // no picture was read for the fault
}

func TestFiveMessagesADayToOneContactAcrossStudios(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, kostas := h.AsPhotographer("nikos"), h.AsPhotographer("kostas")
	for range 5 {
		_, err := h.Studio.Upload(t.Context(), nikos, h.Form("6900000001"))
		servicetest.Must(t, err)
	}
	if _, err := h.Studio.Upload(t.Context(), kostas, h.Form("690 000 0001")); !errors.Is(err, photo.ErrContactDaily) {
		t.Errorf("the sixth: %v", err)
	}
}

// A draft needs no client. Without a limit a studio could fill the disk with them.
func TestDraftsOfAStudioAreLimitedInBytes(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	form := h.TiltedForm("")
	room := int64(len(form.Photo.Bytes)+len(form.Signature.Bytes)) * 3 / 2
	h.Reopen(func(c *service.Config) { c.Policy.DraftBytes = room })
	first, err := h.Studio.Upload(t.Context(), nikos, form)
	servicetest.Must(t, err)
	if !first.Draft {
		t.Fatal("not a draft")
	}
	again := func(key string) studio.Form {
		next := h.TiltedForm("")
		next.IdempotencyKey = key
		return next
	}
	files := h.Files()
	_, err = h.Studio.Upload(t.Context(), nikos, again("second"))
	refusal, _ := errors.AsType[*photo.Error](err)
	if !errors.Is(err, photo.ErrDraftBytes) || refusal.Args["max"] != room/1_000_000 || h.Files() != files {
		t.Errorf("a second draft: %v, %d files left behind", err, h.Files()-files)
	}
	out, err := h.Studio.Continue(t.Context(), nikos, first.Upload, again("third"))
	if err != nil || !out.Draft {
		t.Errorf("the same draft again: %+v, %v", out, err)
	}
	h.Upload(nikos, "6900000001") // what is sent is no draft
	if _, err := h.Studio.Upload(t.Context(), h.AsPhotographer("kostas"), again("fourth")); err != nil {
		t.Errorf("another studio: %v", err)
	}
}
