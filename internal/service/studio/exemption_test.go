package studio_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/studio"
)

// An exemption covers its own rules only, and the exempted findings must still be
// acknowledged. An exemption unrelated to the rule changes nothing.
func TestExemptionCoversItsRuleAndMustBeAcknowledged(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	_, bare := h.UploadForm(nikos, h.TiltedForm(""))
	if !bare.Blocked() || !slices.Contains(bare.ExemptibleBy(), spec.Disability) {
		t.Fatalf("without a reason: %+v", bare.Findings)
	}
	if _, v := h.UploadForm(nikos, h.TiltedForm(spec.ReligiousCover)); !v.Blocked() {
		t.Error("a cover made the tilt of a head pass")
	}
	unseen, v := h.UploadForm(nikos, h.TiltedForm(spec.Disability))
	if !unseen.Draft || v.Blocked() || !v.NeedsAcknowledgement() || !slices.Equal(v.Exempted(), []string{"roll"}) {
		t.Errorf("unseen: draft %v, %+v", unseen.Draft, v.Findings)
	}
	seen := h.TiltedForm(spec.Disability)
	seen.Acknowledged = true
	if out, v := h.UploadForm(nikos, seen); out.Draft || !v.Accepts(photo.DrivingLicence) {
		t.Errorf("seen: draft %v, %+v", out.Draft, v.Findings)
	}
	for fact, n := range map[string]int{`%"lifted":"roll"%`: 2, `%"override":"disability"%`: 2, `%νάρθηκα%`: 0} {
		if got := h.Count(t, "events WHERE CAST(body AS TEXT) LIKE '"+fact+"'"); got != n {
			t.Errorf("%d events say %s, want %d", got, fact, n)
		}
	}
}

// Replacing one picture must keep the options of the other. Options that are
// given, even "no exemption", replace the earlier ones.
func TestReplacedPicturesAreJudgedAsTheEarlierOnes(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	nikos := h.AsPhotographer("nikos")
	form := h.TiltedForm(spec.Disability)
	form.Acknowledged, form.Age = true, spec.Adult
	form.Crops = map[photo.ProfileID]spec.Crop{photo.DrivingLicence: {X: 0.5, Y: 0.5, Width: 1}}
	out, _ := h.UploadForm(nikos, form)
	replace := func(f studio.Form) error {
		_, err := h.Studio.Replace(t.Context(), nikos, out.Upload, f)
		return err
	}
	servicetest.Must(t, replace(studio.Form{Contact: servicetest.Agreed(), Signature: servicetest.Chosen(servicetest.Signature(t)), Acknowledged: true}))
	page, err := h.Studio.View(t.Context(), nikos, out.Upload)
	servicetest.Must(t, err)
	if j := page.Options; j.Exemption != spec.Disability || j.ExemptionReason == "" || len(j.Crops) != 1 {
		t.Errorf("%+v", j)
	}
	none := studio.Form{Contact: servicetest.Agreed(), Signature: servicetest.Chosen(servicetest.Signature(t)), Acknowledged: true, Options: spec.Options{Age: spec.Adult}}
	if err := replace(none); !errors.Is(err, studio.ErrBlocked) {
		t.Errorf("without the reason: %v", err)
	}
	wordless := studio.Form{Contact: servicetest.Agreed(), Signature: servicetest.Chosen(servicetest.Signature(t)), Options: spec.Options{Exemption: spec.Infant}}
	if err := replace(wordless); err == nil || !strings.Contains(err.Error(), "override.reason") {
		t.Errorf("a reason without words: %v", err)
	}
	servicetest.Must(t, replace(studio.Form{Contact: servicetest.Agreed(), Photo: servicetest.Chosen(servicetest.Portrait(t)), Acknowledged: true}))
	page, err = h.Studio.View(t.Context(), nikos, out.Upload)
	servicetest.Must(t, err)
	if len(page.Options.Crops) != 0 {
		t.Error("the frame of another photo was laid on the new one")
	}
}
