package e2e_test

import (
	"image"
	"image/color"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"myphoto/e2e/browser"
	"myphoto/e2e/program"
)

// dimmed returns the path of the portrait with the given tenths of its light.
func dimmed(t *testing.T, tenths uint32) string {
	t.Helper()
	lit := decoded(t, "the portrait", read(t, portrait(t)))
	out := image.NewRGBA(lit.Bounds())
	for y := out.Rect.Min.Y; y < out.Rect.Max.Y; y++ {
		for x := out.Rect.Min.X; x < out.Rect.Max.X; x++ {
			r, g, b, _ := lit.At(x, y).RGBA()
			out.SetRGBA(x, y, color.RGBA{uint8(r >> 8 * tenths / 10), uint8(g >> 8 * tenths / 10), uint8(b >> 8 * tenths / 10), 255})
		}
	}
	return jpegFile(t, "dimmed.jpg", out)
}

// loaded returns the paths of the files of the live checks that the page has
// loaded.
func (v *person) loaded() []string {
	v.t.Helper()
	var paths []string
	v.Evaluate(`performance.getEntriesByType("resource").map((e) => new URL(e.name).pathname).filter((p) => p.includes("/live"))`, &paths)
	return paths
}

// lines returns the lines of the check beside a picture, without their signs.
func (v *person) lines(item string) []string {
	v.t.Helper()
	var lines []string
	v.Evaluate(`Array.from(document.querySelectorAll("[data-picture=`+item+`] [data-checks] li"), (line) => {
		const seen = line.cloneNode(true);
		for (const heard of seen.querySelectorAll(".govgr-visually-hidden")) heard.remove();
		return seen.textContent.slice(2);
	})`, &lines)
	return lines
}

// awaitCheck waits until the check of a picture has ended and returns its status;
// empty when it could not be made.
func (v *person) awaitCheck(item string) string {
	v.t.Helper()
	// One expression: between two, the page might begin a check.
	zone := `(({ textContent }, lines) => ({ status: textContent, lines }))(document.querySelector("[data-picture=` + item + `] [data-status]"),
		document.querySelectorAll("[data-picture=` + item + `] [data-checks] li").length)`
	for deadline := time.Now().Add(time.Minute); ; <-time.After(50 * time.Millisecond) {
		var seen struct {
			Status string
			Lines  int
		}
		v.Evaluate(zone, &seen)
		if !strings.HasSuffix(seen.Status, "…") && seen.Lines > 0 {
			return seen.Status
		}
		if time.Now().After(deadline) {
			v.t.Fatalf("the check of the %s does not end: %s", item, v.lines(item))
		}
	}
}

// heard returns a function that returns every status of a picture since the call.
func (v *person) heard(item string) func() []string {
	v.t.Helper()
	v.Evaluate(`(() => {
		const status = document.querySelector("[data-picture=`+item+`] [data-status]");
		window.heard = [];
		new MutationObserver(() => heard.push(status.textContent)).observe(status, { childList: true, characterData: true, subtree: true });
	})()`, nil)
	return func() []string {
		v.t.Helper()
		var said []string
		v.Evaluate(`window.heard`, &said)
		return said
	}
}

// atCounter opens the form of a new upload as nikos.
func (v *person) atCounter() {
	v.t.Helper()
	v.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	v.visit("/studio/new")
	v.Choose("documents", "driving-licence")
}

// The page reports each fault in its language before sending: once, for each
// document, and about the picture chosen last.
func TestCounterTellsWhatIsWrongBeforeSending(t *testing.T) {
	t.Parallel()
	t.Run("in Greek", func(t *testing.T) {
		tellAtCounter(t, newTown(t).arrive(t), counterWords{
			checking: "Ελέγχεται η εικόνα…", bad: "Ο έλεγχος της εικόνας βρήκε προβλήματα",
			advice: "Ο έλεγχος της εικόνας έχει συμβουλές", fine: "Ο έλεγχος της εικόνας δεν βρήκε πρόβλημα",
			background: "Χρησιμοποιήστε λευκό ή ανοιχτό γκρι φόντο", identity: "Ταυτότητα: δεν γίνεται δεκτή", fits: "Δίπλωμα οδήγησης: εντάξει",
			advised: "Δίπλωμα οδήγησης: γίνεται δεκτή, με συστάσεις",
		})
	})
	t.Run("in English", func(t *testing.T) {
		tellAtCounter(t, newTown(t).arriveEnglish(t, browser.Size(1280, 900)), counterWords{
			checking: "Checking the picture…", bad: "The check of the picture found problems",
			advice: "The check of the picture has advice", fine: "The check of the picture found no problem",
			background: "Use a white or light grey background", identity: "Identity card: not accepted", fits: "Driving licence: fine",
			advised: "Driving licence: accepted, with advice",
		})
	})
}

type counterWords struct{ checking, bad, advice, fine, background, identity, fits, advised string }

func tellAtCounter(t *testing.T, v *person, say counterWords) {
	t.Helper()
	v.atCounter()
	heard := v.heard("photo")
	v.ChooseFile("photo", dimmed(t, 6))
	v.awaitCheck("photo")
	v.See(say.advice)
	if lines := v.lines("photo"); lines[1] != say.advised || !strings.HasPrefix(lines[2], say.background) {
		t.Errorf("of a dim portrait is said: %q", lines)
	}
	v.Choose("documents", "identity-card") // the picture was already measured
	lines := v.lines("photo")
	if told := func(said string) bool { return strings.HasPrefix(said, say.background) }; lines[2] != say.identity ||
		!slices.ContainsFunc(lines, told) {
		t.Errorf("with another document is said: %q", lines)
	}
	// The status, which screen readers announce, names each document.
	if said := heard(); !slices.Equal(said, []string{say.checking, say.advice + ". " + say.advised, say.bad + ". " + say.advised + ". " + say.identity}) {
		t.Errorf("the status said %q", said)
	}
	v.inspect("live-bad")

	v.Untick("documents", "identity-card")
	heard = v.heard("photo")
	v.ChooseFile("photo", dimmed(t, 1))
	v.ChooseFile("photo", portrait(t))
	v.See(say.fine)
	v.ChooseFile("signature", signature(t))
	if said := v.awaitCheck("signature"); said != say.fine+". "+say.fits {
		t.Errorf("of the signature is said %q: %q", said, v.lines("signature"))
	}
	if lines := v.lines("photo"); len(lines) != 2 || lines[1] != say.fits {
		t.Errorf("of the portrait chosen last is said: %q", lines)
	}
	// Pictures are checked in turn: if the dim one had been checked, its result would
	// be there by now.
	if said := heard(); slices.ContainsFunc(said, func(one string) bool { return strings.HasPrefix(one, say.bad) }) {
		t.Errorf("the picture that was overtaken is told: %q", said)
	}
	v.inspect("live-fine")
}

// The browser opens pictures for print, so checks of their pixels alone would find
// no fault.
func TestCounterRefusesPicturesForPrintAsTheServerDoes(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t)
	v.atCounter()
	root := strings.TrimSpace(output(t, "go", "env", "GOROOT"))
	v.ChooseFile("photo", filepath.Join(root, "src/image/testdata/video-001.cmyk.jpeg"))
	v.awaitCheck("photo")
	if lines := v.lines("photo"); len(lines) != 1 || lines[0] != "Τα χρώματα είναι CMYK (για τυπογραφείο). Μετατρέψτε την εικόνα σε sRGB και αποθηκεύστε την ξανά ως JPG" {
		t.Errorf("is said: %q", lines)
	}
}

// The live checks are a convenience, not a condition. TestStoryWithoutScripts shows
// that no script is needed.
func TestCounterWorksWhereTheChecksDoNotLoad(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t)
	v.atCounter()
	v.Block("*://*:*/*/live.js")
	v.fillUpload()
	heard := v.heard("photo")
	v.ChooseFile("photo", portrait(t))
	unchecked := "Το περιεχόμενο της εικόνας δεν ελέγχθηκε εδώ. Ελέγχεται στην αποστολή"
	if said := v.awaitCheck("photo"); said != unchecked {
		t.Errorf("a check that cannot be made says %q", said)
	}
	v.ChooseFile("signature", signature(t))
	v.awaitCheck("signature")
	if said := heard(); !slices.Equal(said, []string{"Ελέγχεται η εικόνα…", unchecked}) {
		t.Errorf("the status said %q", said)
	}
	v.press("Μεταφόρτωση και αποστολή")
	v.uploadPath()
}

// The live checks are loaded once a picture is chosen, and are then cached for
// good.
func TestChecksLoadOnlyWhereAPictureIsChosen(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t)
	v.atCounter()
	for _, path := range []string{"/", "/help", "/studio", "/studio/list", "/studio/specs", "/studio/new"} {
		v.visit(path)
		if loaded := v.loaded(); len(loaded) > 0 {
			t.Errorf("%s loads %s", path, loaded)
		}
	}
	v.Choose("documents", "driving-licence")
	v.ChooseFile("photo", portrait(t))
	v.awaitCheck("photo")
	loaded := v.loaded()
	if len(loaded) == 0 {
		t.Fatal("a chosen picture loads nothing")
	}
	folder := strings.TrimSuffix(loaded[0], "live.js")
	for name, kind := range map[string]string{
		"live.js": "text/javascript; charset=utf-8", "live/worker.js": "text/javascript; charset=utf-8",
		"live/wasm_exec.js": "text/javascript; charset=utf-8", "live/live.wasm": "application/wasm",
	} {
		response, err := program.Client().Get(v.town.URL + folder + name)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		got := response.Header
		if got.Get("Cache-Control") != "public, max-age=31536000, immutable" || got.Get("Content-Type") != kind {
			t.Errorf("%s: %d %v", name, response.StatusCode, got)
		}
	}
}
