package e2e_test

import (
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"myphoto/e2e/browser"
	"myphoto/internal/lang"
)

// names returns the names of the files that a field holds.
func (v *person) names(field string) []string {
	v.t.Helper()
	var names []string
	v.Evaluate(`Array.from(document.querySelector("input[type=file][name=`+field+`]").files, (f) => f.name)`, &names)
	return names
}

// seeNames waits until a field holds files of these names.
func (v *person) seeNames(field string, want ...string) {
	v.t.Helper()
	v.Await(`new Promise((found) => { const look = () => {
		const names = Array.from(document.querySelector("input[type=file][name=`+field+`]").files, (f) => f.name).join();
		names === "`+strings.Join(want, ",")+`" ? found(true) : setTimeout(look, 20);
	}; look(); })`, nil)
}

// copied copies a file under another name and returns its path.
func copied(t *testing.T, path, name string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(to, read(t, path), 0o600); err != nil {
		t.Fatal(err)
	}
	return to
}

// The picture that is shown must be the picture that is sent. A field takes one file, also
// where a form has a single client.
func TestAFieldTakesOneDroppedFile(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t, browser.Size(1280, 900))
	v.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	upload := v.upload()
	v.visit(upload + "/replace")
	photo, other := copied(t, portrait(t), "client.jpg"), copied(t, portrait(t), "next.jpg")
	zone, beside := "[data-picture=photo] [data-drop]", "h1"
	v.Drop(zone, photo, other)
	v.See("Κάθε πεδίο δέχεται ένα αρχείο")
	if names := v.names("photo"); len(names) != 0 {
		t.Errorf("of two photos the field holds %q", names)
	}
	v.Drop(zone, photo)
	v.seeNames("photo", "client.jpg")
	v.Drop(zone)
	v.See("Αυτό που σύρατε δεν είναι αρχείο")
	v.seeNames("photo", "client.jpg")
	for name, path := range map[string]string{"named": copied(t, portrait(t), "next_sig.jpg"), "wide": signature(t)} {
		v.chooseNothing()
		v.Drop(beside, path, other)
		v.seeNames("photo", "next.jpg")
		v.seeNames("signature", filepath.Base(path))
		if v.Address() != v.at(upload+"/replace") {
			t.Fatalf("%s: the page was left", name)
		}
		v.Drop(beside, other, photo, path)
		v.See("Κάθε πεδίο δέχεται ένα αρχείο")
		v.seeNames("photo", "next.jpg")
	}
	v.Drop(beside)
	v.See("Αυτό που σύρατε δεν είναι αρχείο")
	v.expect(upload + "/replace")
	v.chooseNothing()
}

// grey returns the path of a picture that shows nothing.
func grey(t *testing.T) string {
	t.Helper()
	return jpegFile(t, "grey.jpg", image.NewGray(image.Rect(0, 0, 800, 1200)))
}

// A page that says "fine" to a picture that nobody looked at is worse than a silent one.
func TestACheckThatDidNotRunIsNeverGreen(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t)
	v.atCounter()
	for name, script := range map[string]string{
		"no WebAssembly":       `delete window.WebAssembly`,
		"no worker":            `delete window.Worker`,
		"worker refused":       `window.Worker = class { constructor() { throw new DOMException("refused", "SecurityError"); } }`,
		"worker fails":         `const Real = window.Worker; window.Worker = class extends Real { constructor() { super("/static/nothing.js"); } }`,
		"no answer":            `window.Worker = class { postMessage() {} terminate() {} }; const late = window.setTimeout; window.setTimeout = (f, ms) => late(f, ms / 100)`,
		"no pixels to read":    `delete window.OffscreenCanvas; CanvasRenderingContext2D.prototype.getImageData = (x, y, w, h) => new ImageData(w, h)`,
		"no bitmaps":           `delete window.createImageBitmap; delete window.OffscreenCanvas`,
		"bitmaps refused":      `window.createImageBitmap = async () => { throw new TypeError("not so"); }; delete window.OffscreenCanvas`,
		"nothing opens":        `window.createImageBitmap = async () => { throw new TypeError("not so"); }; Image.prototype.decode = async () => { throw new Error("no"); }`,
		"files cannot be read": `window.Response = class { arrayBuffer() { return Promise.reject(new DOMException("no", "NotReadableError")); } }; delete window.Worker`,
	} {
		t.Run(name, func(t *testing.T) {
			defer v.Before(script)()
			v.visit("/studio/new")
			v.Choose("documents", "driving-licence")
			v.ChooseFile("photo", grey(t))
			v.See("Το περιεχόμενο της εικόνας δεν ελέγχθηκε εδώ")
			if text := v.TextOf("[data-picture=photo]"); strings.Contains(text, "✔") || strings.Contains(text, "εντάξει") || strings.Contains(text, "δεν ανοίγει") {
				t.Errorf("is said: %q", text)
			}
			v.chooseNothing()
			v.ConsoleErrors() // of what was taken away
		})
	}
}

// chooseNothing takes the chosen files back, so that leaving the page loses nothing.
func (v *person) chooseNothing() {
	v.t.Helper()
	v.Evaluate(`document.querySelectorAll("input[type=file]").forEach((picker) => {
		picker.value = "";
		picker.dispatchEvent(new Event("change", { bubbles: true }));
	})`, nil)
}

// Browsers of before spring 2023 refuse options of createImageBitmap, and Safari of
// before 16.4 has no canvas for workers: the check runs all the same.
func TestOlderBrowsersCheckPicturesToo(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t)
	v.atCounter()
	for name, script := range map[string]string{
		"options refused": `const real = window.createImageBitmap.bind(window);
			window.createImageBitmap = (file, options) => (options ? Promise.reject(new TypeError("no such option")) : real(file))`,
		"no canvas for workers": `delete window.OffscreenCanvas`,
		"no Blob.arrayBuffer":   `delete Blob.prototype.arrayBuffer`,
		"no ariaHidden":         `delete Element.prototype.ariaHidden`,
	} {
		t.Run(name, func(t *testing.T) {
			defer v.Before(script)()
			v.visit("/studio/new")
			v.Choose("documents", "driving-licence")
			v.ChooseFile("photo", portrait(t))
			if said := v.awaitCheck("photo"); !strings.Contains(said, "δεν βρήκε πρόβλημα") {
				t.Errorf("is said %q: %q", said, v.lines("photo"))
			}
			if n := v.Has("[data-checks] li > span[aria-hidden=true]"); n < 2 {
				t.Errorf("%d signs are hidden from screen readers", n)
			}
			v.chooseNothing()
		})
	}
}

// A signature that lies on its side is turned before it is sent, by what the file says
// of itself.
func TestAPictureOnItsSideIsTurnedAtTheCounter(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t)
	v.atCounter()
	upright := decoded(t, "the signature", read(t, signature(t)))
	size := upright.Bounds().Size()
	lying := image.NewRGBA(image.Rect(0, 0, size.Y, size.X))
	for y := range size.X {
		for x := range size.Y {
			lying.Set(x, y, upright.At(size.X-1-y, x)) // a quarter to the left
		}
	}
	v.ChooseFile("signature", jpegFile(t, "lying.jpg", lying))
	for n := range 5 { // round and round, by adding what the file says of itself and by changing it
		v.awaitCheck("signature")
		v.PressIn("[data-picture=signature]", "Περιστροφή : Υπογραφή")
		v.See("JPG, " + []string{"1200 × 400", "400 × 1200"}[n%2])
	}
	if said := v.awaitCheck("signature"); !strings.Contains(said, "εντάξει") {
		t.Errorf("turned: %q %q", said, v.lines("signature"))
	}
	v.ChooseFile("photo", portrait(t))
	v.awaitCheck("photo")
	v.Choose("channels", "sms")
	v.Fill("mobile", "6900000001")
	v.Choose("agreed", "yes")
	v.press("Μεταφόρτωση και αποστολή")
	v.see("Η μεταφόρτωση έγινε")
}

// The message stands at its field, and is taken back when the field is right.
func TestFormErrorsStandAtTheirFields(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t)
	v.atCounter()
	v.ChooseFile("photo", portrait(t))
	v.ChooseFile("signature", signature(t))
	v.Fill("mobile", "210")
	v.press("Μεταφόρτωση και αποστολή")
	for selector, want := range map[string]int{
		"#mobile[aria-invalid=true][aria-describedby~=mobile-error]":    1,
		".govgr-field__error #mobile-error ~ #mobile.govgr-error-input": 1,
		"fieldset[aria-describedby~=agreed-error] #agreed-error":        1,
		"#photo[aria-invalid]": 0,
		".govgr-error-summary a[href='#mobile'], .govgr-error-summary a[href='#agreed']": 2,
	} {
		if n := v.Has(selector); n != want {
			t.Errorf("%d of %s, want %d", n, selector, want)
		}
	}
	v.inspect("script-errors")
	v.Fill("mobile", "6900000001")
	v.press("Μεταφόρτωση και αποστολή")
	if n := v.Has("#mobile[aria-invalid], #mobile-error"); n != 0 {
		t.Error("the mended field is still marked")
	}
}

// However the session ended, everything stays on the page; the pointer need not have
// left it.
func TestFormIsNotSentIntoAnEndedSession(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t)
	v.atCounter()
	v.fillUpload()
	v.ChooseFile("photo", portrait(t))
	v.ChooseFile("signature", signature(t))
	v.Await(`fetch("/logout", { method: "POST", redirect: "manual" })`, nil)
	v.press("Μεταφόρτωση και αποστολή")
	v.See("Η σύνδεσή σας έληξε και δεν στάλθηκε τίποτα")
	if names := slices.Concat(v.names("photo"), v.names("signature")); len(names) != 2 || v.Value("mobile") == "" {
		t.Errorf("the page holds %q", names)
	}
}

// The question whether the session lasts must not keep a form from being sent.
func TestFormIsSentWhereTheSessionCannotBeAsked(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]string{
		"fails":      `window.fetch = () => Promise.reject(new TypeError("offline"))`,
		"no answer":  `window.fetch = (_, { signal }) => new Promise((_, no) => signal.addEventListener("abort", () => no(new Error("late"))))`,
		"overloaded": `window.fetch = async () => new Response(null, { status: 503 })`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := newTown(t).arrive(t)
			v.atCounter()
			v.fillUpload()
			v.ChooseFile("photo", portrait(t))
			v.ChooseFile("signature", signature(t))
			v.awaitCheck("signature")
			v.Evaluate(script+"; 0", nil)
			v.press("Μεταφόρτωση και αποστολή")
			v.See("Η μεταφόρτωση έγινε")
		})
	}
}

// What is refused for sure is not sent: ten megabytes take minutes on a slow line. The
// sentence is the server's.
func TestCounterHoldsBackWhatIsSurelyRefused(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t)
	v.atCounter()
	v.fillUpload()
	v.ChooseFile("signature", signature(t))
	whole := read(t, portrait(t))
	root := strings.TrimSpace(output(t, "go", "env", "GOROOT"))
	for name, c := range map[string]struct {
		content []byte
		said    string
	}{
		"empty":     {nil, lang.Greek.Say("file.empty", nil)},
		"png":       {read(t, filepath.Join(root, "src/image/testdata/video-001.png")), lang.Greek.Say("file.type", map[string]any{"type": "PNG"})},
		"text":      {[]byte("not a picture"), lang.Greek.Say("file.unknown", nil)},
		"too large": {slices.Concat(whole, make([]byte, 10_450_000)), lang.Greek.Say("file.big", map[string]any{"max": 10, "have": 10.6})},
		"cmyk":      {read(t, filepath.Join(root, "src/image/testdata/video-001.cmyk.jpeg")), lang.Greek.Say("file.cmyk", nil)},
	} {
		path := filepath.Join(t.TempDir(), "chosen.jpg")
		if err := os.WriteFile(path, c.content, 0o600); err != nil {
			t.Fatal(err)
		}
		v.ChooseFile("photo", path)
		v.press("Μεταφόρτωση και αποστολή")
		if v.Address() != v.at("/studio/new") {
			t.Fatalf("%s: the form was sent", name)
		}
		if said := v.TextOf(".govgr-error-summary a[href='#photo']"); said != c.said {
			t.Errorf("%s: is said %q, want %q", name, said, c.said)
		}
		if lines := v.lines("photo"); len(lines) != 1 || lines[0] != c.said {
			t.Errorf("%s: beside the picture is said %q", name, lines)
		}
	}
	v.chooseNothing()
}

// To save half a file again makes no whole one of it.
func TestCounterTellsACutFileFromABrokenOne(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t)
	v.atCounter()
	whole := read(t, portrait(t))
	for code, content := range map[string][]byte{
		"file.cut": whole[:len(whole)/50],
		"file.bad": slices.Concat(whole[:2], []byte{0xff, 0xd9}),
	} {
		path := filepath.Join(t.TempDir(), code+".jpg")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		v.ChooseFile("photo", path)
		v.awaitCheck("photo")
		if lines := v.lines("photo"); len(lines) != 1 || lines[0] != lang.Greek.Say(code, nil) {
			t.Errorf("%s: is said %q", code, lines)
		}
		v.chooseNothing()
	}
}

// A form that was left unsent comes back with the browser's "Back": its picture must be
// seen, and the client agrees anew.
func TestBackShowsTheRestoredPictureAndNoAgreement(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t)
	defer v.Before(`addEventListener("beforeunload", (event) => event.stopImmediatePropagation())`)() // as if the question was answered
	v.atCounter()
	v.fillUpload()
	v.ChooseFile("photo", portrait(t))
	v.ChooseFile("signature", signature(t))
	v.visit("/studio/list")
	v.Evaluate(`history.back()`, nil)
	v.See("Νέα μεταφόρτωση")
	if v.Has("input[name=documents]:checked") != 1 || len(v.names("photo")) != 1 {
		t.Fatalf("the browser restored nothing: %q", v.names("photo"))
	}
	v.awaitCheck("photo")
	if v.Has("[data-picture=photo] [data-preview]:not([hidden])") != 1 || !strings.Contains(v.TextOf("[data-picture=photo]"), filepath.Base(portrait(t))) {
		t.Errorf("the restored picture is not seen: %s", v.TextOf("[data-picture=photo]"))
	}
	if v.Has("input[name=agreed]:checked") != 0 {
		t.Error("the agreement is ticked")
	}
	v.chooseNothing()
}

// Without scripts only the browser's own picker says which file was chosen.
func TestWithoutScriptsTheChosenFileIsSeen(t *testing.T) {
	t.Parallel()
	v := newTown(t).arriveScriptless(t)
	v.atCounter()
	var size struct{ Width, Height float64 }
	v.Evaluate(`(({ width, height }) => ({ Width: width, Height: height }))(document.querySelector("#photo").getBoundingClientRect())`, &size)
	if size.Width < 150 || size.Height < 20 {
		t.Errorf("the picker has %v pixels", size)
	}
}
