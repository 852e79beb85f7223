package consent_test

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"slices"
	"strings"
	"testing"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/consent"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/store"
)

// An office that receives the master made for another document cannot use it. An
// office for whose document a derivative was made can.
func TestApplicationFitsWhenTheUploadWasMadeForItsDocument(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	form := h.Form(servicetest.Mobile("maria"))
	form.Photo = servicetest.Chosen(wide(t)) // 4:5: no driving licence has that shape
	id := h.LinkForm(nikos, maria, form)
	checkFits(t, h, maria, "driving-licences", true)
	h.Grant(maria, photo.UntilFiles)
	app := h.AsApplication("driving-licences")
	reply, err := h.Application.Retrieve(t.Context(), app, servicetest.LicenceRequest())
	servicetest.Must(t, err)
	if got := reply.Items[0]; got.Width != 800 || got.Height != 1200 {
		t.Errorf("the office receives %d × %d", got.Width, got.Height)
	}
	h.ChangeUpload(id, func(u *store.Upload) { u.Documents = []photo.ProfileID{photo.AcademicID} })
	checkFits(t, h, maria, "driving-licences", false)
}

// Whoever only reads the shape crops the photo and comes back with too few pixels.
func TestUnsuitedPhotoIsToldItsShapeAndItsPixels(t *testing.T) {
	t.Parallel()
	for _, p := range spec.Profiles() {
		if p.Photo.Ratio() == "" {
			continue
		}
		least := fmt.Sprintf("%d × %d", p.Photo.MinWidth, p.Photo.MinHeight)
		why := consent.WhyUnsuited(p, p.Photo, photo.PictureFacts{Item: photo.ItemPhoto, Width: 700, Height: 1300})
		said := lang.Greek.Say(why.Code, why.Args)
		for _, want := range []string{p.Photo.Ratio(), least, "700 × 1300"} {
			if p.Photo.MinWidth == 0 || !strings.Contains(said, want) {
				t.Errorf("%s: no %s in %q", p.ID, want, said)
			}
		}
	}
}

// Without a derivative of its own an office would receive a face that is upside
// down.
func TestRotatedPictureGoesOnlyWhereADerivativeExists(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	for turned, fits := range map[bool]bool{false: true, true: false} {
		form := h.Form(servicetest.Mobile("maria"))
		if turned {
			form.Photo = servicetest.Chosen(upsideDown(t))
		}
		id := h.LinkForm(nikos, maria, form)
		checkFits(t, h, maria, "driving-licences", true)
		checkFits(t, h, maria, "academic-id", fits)
		servicetest.Must(t, h.Citizen.Erase(t.Context(), maria, id))
	}
}

// upsideDown returns the portrait as a camera held upside down writes it: rotated
// by 180°, with the EXIF orientation 3 (CIPA DC-008).
func upsideDown(t *testing.T) []byte {
	t.Helper()
	portrait, err := jpeg.Decode(bytes.NewReader(servicetest.Portrait(t)))
	servicetest.Must(t, err)
	size := portrait.Bounds().Size()
	turned := image.NewRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			turned.Set(x, y, portrait.At(size.X-1-x, size.Y-1-y))
		}
	}
	var out bytes.Buffer
	servicetest.Must(t, jpeg.Encode(&out, turned, &jpeg.Options{Quality: 92}))
	note := "\xff\xe1\x00\x22Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x03\x00\x00\x00\x00\x00\x00\x00"
	return slices.Insert(out.Bytes(), 2, []byte(note)...)
}

func checkFits(t *testing.T, h *servicetest.House, who photo.Citizen, id photo.ApplicationID, want bool) {
	t.Helper()
	all, err := h.Consent.Applications(t.Context(), who)
	servicetest.Must(t, err)
	for _, app := range all {
		if app.ID != id {
			continue
		}
		if app.Fits != want || want == (app.Why != nil) {
			t.Errorf("fits %v, because %v", app.Fits, app.Why)
		}
	}
}

// wide returns the portrait with plain background around it, in the shape 4:5.
func wide(t *testing.T) []byte {
	t.Helper()
	portrait, err := jpeg.Decode(bytes.NewReader(servicetest.Portrait(t)))
	servicetest.Must(t, err)
	print := image.NewRGBA(image.Rect(0, 0, 1040, 1300))
	draw.Draw(print, print.Rect, image.NewUniform(portrait.At(10, 10)), image.Point{}, draw.Src)
	draw.Draw(print, image.Rect(120, 100, 920, 1300), portrait, image.Point{}, draw.Src)
	var out bytes.Buffer
	servicetest.Must(t, jpeg.Encode(&out, print, &jpeg.Options{Quality: 92}))
	return out.Bytes()
}
