package service_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"rsc.io/qr"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/service"
	. "myphoto/internal/service/servicetest"
	"myphoto/internal/service/studio"
)

// under opens a house whose studios may have so many pictures read in an hour,
// early in an hour of the clock.
func under(t *testing.T, hourly int) house {
	t.Helper()
	h := house{Open(t)}
	h.Reopen(func(p *service.Config) { p.Policy.StudioHourly = hourly })
	h.Clock.Set(time.Date(2026, 11, 18, 10, 5, 0, 0, time.UTC))
	return h
}

// Pictures cost the same whether they become an upload, stay a draft, replace
// others or cannot be read. If one way were free, a studio could keep the
// machine busy for as long as it likes.
func TestEveryActThatReadsPicturesCountsAgainstTheHour(t *testing.T) {
	blocked := func(h house) studio.Form {
		form := h.Form("6900000002")
		form.Photo = Chosen(jpegOf(t, 400, 600))
		return form
	}
	for name, act := range map[string]func(house, photo.Operator, photo.UploadID, photo.UploadID) error{
		"new": func(h house, who photo.Operator, _, _ photo.UploadID) error {
			return second(h.Studio.Upload(t.Context(), who, h.Form("6900000003")))
		},
		"unreadable": func(h house, who photo.Operator, _, _ photo.UploadID) error {
			form := h.Form("6900000003")
			form.Photo = Chosen([]byte("GIF89a"))
			return second(h.Studio.Upload(t.Context(), who, form))
		},
		"replace": func(h house, who photo.Operator, sent, _ photo.UploadID) error {
			return second(h.Studio.Replace(t.Context(), who, sent, studio.Form{Photo: Chosen(Portrait(t)), Acknowledged: true}))
		},
		"replace, blocked": func(h house, who photo.Operator, sent, _ photo.UploadID) error {
			return second(h.Studio.Replace(t.Context(), who, sent, studio.Form{Photo: Chosen(jpegOf(t, 400, 600))}))
		},
		"continue": func(h house, who photo.Operator, _, draft photo.UploadID) error {
			return second(h.Studio.Continue(t.Context(), who, draft, blocked(h)))
		},
		"continue with what is kept": func(h house, who photo.Operator, _, draft photo.UploadID) error {
			form := blocked(h)
			form.Photo, form.Signature = studio.FormPicture{}, studio.FormPicture{}
			return second(h.Studio.Continue(t.Context(), who, draft, form))
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := under(t, 4)
			nikos := h.AsPhotographer("nikos")
			sent, _ := h.Upload(nikos, "6900000001")
			out, err := h.Studio.Upload(t.Context(), nikos, blocked(h))
			Must(t, err)
			for range 2 {
				if err := act(h, nikos, sent, out.Upload); errors.Is(err, photo.ErrStudioRate) {
					t.Fatal("too early")
				}
			}
			refusal, _ := errors.AsType[*photo.Error](act(h, nikos, sent, out.Upload))
			if !refusal.Is(photo.ErrStudioRate) || refusal.RetryAfter <= 0 || refusal.RetryAfter > time.Hour {
				t.Fatalf("the fifth reading of the hour: %v", refusal)
			}
			if n := h.recorded(t, "upload.create", "studio.rate") + h.recorded(t, "upload.replace", "studio.rate"); n != 1 {
				t.Errorf("the refusal stands %d times in the ledger", n)
			}
			h.Clock.Move(refusal.RetryAfter)
			if err := act(h, nikos, sent, out.Upload); errors.Is(err, photo.ErrStudioRate) {
				t.Errorf("when it was said to try again: %v", err)
			}
		})
	}
}

func TestOneStudiosHourIsNotAnothersAndRepeatingCostsNothing(t *testing.T) {
	h := under(t, 1)
	nikos, kostas := h.AsPhotographer("nikos"), h.AsPhotographer("kostas")
	form := h.Form("6900000001")
	form.IdempotencyKey = "key"
	for range 3 { // pressed again and again
		Must(t, second(h.Studio.Upload(t.Context(), nikos, form)))
	}
	if err := second(h.Studio.Upload(t.Context(), nikos, h.Form("6900000001"))); !errors.Is(err, photo.ErrStudioRate) {
		t.Errorf("a second upload: %v", err)
	}
	if err := second(h.Studio.Upload(t.Context(), kostas, h.Form("123"))); err == nil || errors.Is(err, photo.ErrStudioRate) {
		t.Errorf("a fault of the form: %v", err)
	}
	Must(t, second(h.Studio.Upload(t.Context(), kostas, h.Form("6900000002")))) // no picture was read for the fault
}

// Each picture may keep a processor busy for two seconds.
func TestOnePersonSendsTenPicturesOfACodeAndThenTenAMinute(t *testing.T) {
	h := house{Open(t)}
	maria, giorgos := h.AsCitizen("maria"), h.AsCitizen("giorgos")
	drawn, err := qr.Encode(photo.NewCode().Reveal(), qr.M)
	Must(t, err)
	for range 10 {
		Must(t, second(h.Citizen.ReadQR(t.Context(), maria, drawn.PNG())))
	}
	for range 5 {
		refusal, _ := errors.AsType[*photo.Error](second(h.Citizen.ReadQR(t.Context(), maria, drawn.PNG())))
		if !refusal.Is(photo.ErrTooManyRequests) || refusal.RetryAfter != 6*time.Second || refusal.Args["s"] != 6 {
			t.Fatalf("the eleventh: %v", refusal)
		}
	}
	if n := h.recorded(t, "code.picture", "too-many-requests"); n != 1 {
		t.Errorf("five refusals in a minute stand in the ledger %d times; it must know, and not be flooded", n)
	}
	Must(t, second(h.Citizen.ReadQR(t.Context(), giorgos, drawn.PNG())))
	h.Clock.Move(6 * time.Second)
	Must(t, second(h.Citizen.ReadQR(t.Context(), maria, drawn.PNG())))
}

func TestApplicationThatRunsAwayIsRecordedOnceAMinute(t *testing.T) {
	h := house{Open(t)}
	app := h.application(t, "driving-licences")
	for range 3 {
		for range 5 {
			if err := h.Application.TooManyAtOnce(t.Context(), app); !errors.Is(err, photo.ErrTooManyRequests) {
				t.Fatal(err)
			}
		}
		h.Clock.Move(time.Minute)
	}
	if n := h.recorded(t, "application.request", "too-many-requests"); n != 3 {
		t.Errorf("%d records in three minutes", n)
	}
}

// recorded counts the records of an act with an outcome.
func (h house) recorded(t *testing.T, act, outcome string) int {
	t.Helper()
	h.seal(t)
	var out bytes.Buffer
	Must(t, h.Integrator.Export(t.Context(), &out))
	n := 0
	for lines := json.NewDecoder(&out); lines.More(); {
		var record ledger.Record
		Must(t, lines.Decode(&record))
		if event, err := ledger.ParseEvent(record.Body); err == nil && event.Act == act && event.Outcome == outcome {
			n++
		}
	}
	return n
}
