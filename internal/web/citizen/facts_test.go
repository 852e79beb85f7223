package citizen_test

import (
	"bytes"
	"image"
	"image/draw"
	"image/jpeg"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	. "myphoto/internal/service/servicetest"
	"myphoto/internal/service/studio"
)

// What the checks see in a face is described as light, pose and frame; they must not
// even seem to guess who the person is.
func TestFactsNeverSpeakOfWhoThePersonIs(t *testing.T) {
	t.Parallel()
	forbidden := regexp.MustCompile(`(?i)\b(sex|male|female|man|woman|men|women|boy|girl|age|aged|years?|old|young|child|baby|infant|` +
		`race|ethnic\w*|origin|skin|mood|emotion\w*|happy|sad|smil\w*|angry|beautiful|pretty|ugly)\b|` +
		`(?:^|[^\p{L}])(?:φύλο|φυλή|φυλετ|άνδρας|άντρας|γυναίκα|ανδρικ|γυναικεί|αγόρι|κορίτσι|ηλικ|ετών|χρονών|νεαρ|ηλικιωμέν|παιδί|μωρό|βρέφος|` +
		`εθν|καταγωγ|δέρμα|δέρματος|επιδερμίδα|διάθεση|συναίσθημα|χαρούμεν|λυπημέν|χαμόγελ|χαμογελ|θυμωμέν|όμορφ|άσχημ)`)
	seen := 0
	for _, key := range lang.Keys() {
		if !strings.HasPrefix(key, "fact.") && !strings.HasPrefix(key, "citizen.advice.") &&
			!slices.Contains([]string{"signature.black", "signature.blue", "signature.clear", "signature.plain", "signature.whole"}, key) {
			continue
		}
		seen++
		for _, l := range lang.Languages() {
			if said := l.Say(key, map[string]any{"n": 2}); forbidden.MatchString(said) {
				t.Errorf("%s %s: %q", l, key, said)
			}
		}
	}
	if seen < 60 {
		t.Errorf("only %d sentences", seen)
	}
}

// Advice without plain words would reach the citizen in brackets, or not at
// all.
func TestEveryRuleThatAdvisesHasPlainWords(t *testing.T) {
	t.Parallel()
	owner := map[string]string{"second-face": "faces", "eyes-wider": ""}
	for _, p := range spec.Profiles() {
		for measure, limit := range p.Limits {
			check, another := owner[measure]
			if !another {
				check = measure
			}
			advises := limit.WarnAbove != nil || limit.WarnBelow != nil
			if check != "" && advises && !lang.Greek.Has("citizen.advice."+check) {
				t.Errorf("%s advises without words", check)
			}
		}
	}
	for why, lifts := range spec.Exemptibles().Lifts {
		for _, checks := range lifts {
			for _, check := range checks {
				if !lang.Greek.Has("citizen.advice." + check) {
					t.Errorf("%s, lifted for %s, has no words", check, why)
				}
			}
		}
	}
	for measure := range spec.FileLimits(photo.ItemSignature) {
		for _, key := range []string{"citizen.advice." + measure, "citizen.advice.signature." + measure} {
			if !lang.Greek.Has(key) {
				t.Errorf("no %s", key)
			}
		}
	}
	for _, check := range []string{"ink", "size", "edge", "sharp", "paper", "lines", "clean", "colour"} {
		if !lang.Greek.Has("citizen.advice.signature." + check) {
			t.Errorf("the signature's %s advises without words", check)
		}
	}
}

// claimedForm lets maria open the code of an upload.
func (r *room) claimedForm(f studio.Form) {
	r.t.Helper()
	out, err := r.Studio.Upload(r.t.Context(), r.studio, f)
	Must(r.t, err)
	if out.Draft {
		page, err := r.Studio.View(r.t.Context(), r.studio, out.Upload)
		r.t.Fatalf("kept as a draft: %+v %v", page.Verdict.Findings, err)
	}
	r.Deliver()
	r.post("/citizen/code", "code", r.LastCode(Mobile("maria"))).leads("/citizen/preview")
}

func TestFactsAreToldOnceAndWithTheirDocument(t *testing.T) {
	t.Parallel()
	r := open(t)
	form := r.Form(Mobile("maria"))
	form.Documents = []photo.ProfileID{photo.DrivingLicence, photo.Passport}
	r.claimedForm(form)
	page := r.get("/citizen/preview").is(http.StatusOK).has(
		"<li>Ένα πρόσωπο</li>", "<li>Μάτια ανοικτά</li>", "<li>Ανοιχτόχρωμο φόντο</li>", "<li>Η υπογραφή φαίνεται ολόκληρη</li>",
		"Δίπλωμα οδήγησης: Η υπηρεσία λαμβάνει εικόνα 800 × 1200 εικονοστοιχείων",
		"Διαβατήριο: Η υπηρεσία λαμβάνει εικόνα 800 × 1200 εικονοστοιχείων",
		"Δίπλωμα οδήγησης, Υπογραφή: Η υπηρεσία λαμβάνει εικόνα 1200 × 400 εικονοστοιχείων",
	).lacks("Εξαίρεση από κανόνες", "συνέστησε")
	if n := strings.Count(page.body, "Ένα πρόσωπο"); n != 1 {
		t.Errorf("told %d times", n)
	}
}

// A citizen who approves the whole picture approves every cut of it, and must see
// them.
func TestCitizenSeesWhatEachOfficeReceives(t *testing.T) {
	t.Parallel()
	r := open(t)
	form := r.Form(Mobile("maria"))
	form.Documents = []photo.ProfileID{photo.DrivingLicence, photo.AcademicID}
	form.Crops = map[photo.ProfileID]spec.Crop{photo.AcademicID: {X: .5, Y: .5, Width: .8}}
	r.claimedForm(form)
	page := r.get("/citizen/preview").is(http.StatusOK).has(
		"Τι λαμβάνει κάθε υπηρεσία", `width="400" height="600" loading="lazy" alt="Η εικόνα που λαμβάνει: Ακαδημαϊκή ταυτότητα"`,
		"Δίπλωμα οδήγησης: Η υπηρεσία λαμβάνει εικόνα 800 × 1200 εικονοστοιχείων, όπως είναι",
	)
	cut := regexp.MustCompile(`/citizen/file/[^"]*\?document=academic-id`).FindString(page.body)
	if s := r.get(cut).is(http.StatusOK); s.head.Get("Content-Type") != "image/jpeg" || s.head.Get("Cache-Control") != "no-store" {
		t.Errorf("%s: %v", cut, s.head)
	}
	r.get(strings.Replace(cut, "academic-id", "passport", 1)).is(http.StatusNotFound)
	r.post("/citizen/preview", "seen", hidden.FindStringSubmatch(page.body)[1])
	r.post("/citizen/link")
	r.get("/citizen/photo").is(http.StatusOK).has("Τι λαμβάνει κάθε υπηρεσία", cut, "Τι δείχνει ο έλεγχος", "<li>Ένα πρόσωπο</li>")
	r.get(cut).is(http.StatusOK)
	r.who = r.AsCitizen("giorgos")
	r.get(cut).is(http.StatusNotFound)
}

// Before approving, citizens must know what their photographer was advised, and what
// was claimed in their name.
func TestAdviceAndDeclaredReasonReachTheCitizenInPlainWords(t *testing.T) {
	t.Parallel()
	r := open(t)
	form := r.Form(Mobile("maria"))
	form.Photo = Chosen(Tilted(t))
	form.Documents = []photo.ProfileID{photo.Passport, photo.DrivingLicence}
	form.Options = spec.Options{Exemption: spec.Disability, ExemptionReason: `φορά <νάρθηκα>`}
	r.claimedForm(form)
	r.get("/citizen/preview").has(
		"Εξαίρεση από κανόνες", "Αναπηρία ή κατάσταση υγείας", "«φορά <νάρθηκα>»",
		"Δεν εφαρμόστηκε ο κανόνας «Κλίση κεφαλιού»: Το κεφάλι γέρνει",
	).lacks("<νάρθηκα>")
}

func TestAdviceAboutOneDocumentNamesIt(t *testing.T) {
	t.Parallel()
	r := open(t)
	form := r.Form(Mobile("maria"))
	form.Documents = []photo.ProfileID{photo.AcademicID, photo.DrivingLicence}
	form.Photo = Chosen(r.tightPortrait())
	r.claimedForm(form)
	r.get("/citizen/preview").has("Τι συνέστησε ο έλεγχος", "Το κεφάλι είναι μικρότερο ή μεγαλύτερο από το συνηθισμένο στη φωτογραφία (Δίπλωμα οδήγησης)")
}

// tightPortrait is the portrait from closer: the head is larger than advised for a
// driving licence, and right for a card of any shape.
func (r *room) tightPortrait() []byte {
	r.t.Helper()
	portrait, err := jpeg.Decode(bytes.NewReader(Portrait(r.t)))
	Must(r.t, err)
	near := image.NewRGBA(image.Rect(0, 0, 1280, 1600))
	for y := range 1600 {
		for x := range 1280 {
			near.Set(x, y, portrait.At(400+(x-640)*5/8, 460+(y-800)*5/8))
		}
	}
	draw.Draw(near, image.Rect(0, 0, 1280, 64), image.NewUniform(portrait.At(10, 10)), image.Point{}, draw.Src) // above the portrait
	var out bytes.Buffer
	Must(r.t, jpeg.Encode(&out, near, &jpeg.Options{Quality: 92}))
	return out.Bytes()
}
