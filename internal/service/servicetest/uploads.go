package servicetest

import (
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
	return stored(tb, "faces/hopper.jpg")
}

// Signature is a drawn signature, 1200 × 400.
func Signature(tb testing.TB) []byte {
	tb.Helper()
	return stored(tb, "signature.jpg")
}

// stored reads a picture of testdata.
func stored(tb testing.TB, name string) []byte {
	tb.Helper()
	_, here, _, _ := runtime.Caller(0)
	picture, err := os.ReadFile(filepath.Join(filepath.Dir(here), "../../../testdata", name))
	Must(tb, err)
	return picture
}
