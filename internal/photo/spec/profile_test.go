package spec_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// The upload form offers exactly these five; a file that stops parsing would
// silently disappear from the form.
func TestEveryDocumentHasAProfile(t *testing.T) {
	t.Parallel()
	var got []photo.ProfileID
	for _, p := range spec.Profiles() {
		got = append(got, p.ID)
		if p.Version < 1 || p.Name != "profile."+string(p.ID) || len(p.Sources) == 0 {
			t.Errorf("%s: version %d, name %q, %d sources", p.ID, p.Version, p.Name, len(p.Sources))
		}
	}
	want := []photo.ProfileID{"driving-licence", "identity-card", "passport", "academic-id", "tachograph-card"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The numbers are the offices' own (each file names its source); this second
// copy makes a typing error visible.
func TestProfilesHoldTheOfficesNumbers(t *testing.T) {
	t.Parallel()
	tall := spec.Demands{
		MinWidth: 800, MinHeight: 1200, RatioWidth: 2, RatioHeight: 3, RatioTolerance: 0.005,
		Cut: spec.Cut{Width: 800, Height: 1200, DPI: 508},
	}
	licence, passport, tachograph := tall, tall, tall
	licence.MaxBytes, licence.WidthMM, licence.HeightMM = 3_000_000, 40, 60
	passport.WidthMM, passport.HeightMM = 40, 60
	tachograph.MaxBytes = 5_000_000
	signature := spec.Demands{
		MinWidth: 1200, MinHeight: 400, RatioWidth: 3, RatioHeight: 1, RatioTolerance: 0.005, MaxBytes: 3_000_000,
		Cut: spec.Cut{Width: 1200, Height: 400},
	}
	want := map[photo.ProfileID]spec.Demands{
		photo.DrivingLicence: licence,
		photo.IdentityCard: {
			MinWidth: 1280, MinHeight: 1600, MaxWidth: 1280, MaxHeight: 1600,
			RatioWidth: 4, RatioHeight: 5, RatioTolerance: 0.005, CropOnly: true,
			Cut: spec.Cut{Width: 1280, Height: 1600},
		},
		photo.Passport: passport,
		photo.AcademicID: {
			MinWidth: 240, MinHeight: 240, MaxBytes: 2_000_000,
			Cut: spec.Cut{Width: 600, Height: 600, Bounded: true},
		},
		photo.TachographCard: tachograph,
	}
	for _, p := range spec.Profiles() {
		if diff := cmp.Diff(want[p.ID], p.Photo); diff != "" {
			t.Errorf("%s: %s", p.ID, diff)
		}
		if (p.Signature != nil) != (p.ID == photo.DrivingLicence) {
			t.Errorf("%s: signature %v", p.ID, p.Signature)
		}
		if p.Signature != nil {
			if diff := cmp.Diff(signature, *p.Signature); diff != "" {
				t.Errorf("%s: %s", p.ID, diff)
			}
		}
	}
}

func TestUnknownDocumentHasNoProfile(t *testing.T) {
	t.Parallel()
	for _, id := range []photo.ProfileID{"", "visa", "../profile", "driving-licence.json", "Driving-Licence", "\x00"} {
		if p, ok := spec.ProfileByID(id); ok {
			t.Errorf("%q gave %+v", id, p)
		}
	}
}

func TestRatioIsExactWithinHalfAPerCent(t *testing.T) {
	t.Parallel()
	demands := spec.Demands{RatioWidth: 2, RatioHeight: 3, RatioTolerance: 0.005}
	for _, c := range []struct {
		width, height int
		fits          bool
	}{
		{800, 1200, true},
		{1600, 2400, true},
		{804, 1200, true},
		{796, 1200, true},
		{805, 1200, false},
		{795, 1200, false},
		{1200, 800, false},
		{0, 0, false},
		{800, 0, false},
	} {
		if got := demands.RatioFits(c.width, c.height); got != c.fits {
			t.Errorf("%d×%d fits 2:3: %v", c.width, c.height, got)
		}
	}
	if !(spec.Demands{}).RatioFits(7, 300) {
		t.Error("a document without a ratio refused one")
	}
}

func TestChoiceOfDocumentsMustBeKnownAndNotEmpty(t *testing.T) {
	t.Parallel()
	if fault := spec.CheckChosen(nil); fault == nil || fault.Code != "documents.none" {
		t.Errorf("no document: %v", fault)
	}
	if fault := spec.CheckChosen([]photo.ProfileID{photo.Passport, "visa"}); fault == nil || fault.Code != "documents.unknown" {
		t.Errorf("unknown document: %v", fault)
	}
	if fault := spec.CheckChosen([]photo.ProfileID{photo.IdentityCard, photo.Passport}); fault != nil {
		t.Errorf("documents of two shapes, each of which gets its own cut: %v", fault)
	}
}
