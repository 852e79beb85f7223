package e2e_test

import (
	"fmt"
	"image"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"myphoto/e2e/browser"
	"myphoto/internal/photo/spec"
)

const (
	frame   = "[data-crop-frame]"
	licence = "driving-licence"
	card    = "identity-card"
)

// Whoever cannot use a mouse moves, zooms and straightens all the same, and the office
// receives exactly that.
func TestFrameIsMovedByKeysAloneAndCutThere(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t, browser.Size(1366, 768))
	v.atCounter()
	v.fillUpload()
	v.chooseRoomy()
	if auto := v.frameOf(licence); auto != (spec.Crop{}) {
		t.Fatalf("the automatic frame fills the field: %v", auto)
	}
	v.tabTo("#crop-document")
	v.tabTo(frame)
	var on string
	v.Evaluate(`document.activeElement.getAttribute("aria-label")`, &on)
	if !strings.HasPrefix(on, "Πλαίσιο για Δίπλωμα οδήγησης: ") {
		t.Fatalf("the frame is called %q", on)
	}
	v.Keys(browser.KeyLeft)
	first := v.frameOf(licence)
	v.Keys(browser.KeyLeft)
	small := v.frameOf(licence).X - first.X
	v.ShiftKeys(browser.KeyLeft)
	if large := v.frameOf(licence).X - first.X - small; small <= 0 || large < 5*small {
		t.Errorf("a step moves by %.4f, one with Shift by %.4f", small, large)
	}
	v.ShiftKeys(browser.KeyRight)
	v.Keys(browser.KeyUp + browser.KeyUp + browser.KeyDown)
	before := v.frameOf(licence)
	v.Keys("+")
	if now := v.frameOf(licence); now.Width >= before.Width {
		t.Errorf("+ makes the frame %.4f of %.4f wide", now.Width, before.Width)
	}
	v.Keys("-")
	v.Keys("]]][") // from 2.4°, where the automatic frame makes the head straight
	if now := v.frameOf(licence); now.Angle != 3.5 {
		t.Errorf("the picture is turned by %v°, want 3.5°", now.Angle)
	}
	words := v.awaitText("[data-crop-status]", func(text string) bool { return strings.Contains(text, "κλίση 3,5°") })
	if !strings.Contains(words, "εικονοστοιχεία, κέντρο") {
		t.Errorf("screen readers hear %q", words)
	}
	// Every button and slider works by keys too, on the way to the one that sends.
	for _, control := range []struct {
		selector, key string
		changes       func(a, b spec.Crop) bool
	}{
		{"left", browser.KeySpace, func(a, b spec.Crop) bool { return b.X > a.X }},
		{"up", browser.KeySpace, func(a, b spec.Crop) bool { return b.Y > a.Y }},
		{"down", browser.KeySpace, func(a, b spec.Crop) bool { return b.Y < a.Y }},
		{"right", browser.KeySpace, func(a, b spec.Crop) bool { return b.X < a.X }},
		{"out", browser.KeySpace, func(a, b spec.Crop) bool { return b.Width >= a.Width }},
		{"zoom", browser.KeyRight, func(a, b spec.Crop) bool { return b.Width < a.Width }},
		{"in", browser.KeySpace, func(a, b spec.Crop) bool { return b.Width < a.Width }},
		{"back", browser.KeySpace, func(a, b spec.Crop) bool { return b.Angle == a.Angle-0.5 }},
		{"angle", browser.KeyLeft + browser.KeyLeft, func(a, b spec.Crop) bool { return b.Angle == a.Angle-1 }},
		{"forth", browser.KeySpace, func(a, b spec.Crop) bool { return b.Angle == a.Angle+0.5 }},
	} {
		a := v.frameOf(licence)
		v.tabTo("[data-crop-" + control.selector + "], [data-crop-act=" + control.selector + "]")
		v.Keys(control.key)
		if b := v.frameOf(licence); !control.changes(a, b) {
			t.Errorf("%s makes %v of %v", control.selector, b, a)
		}
	}
	chosen := v.frameOf(licence)
	onPicture(t, chosen, image.Pt(1600, 2000), 2.0/3)
	v.ChooseFile("signature", signature(t))
	v.awaitCheck("signature")
	v.tabTo("button:not([type=button])")
	v.Keys(browser.KeyEnter)
	v.See("Η μεταφόρτωση έγινε")
	v.cutIs(v.uploadPath(), licence, chosen)
}

// tabTo presses Tab until an element that a CSS selector finds has the focus.
func (v *person) tabTo(selector string) {
	v.t.Helper()
	for range 60 {
		v.Keys(browser.KeyTab)
		var there bool
		v.Evaluate(`document.activeElement.matches("form[data-desk] :is(`+selector+`)")`, &there)
		if there {
			return
		}
	}
	v.t.Fatalf("Tab never leads to %s", selector)
}

// The frame stays on the picture however it is pulled, and the automatic one comes back.
func TestFrameIsMovedByMouseAndFingers(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t)
	v.atCounter()
	v.chooseRoomy()
	size, ratio := image.Pt(1600, 2000), 2.0/3
	v.Drag(frame, 0, 1)
	before := v.frameOf(licence)
	v.Drag(frame, 20, 0)
	dragged := v.frameOf(licence)
	v.Drag(frame, -20, 0)
	if back := v.frameOf(licence); back.X-dragged.X < 0.02 || math.Abs(back.X-before.X) > 0.002 {
		t.Errorf("from %v dragged right the frame is %v, and back %v", before, dragged, back)
	}
	v.Pinch(frame, 1.3, 0)
	pinched := v.frameOf(licence)
	if math.Abs(pinched.Width*1.3-dragged.Width) > 0.02 {
		t.Errorf("two fingers 1.3 times apart make %v of %v", pinched, dragged)
	}
	for range 30 {
		v.PressIn("[data-crop]", "↻ Ίσιωμα δεξιόστροφα")
	}
	if angle := v.frameOf(licence).Angle; angle != 10 {
		t.Errorf("straightened by %v°", angle)
	}
	v.Pinch(frame, 0.2, 0)
	onPicture(t, v.frameOf(licence), size, ratio)
	for _, pull := range [][2]float64{{900, 0}, {-900, 0}, {0, 900}, {0, -900}} {
		v.Drag(frame, pull[0], pull[1])
		onPicture(t, v.frameOf(licence), size, ratio)
	}
	v.Pinch(frame, 4, 30)
	v.See("χρειάζονται τουλάχιστον 800 × 1200")
	onPicture(t, v.frameOf(licence), size, ratio)
	v.awaitText("[data-crop-checks]", func(text string) bool {
		return strings.Contains(text, "Δίπλωμα οδήγησης: δεν γίνεται δεκτή")
	})
	v.awaitText("[data-picture=photo] [data-checks]", func(text string) bool {
		return strings.Contains(text, "Δίπλωμα οδήγησης: δεν γίνεται δεκτή")
	})
	v.PressIn("[data-crop]", "Αυτόματη κοπή")
	if own := v.Value("crop_" + licence); own != "" {
		t.Errorf("the automatic frame leaves %q", own)
	}
	v.awaitText("[data-crop-checks]", func(text string) bool {
		return strings.Contains(text, "Δίπλωμα οδήγησης: εντάξει")
	})
	v.untickWhileMoving()
	v.chooseNothing()
	if n := v.Has("[data-crop]:not([hidden])"); n != 0 {
		t.Error("the frame stays without a photo")
	}
	// What the server is sure to refuse is not opened.
	path := filepath.Join(t.TempDir(), "photo.gif")
	if err := os.WriteFile(path, []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x01D\x00;"), 0o600); err != nil {
		t.Fatal(err)
	}
	v.Choose("documents", licence)
	v.ChooseFile("photo", path)
	v.See("Το αρχείο είναι GIF")
	if n := v.Has("[data-crop]:not([hidden])"); n != 0 {
		t.Error("a GIF has a frame")
	}
	for _, line := range v.ConsoleErrors() {
		t.Errorf("console: %s", line)
	}
}

// untickWhileMoving unticks the only document while its frame has not come to rest.
func (v *person) untickWhileMoving() {
	v.t.Helper()
	v.Evaluate(`(() => {
		const form = document.querySelector("form[data-desk]");
		form.elements["crop_`+licence+`"].addEventListener("change", () => { form.querySelector("[data-crop-guide]").textContent = "at rest"; }, { once: true });
		form.querySelector("[data-crop-act=right]").click();
		form.querySelector("input[name=documents][value=`+licence+`]").click();
	})()`, nil)
	v.awaitText("[data-crop-guide]", func(text string) bool { return text == "at rest" })
}

// Each document has its frame, and an office that allows only cropping offers neither
// zoom nor straightening; it receives the very pixels.
func TestEveryDocumentHasItsFrame(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t, browser.Size(1366, 768))
	v.atCounter()
	v.fillUpload()
	v.Choose("documents", card)
	v.chooseRoomy()
	v.PressIn("[data-crop]", "→ Εικόνα προς τα δεξιά")
	v.Evaluate(`(() => { const s = document.querySelector("#crop-document"); s.value = "`+card+`"; s.dispatchEvent(new Event("change", { bubbles: true })); })()`, nil)
	v.See("Η υπηρεσία δέχεται μόνο περικοπή: το πλαίσιο έχει ακριβώς 1280 × 1600 εικονοστοιχεία")
	if n := v.Has("[data-crop-free]:not([hidden])"); n != 0 {
		t.Errorf("%d rows of zoom and straightening are offered", n)
	}
	v.PressIn("[data-crop]", "← Εικόνα προς τα αριστερά")
	v.Evaluate(`document.querySelector("`+frame+`").focus()`, nil)
	v.Keys("+++]]]")
	one, other := v.frameOf(licence), v.frameOf(card)
	if other.Angle != 0 || math.Abs(other.Width*1600-1280) > 0.01 || one.Width == other.Width {
		t.Fatalf("the frames are %v and %v", one, other)
	}
	v.inspectCrop("crop-card")
	v.Resize(1366, 768)
	v.ChooseFile("signature", signature(t))
	v.awaitCheck("signature")
	v.press("Μεταφόρτωση και αποστολή")
	upload := v.uploadPath()
	v.cutIs(upload, licence, one)
	// At most half a unit of the coding beside the frame.
	_, content := v.get(upload + "/photo?document=" + card)
	cut, original := decoded(t, "the cut", content), decoded(t, "the photo", read(t, roomy(t)))
	same := false
	for y := -8; y <= 8; y++ {
		for x := -8; x <= 8; x++ {
			near := spec.Crop{X: other.X + float64(x)/1600, Y: other.Y + float64(y)/2000, Width: other.Width}
			same = same || apart(original, cut, near) < 0.01
		}
	}
	if !same {
		t.Error("the card's office receives other pixels than the frame shows")
	}
}

// Nobody places a frame twice: a form that comes back shows it again, on the same photo
// alone.
func TestFrameOutlastsARefusal(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t, browser.Size(1366, 768))
	v.atCounter()
	v.fillUpload()
	path := roomy(t)
	v.ChooseFile("photo", path)
	v.awaitText("[data-crop-state]", func(text string) bool { return text == "Αυτόματο πλαίσιο" })
	v.PressIn("[data-crop]", "→ Εικόνα προς τα δεξιά")
	chosen := v.frameOf(licence)
	v.ChooseFile("photo", portrait(t))
	v.awaitCheck("photo")
	if other := v.Value("crop_" + licence); other != "" {
		t.Errorf("another photo has the frame %q", other)
	}
	v.ChooseFile("photo", path)
	v.awaitCheck("photo")
	if again := v.frameOf(licence); again != chosen {
		t.Errorf("chosen again, the photo has the frame %v", again)
	}
	// The desk puts the fields of another client into the form.
	v.Evaluate(`(() => {
		const form = document.querySelector("form[data-desk]");
		form.elements["crop_`+licence+`"].value = "0.5,0.5,0.6,2";
		form.dispatchEvent(new CustomEvent("myphoto:restore"));
	})()`, nil)
	v.awaitText("[data-crop-angle-value]", func(text string) bool { return text == "2°" })
	v.Evaluate(`(() => {
		const form = document.querySelector("form[data-desk]");
		form.elements["crop_`+licence+`"].value = "`+chosen.String()+`";
		form.dispatchEvent(new CustomEvent("myphoto:restore"));
	})()`, nil)
	v.awaitText("[data-crop-angle-value]", func(text string) bool { return text == "2,4°" })

	// A draft: the photo stays with the server, and so does its frame.
	v.ChooseFile("signature", jpegFile(t, "blank.jpg", image.NewGray(image.Rect(0, 0, 1200, 400))))
	v.awaitCheck("signature")
	v.press("Μεταφόρτωση και αποστολή")
	v.See("πρόχειρο")
	if kept := v.frameOf(licence); kept != chosen {
		t.Errorf("the draft has the frame %v, want %v", kept, chosen)
	}
	v.awaitText("[data-crop-state]", func(text string) bool { return text == "Δικό σας πλαίσιο" })
	v.PressIn("[data-crop]", "↓ Εικόνα προς τα κάτω")
	moved := v.frameOf(licence)
	v.inspectCrop("crop-draft")
	v.Resize(1366, 768)
	v.ChooseFile("signature", signature(t))
	v.awaitCheck("signature")
	v.Choose("agreed", "yes")
	v.press("Μεταφόρτωση και αποστολή")
	v.See("Η μεταφόρτωση έγινε")
	v.cutIs(v.uploadPath(), licence, moved)
}

// The whole part fits a phone, is seen with the colours of the system, and has no fault
// that a machine finds, in both languages.
func TestCropperIsAccessible(t *testing.T) {
	t.Parallel()
	t.Run("in Greek", func(t *testing.T) { newTown(t).arrive(t).lookAtCropper() })
	t.Run("in English", func(t *testing.T) { newTown(t).arriveEnglish(t).lookAtCropper() })
}

func (v *person) lookAtCropper() {
	v.t.Helper()
	v.atCounter()
	v.chooseRoomy()
	v.inspectCrop("crop")
	var low []string
	v.Evaluate(`Array.from(document.querySelectorAll("[data-crop] button, [data-crop] select, [data-crop] input"), (e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
		.filter(([, box]) => box.height > 0 && (box.height < 24 || box.width < 24)).map(([html]) => html)`, &low)
	if len(low) > 0 {
		v.t.Errorf("too small to be hit: %q", low)
	}
	v.ForcedColours()
	v.Accessible()
	if os.Getenv("MYPHOTO_SHOTS") != "" {
		v.Screenshot("crop." + v.lang + ".forced")
		v.Resize(320, 700)
		v.Screenshot("crop." + v.lang + ".320")
	}
	v.chooseNothing()
}

// inspectCrop is inspect, also where the columns of the counter begin and where they are
// widest.
func (v *person) inspectCrop(state string) {
	v.t.Helper()
	v.inspect(state)
	for _, width := range []int64{1100, 1440} {
		v.Resize(width, 900)
		v.Accessible()
		v.NoHorizontalScroll(width)
		if os.Getenv("MYPHOTO_SHOTS") != "" {
			v.Screenshot(fmt.Sprintf("%s.%s.%d", state, v.lang, width))
		}
	}
	v.Resize(390, 844)
}
