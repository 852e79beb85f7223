package servicetest

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/studio"
)

// Form is an upload of a plausible portrait and signature for a driving
// licence.
func (h *House) Form(mobile string) studio.Form {
	h.tb.Helper()
	return studio.Form{
		Photo: Chosen(Portrait(h.tb)), Signature: Chosen(Signature(h.tb)), Documents: []photo.ProfileID{photo.DrivingLicence},
		Contact:      photo.Contact{Mobile: mobile, Channels: []photo.Channel{photo.ChannelSMS}, Agreed: true},
		Acknowledged: true,
	}
}

// Chosen is a picture that somebody chose in a form.
func Chosen(picture []byte) studio.FormPicture {
	return studio.FormPicture{Chosen: true, Bytes: picture}
}

// Upload uploads for a client and gives the upload and its code.
func (h *House) Upload(who photo.Operator, mobile string) (photo.UploadID, string) {
	h.tb.Helper()
	out, err := h.Studio.Upload(h.tb.Context(), who, h.Form(mobile))
	Must(h.tb, err)
	if out.Draft {
		page, err := h.Studio.View(h.tb.Context(), who, out.Upload)
		h.tb.Fatalf("kept as a draft: %+v %v", page.Verdict, err)
	}
	h.Deliver()
	return out.Upload, h.LastCode(mobile)
}

// Linked uploads for a citizen, who claims, approves and associates.
func (h *House) Linked(studio photo.Operator, who photo.Citizen, mobile string) photo.UploadID {
	h.tb.Helper()
	id, code := h.Upload(studio, mobile)
	Must(h.tb, h.Citizen.Submit(h.tb.Context(), who, code))
	Must(h.tb, h.Approve(who))
	Must(h.tb, h.Citizen.Associate(h.tb.Context(), who, citizen.AssociateInput{}))
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

// Tilted is the portrait with its head tilted by 12°: more than any office
// allows, and nothing else is wrong with it.
func Tilted(tb testing.TB) []byte {
	tb.Helper()
	upright, err := jpeg.Decode(bytes.NewReader(Portrait(tb)))
	Must(tb, err)
	size := upright.Bounds().Size()
	sin, cos := math.Sincos(12 * math.Pi / 180)
	tilted := image.NewRGBA(image.Rectangle{Max: size})
	backdrop := upright.At(10, 10)
	for y := range size.Y {
		for x := range size.X {
			dx, dy := float64(x-size.X/2), float64(y-size.Y/2)
			from := image.Pt(int(dx*cos+dy*sin), int(dy*cos-dx*sin)).Add(size.Div(2))
			if from.In(tilted.Rect) {
				tilted.Set(x, y, upright.At(from.X, from.Y))
			} else {
				tilted.Set(x, y, backdrop)
			}
		}
	}
	var out bytes.Buffer
	Must(tb, jpeg.Encode(&out, tilted, &jpeg.Options{Quality: 92}))
	return out.Bytes()
}
