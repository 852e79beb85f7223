package studio_test

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/web/studio"
)

// tiltedFor makes a draft of a tilted head for some documents.
func (h *house) tiltedFor(documents ...string) string {
	h.t.Helper()
	values, files := filled()
	values["documents"], files["photo"] = documents, servicetest.Tilted(h.t)
	return h.uploaded(values, files)
}

// Five documents with the same fault are one thing to do, not five.
func TestWhatHoldsForAllDocumentsIsToldOnce(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	page := said(h.get(h.tiltedFor("driving-licence", "passport", "identity-card", "tachograph-card")))
	for sentence, times := range map[string]int{
		"Το κεφάλι γέρνει": 1, "Διορθώστε για όλα τα έγγραφα": 1, "Οι λόγοι φαίνονται πιο πάνω": 1,
		"Χρειάζονται τουλάχιστον 1280 × 1600":                                   1,
		"Δεν γίνεται δεκτή για: Δίπλωμα οδήγησης, Διαβατήριο, Κάρτα ταχογράφου": 1,
		"✘ Διορθώστε ":  5, // in the table: four heads, one frame
		"✘ Διορθώστε: ": 2, // before each reason, for people who hear the page
	} {
		if n := strings.Count(page, sentence); n != times {
			t.Errorf("%d times %q, want %d in %s", n, sentence, times, page)
		}
	}
}

func TestPictureOfAnotherClientIsNamedWithItsUpload(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	first := h.uploaded(filled())
	values, files := filledForAnother()
	path := h.uploaded(values, files)
	answer := h.get(path)
	for _, sentence := range []string{"Η ίδια φωτογραφία στάλθηκε ήδη σε άλλο πελάτη", "Η ίδια υπογραφή στάλθηκε ήδη", "Έλαβα γνώση των συστάσεων, και τα αρχεία είναι αυτού του πελάτη", "Με λάθος αρχείο ένας πελάτης"} {
		if !strings.Contains(said(answer), sentence) {
			t.Errorf("no %q in %s", sentence, said(answer))
		}
	}
	if link := `href="` + first + `"`; strings.Count(answer.Body.String(), link) != 2 {
		t.Errorf("no %s", link)
	}
	h.post("/studio/staff/new", url.Values{"afm": {"987654324"}, "label": {"Ελένη"}})
	h.as("eleni", photo.RoleEmployee)
	values.Set("idempotency_key", "KEY3")
	if seen := h.get(h.uploaded(values, files)).Body.String(); !strings.Contains(seen, "στάλθηκε ήδη") || strings.Contains(seen, first) {
		t.Error("an employee is led to an upload of somebody else")
	}
}

// Without this a button that needs a tick seems to do nothing.
func TestUnreadAdviceIsAFaultOfItsBoxOnceItWasAsked(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	h.uploaded(filled())
	values, files := filledForAnother()
	path := h.uploaded(values, files) // the same pictures to another client: advice
	values.Set("idempotency_key", "KEY3")
	if seen := h.send(path, values, nil); seen.Code != http.StatusUnprocessableEntity || !strings.Contains(seen.Body.String(), `href="#acknowledged"`) {
		t.Errorf("%d %s", seen.Code, said(seen))
	}
	values.Set("idempotency_key", "KEY4")
	values.Set("acknowledged", "yes")
	if seen := h.send(path, values, nil); seen.Code != http.StatusSeeOther {
		t.Errorf("read: %d %s", seen.Code, said(seen))
	}
}

// A picture without a face must not read as one whose eyes are open.
func TestWhatWasNotLookedAtIsNotMarkedAsFine(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	empty := image.NewRGBA(image.Rect(0, 0, 800, 1200))
	draw.Draw(empty, empty.Rect, image.NewUniform(color.RGBA{228, 230, 232, 255}), image.Point{}, draw.Src)
	values, files := filled()
	files["photo"] = encoded(empty)
	page := said(h.get(h.uploaded(values, files)))
	if strings.Count(page, "Δεν κρίθηκε") < 2 || !strings.Contains(page, "Δεν βρέθηκε πρόσωπο") {
		t.Error(page)
	}
	if strings.Contains(page, "Δεν θα εμποδίζουν") {
		t.Error("a reason is offered for a picture without a face")
	}
}

// A draft whose photo is missing or unreadable is not accepted for what is left of it,
// nor is one without its signature.
func TestPicturesThatAreMissingAreNotMarkedAsFine(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		files   map[string][]byte
		missing string
		off     int // cells and row
	}{
		"a PNG":        {map[string][]byte{"photo": []byte("\x89PNG\r\n\x1a\n"), "signature": scribble(1200, 400)}, "Φωτογραφία προσώπου", 7},
		"no photo":     {map[string][]byte{"signature": scribble(1200, 400)}, "Φωτογραφία προσώπου", 7},
		"no signature": {map[string][]byte{"photo": portrait(800, 1200)}, "Υπογραφή", 2},
	} {
		h := atCounter(t)
		values, _ := filled()
		seen := h.send("/studio/new", values, c.files)
		page := said(seen)
		if seen.Code != http.StatusUnprocessableEntity || strings.Contains(page, "Δεκτή ") || strings.Contains(page, "Γίνεται δεκτή για") ||
			!strings.Contains(page, "– Δεν κρίθηκε ακόμη για: Δίπλωμα οδήγησης") || !strings.Contains(page, "Λείπει ή δεν διαβάζεται: "+c.missing) {
			t.Errorf("%s: %d %s", name, seen.Code, page)
		}
		if n := strings.Count(page, "Δεν κρίθηκε "); n != c.off+1 {
			t.Errorf("%s: %d times «not judged» in %s", name, n, page)
		}
	}
}

// The block of a document says what its office receives.
func TestAcceptedDocumentTellsWhatItsOfficeReceives(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	values, files := filled()
	values["documents"] = []string{"driving-licence", "passport"}
	page := said(h.get(h.uploaded(values, files)))
	for _, want := range []string{
		"✔ Γίνεται δεκτή για: Δίπλωμα οδήγησης, Διαβατήριο Φωτογραφία προσώπου: Η υπηρεσία λαμβάνει εικόνα 800 × 1200 εικονοστοιχείων",
		"Δίπλωμα οδήγησης: Υπογραφή: Η υπηρεσία λαμβάνει εικόνα 1200 × 400 εικονοστοιχείων", "– Δεν ζητείται",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in %s", want, page)
		}
	}
}

func TestReasonThatHelpsIsOfferedInTheOpenAndApplies(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	path := h.tiltedFor("driving-licence")
	page := h.get(path)
	offered := said(page)
	for _, want := range []string{
		"Αναπηρία ή κατάσταση υγείας Δεν θα εμποδίζουν: Κλίση κεφαλιού", "Θρησκευτικό κάλυμμα Δεν αλλάζει κάτι",
	} {
		if !strings.Contains(offered, want) {
			t.Errorf("no %q in %s", want, offered)
		}
	}
	if strings.Contains(page.Body.String(), "Ιατρικός ή άλλος λόγος</summary>") {
		t.Error("the reasons are folded away")
	}
	values, _ := filled()
	values.Set("idempotency_key", "KEY2")
	values.Set("override", "disability")
	if seen := h.send(path, values, nil); seen.Code != http.StatusUnprocessableEntity || !strings.Contains(seen.Body.String(), `href="#override_reason"`) ||
		!strings.Contains(seen.Body.String(), `value="disability" checked`) {
		t.Errorf("without words: %d %s", seen.Code, said(seen))
	}
	values.Set("override_reason", "φορά νάρθηκα")
	values.Set("idempotency_key", "KEY3")
	h.send(path, values, nil)
	lifted := said(h.get(path))
	if !strings.Contains(lifted, "Δεν εφαρμόστηκε ο κανόνας: Αναπηρία") || !strings.Contains(lifted, "! Εξαίρεση") ||
		!strings.Contains(lifted, "Δεν έχει σταλεί ακόμη τίποτα") || !strings.Contains(lifted, "Έλαβα γνώση") {
		t.Error(lifted)
	}
	values.Set("acknowledged", "yes")
	values.Set("idempotency_key", "KEY4")
	h.send(path, values, nil)
	if sent := said(h.get(path)); !strings.Contains(sent, "Μεταφορτώθηκε") {
		t.Error(sent)
	}
	kept := h.get(path + "/replace").Body.String()
	if !strings.Contains(kept, `value="disability" checked`) || !strings.Contains(kept, "φορά νάρθηκα") {
		t.Error("the form of new pictures forgot how the earlier ones were judged")
	}
}

// Children are judged more mildly where the photographer says so; the verdict says it,
// or nobody would know why it is mild.
func TestVerdictSaysWhomItWasMadeFor(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	values, files := filled()
	values.Set("age", "under-6")
	if page := said(h.get(h.uploaded(values, files))); !strings.Contains(page, "Κρίθηκε για ηλικία: Κάτω των 6 ετών") {
		t.Error(page)
	}
}

func TestStatisticsNeedTenChecksAndTellRatesInWords(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	if page := said(h.get("/studio/stats")); !strings.Contains(page, "Δεν έχει γίνει ακόμη έλεγχος") {
		t.Error(page)
	}
	all := []string{"driving-licence", "passport", "identity-card", "tachograph-card", "academic-id"}
	h.tiltedFor(all...)
	if page := said(h.get("/studio/stats")); !strings.Contains(page, "Έχουν γίνει 5 έλεγχοι") {
		t.Error(page)
	}
	values, files := filled()
	values["documents"] = all
	values.Set("idempotency_key", "KEY2")
	h.uploaded(values, files)
	seen := h.get("/studio/stats")
	page := said(seen)
	for _, want := range []string{
		"Κανόνες: Δίπλωμα οδήγησης", "Κλίση κεφαλιού 50% (1 από 2) – –", "Εικονοστοιχεία 0% (0 από 2)", "φαίνονται για κάθε έγγραφο που έχουν ελέγξει τουλάχιστον 3",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in %s", want, page)
		}
	}
	if strings.Contains(page, "Παπαδοπούλου") || regexp.MustCompile(`(?s)<main.*(upl_|<img)`).MatchString(seen.Body.String()) {
		t.Error("the statistics know a person or a picture")
	}
	h.post("/studio/staff/new", map[string][]string{"afm": {"987654324"}, "label": {"Ελένη"}})
	h.as("eleni", photo.RoleEmployee)
	if seen := h.get("/studio/stats"); seen.Code != http.StatusOK || !strings.Contains(h.get("/studio").Body.String(), `href="/studio/stats"`) {
		t.Errorf("an employee: %d", seen.Code)
	}
	for _, other := range []string{"std_a", "std_b"} {
		h.WriteBehind(t, `INSERT INTO tallies SELECT '`+other+`', month, profile, version, rule, outcome, 49 FROM tallies WHERE studio_id NOT LIKE 'std__'
			AND rule = '' AND outcome = 'judged'`)
	}
	if page := said(h.get("/studio/stats")); !strings.Contains(page, "Κλίση κεφαλιού 50% (1 από 2) όλα: 99%") || strings.Contains(page, "τουλάχιστον 3") {
		t.Error(page)
	}
}

// One in three hundred is not zero, and all but one is not all.
func TestShareIsNotRoundedToNoneOrAll(t *testing.T) {
	t.Parallel()
	for want, of := range map[string][2]int{
		"0%": {0, 300}, "<1%": {1, 300}, "99%": {299, 300}, "100%": {300, 300}, "33%": {1, 3}, "67%": {2, 3},
	} {
		if got := studio.PercentOf(of[0], of[1]); got != want {
			t.Errorf("%v: %s, want %s", of, got, want)
		}
	}
}

// The published limits must be those that decide, or photographers set up their lamps
// by the wrong numbers.
func TestEveryLimitIsPublishedInWords(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	page := said(h.get("/studio/specs"))
	for _, p := range spec.Profiles() {
		for measure := range p.Limits {
			if words := lang.Greek.Say("studio.measure."+measure, nil); !strings.Contains(page, words) {
				t.Errorf("%s is not published: no %q", measure, words)
			}
		}
	}
	for _, want := range []string{
		"κάτω από 30 mm ή πάνω από 39 mm κάτω από 27 mm ή πάνω από 42 mm Βρέφος ή νήπιο, Αναπηρία ή κατάσταση υγείας, Άλλος λόγος",
		"πάνω από 5° πάνω από 8°", "κάτω από 3,5% κάτω από 2,2%", "κάτω από 50 KB", "κάτω από 0,3% ή πάνω από 12% κάτω από 0,15% ή πάνω από 20% ποτέ",
		"Μόνο σύσταση", "Θρησκευτικό κάλυμμα Ομοιομορφία φόντου, Χώρος γύρω από το κεφάλι, Ύψος κεφαλιού", "έως 600 × 600 εικονοστοιχεία, στο σχήμα της φωτογραφίας",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q", want)
		}
	}
	ink, err := spec.SignatureLimits()
	if err != nil {
		t.Fatal(err)
	}
	versions := []int{ink.Version, spec.Exemptibles().Version}
	for _, p := range spec.Profiles() {
		versions = append(versions, p.Version, p.Rules["portrait"], p.Rules["file"])
	}
	for _, n := range slices.Compact(slices.Sorted(slices.Values(versions))) {
		if !strings.Contains(page, fmt.Sprintf("Έκδοση προδιαγραφής: %d", n)) {
			t.Errorf("version %d is not told", n)
		}
	}
}
