package service_test

import (
	"bytes"
	"errors"
	"image"
	"image/draw"
	"image/jpeg"
	"slices"
	"strings"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/citizen"
	. "myphoto/internal/service/servicetest"
	"myphoto/internal/service/studio"
)

// tilted is the form of a client whose head is tilted, with a reason to lift
// rules, or none.
func (h house) tilted(t *testing.T, why spec.Exemption) studio.Form {
	t.Helper()
	form := h.Form(Mobile("maria"))
	form.Photo, form.Acknowledged, form.Exemption = Chosen(Tilted(t)), false, why
	if why != "" {
		form.ExemptionReason = "κρατά το κεφάλι με νάρθηκα"
	}
	return form
}

func (h house) outcome(t *testing.T, who photo.Operator, f studio.Form) (studio.FormOutcome, spec.Verdict) {
	t.Helper()
	out, err := h.Studio.Upload(t.Context(), who, f)
	Must(t, err)
	page, err := h.Studio.View(t.Context(), who, out.Upload)
	Must(t, err)
	return out, page.Verdict
}

// A reason opens a rule, not the door: what was lifted must still be seen, and
// a reason that has nothing to do with the rule changes nothing.
func TestReasonLiftsItsRuleAndWhatItLiftsMustBeAcknowledged(t *testing.T) {
	h := house{Open(t)}
	nikos := h.AsPhotographer("nikos")
	_, bare := h.outcome(t, nikos, h.tilted(t, ""))
	if !bare.Blocked() || !slices.Contains(bare.ExemptibleBy(), spec.Disability) {
		t.Fatalf("without a reason: %+v", bare.Findings)
	}
	if _, v := h.outcome(t, nikos, h.tilted(t, spec.ReligiousCover)); !v.Blocked() {
		t.Error("a cover made the tilt of a head pass")
	}
	unseen, v := h.outcome(t, nikos, h.tilted(t, spec.Disability))
	if !unseen.Draft || v.Blocked() || !v.NeedsAcknowledgement() || !slices.Equal(v.Exempted(), []string{"roll"}) {
		t.Errorf("unseen: draft %v, %+v", unseen.Draft, v.Findings)
	}
	seen := h.tilted(t, spec.Disability)
	seen.Acknowledged = true
	if out, v := h.outcome(t, nikos, seen); out.Draft || !v.Accepts(photo.DrivingLicence) {
		t.Errorf("seen: draft %v, %+v", out.Draft, v.Findings)
	}
	for fact, n := range map[string]int{`%"lifted":"roll"%`: 2, `%"override":"disability"%`: 2, `%νάρθηκα%`: 0} {
		if got := h.Count(t, "events WHERE CAST(body AS TEXT) LIKE '"+fact+"'"); got != n {
			t.Errorf("%d events say %s, want %d", got, fact, n)
		}
	}
}

// The citizen sees what was declared in their name, the office that a rule was
// lifted for a reason; the photographer's words do not leave for the office.
func TestLiftedRuleIsToldToTheCitizenAndToTheOffice(t *testing.T) {
	h := house{Open(t)}
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	form := h.tilted(t, spec.Disability)
	form.Acknowledged = true
	h.outcome(t, nikos, form)
	h.Deliver()
	Must(t, h.Citizen.Submit(t.Context(), maria, h.LastCode(Mobile("maria"))))
	claim, err := h.Citizen.Claimed(t.Context(), maria)
	Must(t, err)
	if claim.Exemption != spec.Disability || claim.ExemptionReason != form.ExemptionReason || len(claim.Verdict.Exempted()) != 1 {
		t.Errorf("%q %q %v", claim.Exemption, claim.ExemptionReason, claim.Verdict.Exempted())
	}
	Must(t, h.Approve(maria))
	Must(t, h.Citizen.Associate(t.Context(), maria, citizen.AssociateInput{}))
	h.grant(t, maria, photo.UntilFiles)
	reply, err := h.Application.Retrieve(t.Context(), h.application(t, "driving-licences"), request())
	Must(t, err)
	if told := string(reply.Checks); !strings.Contains(told, `"override":"disability"`) ||
		!strings.Contains(told, `"check":"roll"`) || strings.Contains(told, "νάρθηκα") {
		t.Error(told)
	}
}

// Who replaces one picture must not lose what was said about judging the
// other; who says something else, even "no reason", means it.
func TestReplacedPicturesAreJudgedAsTheEarlierOnes(t *testing.T) {
	h := house{Open(t)}
	nikos := h.AsPhotographer("nikos")
	form := h.tilted(t, spec.Disability)
	form.Acknowledged, form.Age = true, spec.Adult
	form.Crops = map[photo.ProfileID]spec.Crop{photo.DrivingLicence: {X: 0.5, Y: 0.5, Width: 1}}
	out, _ := h.outcome(t, nikos, form)
	replace := func(f studio.Form) error {
		_, err := h.Studio.Replace(t.Context(), nikos, out.Upload, f)
		return err
	}
	Must(t, replace(studio.Form{Signature: Chosen(Signature(t)), Acknowledged: true}))
	page, err := h.Studio.View(t.Context(), nikos, out.Upload)
	Must(t, err)
	if j := page.Options; j.Exemption != spec.Disability || j.ExemptionReason == "" || len(j.Crops) != 1 {
		t.Errorf("%+v", j)
	}
	none := studio.Form{Signature: Chosen(Signature(t)), Acknowledged: true, Options: spec.Options{Age: spec.Adult}}
	if err := replace(none); !errors.Is(err, studio.ErrBlocked) {
		t.Errorf("without the reason: %v", err)
	}
	wordless := studio.Form{Signature: Chosen(Signature(t)), Options: spec.Options{Exemption: spec.Infant}}
	if err := replace(wordless); err == nil || !strings.Contains(err.Error(), "override.reason") {
		t.Errorf("a reason without words: %v", err)
	}
	Must(t, replace(studio.Form{Photo: Chosen(Portrait(t)), Acknowledged: true}))
	page, err = h.Studio.View(t.Context(), nikos, out.Upload)
	Must(t, err)
	if len(page.Options.Crops) != 0 {
		t.Error("the frame of another photo was laid on the new one")
	}
}

// An office that receives the master of somebody else's document gets a
// picture it cannot use; one whose own cut was made can be served.
func TestApplicationFitsWhenTheUploadWasMadeForItsDocument(t *testing.T) {
	h := house{Open(t)}
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	form := h.Form(Mobile("maria"))
	form.Photo = Chosen(wide(t)) // 4:5: no driving licence has that shape
	h.linksForm(t, nikos, maria, form)
	h.fits(t, maria, "driving-licences", true)
	h.grant(t, maria, photo.UntilFiles)
	app := h.application(t, "driving-licences")
	reply, err := h.Application.Retrieve(t.Context(), app, request())
	Must(t, err)
	if got := reply.Items[0]; got.Width != 800 || got.Height != 1200 {
		t.Errorf("the office receives %d × %d", got.Width, got.Height)
	}
	h.WriteBehind(t, `UPDATE uploads SET documents = 'academic-id'`)
	h.fits(t, maria, "driving-licences", false)
}

// Without a cut of its own an office would receive a face that stands on its
// head.
func TestTurnedPictureGoesOnlyWhereItsCutWasMade(t *testing.T) {
	h := house{Open(t)}
	nikos, maria := h.AsPhotographer("nikos"), h.AsCitizen("maria")
	for turned, fits := range map[bool]bool{false: true, true: false} {
		form := h.Form(Mobile("maria"))
		if turned {
			form.Photo = Chosen(upsideDown(t))
		}
		id := h.linksForm(t, nikos, maria, form)
		h.fits(t, maria, "driving-licences", true)
		h.fits(t, maria, "academic-id", fits)
		Must(t, h.Citizen.Erase(t.Context(), maria, id))
	}
}

// upsideDown is the portrait as a camera held upside down writes it: turned,
// with a note (EXIF orientation 3, CIPA DC-008) that says so.
func upsideDown(t *testing.T) []byte {
	t.Helper()
	portrait, err := jpeg.Decode(bytes.NewReader(Portrait(t)))
	Must(t, err)
	size := portrait.Bounds().Size()
	turned := image.NewRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			turned.Set(x, y, portrait.At(size.X-1-x, size.Y-1-y))
		}
	}
	var out bytes.Buffer
	Must(t, jpeg.Encode(&out, turned, &jpeg.Options{Quality: 92}))
	note := "\xff\xe1\x00\x22Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x03\x00\x00\x00\x00\x00\x00\x00"
	return slices.Insert(out.Bytes(), 2, []byte(note)...)
}

// linksForm uploads a form for maria, who links it.
func (h house) linksForm(t *testing.T, studio photo.Operator, who photo.Citizen, form studio.Form) photo.UploadID {
	t.Helper()
	out, v := h.outcome(t, studio, form)
	if out.Draft {
		t.Fatalf("%+v", v.Findings)
	}
	h.Deliver()
	Must(t, h.Citizen.Submit(t.Context(), who, h.LastCode(Mobile("maria"))))
	Must(t, h.Approve(who))
	Must(t, h.Citizen.Associate(t.Context(), who, citizen.AssociateInput{}))
	return out.Upload
}

func (h house) fits(t *testing.T, who photo.Citizen, id photo.ApplicationID, want bool) {
	t.Helper()
	all, err := h.Consent.Applications(t.Context(), who)
	Must(t, err)
	for _, app := range all {
		if app.ID != id {
			continue
		}
		if app.Fits != want || want == (app.Why != nil) {
			t.Errorf("fits %v, because %v", app.Fits, app.Why)
		}
	}
}

// wide is the portrait on a wider print of 4:5, the plain background around it.
func wide(t *testing.T) []byte {
	t.Helper()
	portrait, err := jpeg.Decode(bytes.NewReader(Portrait(t)))
	Must(t, err)
	print := image.NewRGBA(image.Rect(0, 0, 1040, 1300))
	draw.Draw(print, print.Rect, image.NewUniform(portrait.At(10, 10)), image.Point{}, draw.Src)
	draw.Draw(print, image.Rect(120, 100, 920, 1300), portrait, image.Point{}, draw.Src)
	var out bytes.Buffer
	Must(t, jpeg.Encode(&out, print, &jpeg.Options{Quality: 92}))
	return out.Bytes()
}
