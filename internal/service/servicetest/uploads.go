package servicetest

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/service"
)

// Form is an upload of a plausible portrait and signature for a driving
// licence.
func (h *House) Form(mobile string) service.Form {
	h.tb.Helper()
	return service.Form{
		Photo: Portrait(h.tb), Signature: Signature(h.tb), Documents: []photo.ProfileID{photo.DrivingLicence},
		Mobile: mobile, Channels: []string{"sms"}, Agreed: true, Acknowledged: true,
	}
}

// Upload uploads for a client and gives the upload and its code.
func (h *House) Upload(who photo.Operator, mobile string) (photo.UploadID, string) {
	h.tb.Helper()
	out, err := h.Studios.Upload(h.tb.Context(), who, h.Form(mobile))
	Must(h.tb, err)
	if out.Draft {
		page, err := h.Studios.View(h.tb.Context(), who, out.Upload)
		h.tb.Fatalf("kept as a draft: %+v %v", page.Verdict, err)
	}
	h.Deliver()
	return out.Upload, h.LastCode(mobile)
}

// Linked uploads for a citizen, who claims, approves and associates.
func (h *House) Linked(studio photo.Operator, who photo.Citizen, mobile string) photo.UploadID {
	h.tb.Helper()
	id, code := h.Upload(studio, mobile)
	Must(h.tb, h.Citizens.Submit(h.tb.Context(), who, code))
	Must(h.tb, h.Approve(who))
	Must(h.tb, h.Citizens.Associate(h.tb.Context(), who, service.Linking{}))
	return id
}

// Portrait is a real face, 800 × 1200.
func Portrait(tb testing.TB) []byte {
	tb.Helper()
	_, here, _, _ := runtime.Caller(0)
	picture, err := os.ReadFile(filepath.Join(filepath.Dir(here), "../../../testdata/faces/hopper.jpg"))
	Must(tb, err)
	return picture
}

// Signature is a drawn signature, 1200 × 400.
func Signature(tb testing.TB) []byte {
	tb.Helper()
	paper := image.NewRGBA(image.Rect(0, 0, 1200, 400))
	for y := range 400 {
		for x := range 1200 {
			paper.Set(x, y, color.White)
		}
	}
	for x := 150; x < 1050; x++ {
		y := 200 + (x*x/97)%120 - 60
		for dy := -4; dy <= 4; dy++ {
			paper.Set(x, y+dy, color.RGBA{20, 30, 110, 255})
		}
	}
	var out bytes.Buffer
	Must(tb, jpeg.Encode(&out, paper, &jpeg.Options{Quality: 92}))
	return out.Bytes()
}
