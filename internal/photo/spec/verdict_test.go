package spec_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

func aVerdict(tb testing.TB, findings ...spec.Finding) spec.Verdict {
	tb.Helper()
	return spec.NewVerdict(spec.Profiles(), findings...)
}

// Drafts keep their verdict sealed for a day: what is read back must show the
// same sentences with the same numbers.
func TestVerdictSurvivesStorage(t *testing.T) {
	t.Parallel()
	want := aVerdict(t,
		spec.Finding{
			Check: "pixels", Item: photo.ItemPhoto, Profile: photo.Passport, Severity: spec.Block, Code: "file.small",
			Args: map[string]any{"w": 800, "h": 1200, "have": "640 × 480"}, Value: "640×480", Limit: "800×1200",
		},
		spec.Finding{Check: "bytes", Item: photo.ItemSignature, Severity: spec.Warn, Code: "file.big", Args: map[string]any{"max": 3, "have": 3.5}},
		spec.Finding{Check: "rotation", Item: photo.ItemPhoto, Severity: spec.Info, Code: "file.turned"},
	)
	raw, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got spec.Verdict
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestUnknownSeverityIsNotRead(t *testing.T) {
	t.Parallel()
	var f spec.Finding
	if err := json.Unmarshal([]byte(`{"severity":"fatal"}`), &f); err == nil {
		t.Errorf("read as %v", f.Severity)
	}
	if raw, err := json.Marshal(spec.Finding{}); err == nil {
		t.Errorf("a finding without severity was written: %s", raw)
	}
}

func TestOneBlockedDocumentLeavesTheOthersAccepted(t *testing.T) {
	t.Parallel()
	v := aVerdict(t,
		spec.Finding{Item: photo.ItemPhoto, Profile: photo.Passport, Severity: spec.Block},
		spec.Finding{Item: photo.ItemPhoto, Severity: spec.Warn},
	)
	if !v.Blocked() || !v.NeedsAcknowledgement() {
		t.Errorf("blocked %v, needs acknowledgement %v", v.Blocked(), v.NeedsAcknowledgement())
	}
	if v.Accepts(photo.Passport) || !v.Accepts(photo.AcademicID) {
		t.Errorf("passport %v, academic id %v", v.Accepts(photo.Passport), v.Accepts(photo.AcademicID))
	}
	if n := len(v.ForProfile(photo.Passport)); n != 2 {
		t.Errorf("%d findings concern the passport", n)
	}
}

// A document that was never judged must not count as accepted.
func TestDocumentNotJudgedIsNotAccepted(t *testing.T) {
	t.Parallel()
	if (spec.Verdict{}).Accepts(photo.Passport) || aVerdict(t).Accepts("visa") {
		t.Error("accepted without a judgement")
	}
}

func TestSpoiltSignatureConcernsOnlyDocumentsThatNeedOne(t *testing.T) {
	t.Parallel()
	v := aVerdict(t, spec.Finding{Item: photo.ItemPhoto, Severity: spec.Info}, spec.Finding{Item: photo.ItemSignature, Severity: spec.Block})
	if v.Accepts(photo.DrivingLicence) || !v.Accepts(photo.Passport) {
		t.Errorf("licence %v, passport %v", v.Accepts(photo.DrivingLicence), v.Accepts(photo.Passport))
	}
	if len(v.ForItem(photo.ItemSignature)) != 1 || len(v.ForItem(photo.ItemPhoto)) != 1 {
		t.Error("findings given for the wrong picture")
	}
}

// Nobody has looked at a picture that is missing: its document is neither accepted nor
// counted as judged.
func TestNoDocumentIsAcceptedWithoutAllItsPictures(t *testing.T) {
	t.Parallel()
	for _, item := range []photo.Item{photo.ItemPhoto, photo.ItemSignature} {
		v := aVerdict(t, spec.Finding{Item: item, Severity: spec.Info})
		if v.Accepts(photo.DrivingLicence) || !v.Suits(photo.DrivingLicence) || len(v.Unseen(photo.DrivingLicence)) != 1 {
			t.Errorf("with the %s alone the licence is accepted", item)
		}
		for _, mark := range v.Tallies() {
			if mark.Profile == photo.DrivingLicence {
				t.Errorf("with the %s alone the licence counts as %v", item, mark)
			}
		}
	}
	if v := aVerdict(t, spec.Finding{Item: photo.ItemPhoto, Severity: spec.Info}); !v.Accepts(photo.Passport) {
		t.Error("the passport needs no signature")
	}
}

// Two readings of a picture differ in their numbers, and lead to the same sentence.
func TestAdviceIsNamedByItsSentence(t *testing.T) {
	t.Parallel()
	advice := spec.Finding{Item: photo.ItemPhoto, Profile: photo.Passport, Code: "light.dark", Severity: spec.Warn, Args: map[string]any{"have": 57}}
	measuredAgain, blocking := advice, advice
	measuredAgain.Args = map[string]any{"have": 58}
	blocking.Code, blocking.Severity = "face.none", spec.Block
	v := spec.Verdict{
		Findings:   []spec.Finding{advice, measuredAgain, blocking},
		Duplicates: []spec.Duplicate{{Item: photo.ItemSignature, Upload: "upl_1"}},
		Wanted:     []photo.ProfileID{photo.DrivingLicence},
	}
	want := []string{"photo/passport/light.dark", "signature/upl_1/repeat", "ticket/driving-licence/wanted"}
	if got := v.AdviceKeys(); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if !v.AdviceWithin(append(want, "photo//other")) || v.AdviceWithin(want[:1]) || v.AdviceWithin(nil) {
		t.Error("what was read is compared wrongly")
	}
}
