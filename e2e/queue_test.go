package e2e_test

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"myphoto/e2e/browser"
	"myphoto/internal/lang"
)

// resized writes a JPEG again in other measures, under a name of a folder.
func resized(t *testing.T, path string, size image.Point, folder, name string) string {
	t.Helper()
	from := decoded(t, path, read(t, path))
	out := image.NewRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			out.Set(x, y, from.At(x*from.Bounds().Dx()/size.X, y*from.Bounds().Dy()/size.Y))
		}
	}
	to := filepath.Join(folder, name)
	if err := os.Rename(jpegFile(t, name, out), to); err != nil {
		t.Fatal(err)
	}
	return to
}

// clientFiles returns the photo and the signature of the n-th client, in measures of
// their own.
func clientFiles(t *testing.T, folder string, n int) (paths []string, photo, sign image.Point) {
	t.Helper()
	photo, sign = image.Pt(800+20*n, 1200+30*n), image.Pt(1200+30*n, 400+10*n)
	return []string{
		resized(t, portrait(t), photo, folder, fmt.Sprintf("client%d.jpg", n)),
		resized(t, signature(t), sign, folder, fmt.Sprintf("client%d_sig.jpg", n)),
	}, photo, sign
}

// cards returns the names and the states of the clients of the page.
func (v *person) cards() []string {
	v.t.Helper()
	var cards []string
	v.Evaluate(`Array.from(document.querySelectorAll("[data-list] > li"), (li) => li.querySelector("button").textContent + ": " + li.querySelector(".app-tag").textContent)`, &cards)
	return cards
}

// awaitCards waits until the page has so many clients.
func (v *person) awaitCards(n int) {
	v.t.Helper()
	v.awaitMany("[data-list] > li", n)
}

// awaitMany waits until so many elements match a selector.
func (v *person) awaitMany(selector string, n int) {
	v.t.Helper()
	v.Await(fmt.Sprintf(`new Promise((done) => { const look = () => {
		document.querySelectorAll(%q).length === %d ? done(true) : setTimeout(look, 20);
	}; look(); })`, selector, n), nil)
}

// awaitFile waits until the form shows the chosen file of a client, and nothing of
// another.
func (v *person) awaitFile(name string) {
	v.t.Helper()
	v.seeNames("photo", name)
	v.Await(`new Promise((done) => { const look = () => {
		const seen = document.querySelector("[data-picture=photo] [data-preview]");
		!seen.hidden && seen.complete && seen.naturalWidth > 0 ? done(true) : setTimeout(look, 20);
	}; look(); })`, nil)
}

// numbered returns the mobile of the n-th client.
func numbered(n int) string { return fmt.Sprintf("690000010%d", n) }

// The picture of one client must never be sent with the data of another. Each of five
// has pictures of own measures; all are on their way at once, and the answers come
// together.
func TestFiveClientsAreSentEachWithTheirOwnPicture(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.arrive(t, browser.Size(1366, 768))
	defer v.Before(slowLine)()
	v.atCounter()
	folder := t.TempDir()
	for n := range 5 {
		clientFiles(t, folder, n)
	}
	v.Drop("h1", folder)
	v.awaitCards(5)
	for n := range 5 {
		v.awaitFile(fmt.Sprintf("client%d.jpg", n))
		if got := v.names("signature"); !slices.Equal(got, []string{fmt.Sprintf("client%d_sig.jpg", n)}) {
			t.Errorf("client %d has the signature %q", n, got)
		}
		if v.Value("mobile") != "" || v.Has("input[name=agreed]:checked") != 0 || v.Has("input[name=documents]:checked") != 1 {
			t.Errorf("client %d begins with %q and %d documents", n, v.Value("mobile"), v.Has("input[name=documents]:checked"))
		}
		v.Fill("mobile", numbered(n))
		v.Fill("label", fmt.Sprintf("Πελάτης %c", 'Α'+rune(n)))
		v.Choose("agreed", "yes")
		v.Submit()
		v.Await(fmt.Sprintf(`new Promise((done) => { const look = () => (line.sent === %d ? done(true) : setTimeout(look, 20)); look(); })`, min(n+1, 3)), nil)
		if n == 0 && v.asksBeforeLeaving() == false {
			t.Error("the page is left without a question")
		}
		if v.Has(".govgr-error-summary") != 0 {
			t.Errorf("the press for client %d is also one for the next: %s", n, v.TextOf(".govgr-error-summary"))
		}
	}
	var waiting int
	if v.Evaluate(`line.waiting.length`, &waiting); waiting != 3 {
		t.Errorf("%d uploads run at once", waiting)
	}
	v.Await(`new Promise((done) => { const look = () => {
		line.go();
		line.sent === 5 && line.waiting.length === 0 ? done(true) : setTimeout(look, 20);
	}; look(); })`, nil)
	for n := range 5 {
		w.sandbox.NextMessage(t, "+30"+numbered(n), 0)
	}
	v.visit("/studio")
	for n := range 5 {
		_, photo, sign := clientFiles(t, t.TempDir(), n)
		v.visit("/studio")
		v.Press(fmt.Sprintf("Πελάτης %c", 'Α'+rune(n)))
		text := v.Text()
		for _, want := range []string{
			"69••••010" + fmt.Sprint(n), fmt.Sprintf("%d × %d", photo.X, photo.Y), fmt.Sprintf("%d × %d", sign.X, sign.Y),
		} {
			if !strings.Contains(text, want) {
				t.Errorf("the upload of client %d does not show %s:\n%s", n, want, text)
			}
		}
	}
	var databases int
	v.Await(`indexedDB.databases().then((all) => all.length)`, &databases)
	if kept := strings.Join(v.stored(), " "); regexp.MustCompile(`69000|Πελάτης|client\d`).MatchString(kept) || databases != 0 {
		t.Errorf("the browser keeps %d databases and %s", databases, kept)
	}
}

// stored returns what the page keeps in the browser, without its name.
func (v *person) stored() []string {
	v.t.Helper()
	var all []string
	v.Evaluate(`[...Object.values(localStorage), ...Object.values(sessionStorage)]`, &all)
	return all
}

// Whoever goes back and forth between clients finds each as it was left.
func TestEachClientKeepsTheirOwnForm(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t, browser.Size(1366, 768))
	v.atCounter()
	folder := t.TempDir()
	for n := range 3 {
		clientFiles(t, folder, n)
	}
	v.Drop("h1", folder)
	v.awaitCards(3)
	v.awaitFile("client0.jpg")
	v.Fill("mobile", numbered(0))
	v.Choose("channels", "email")
	v.Fill("email", "maria@example.gr")
	v.Choose("agreed", "yes")
	v.press("Ιατρικός ή άλλος λόγος")
	v.Choose("override", "told")
	v.Fill("override_reason", "βρέφος")
	v.PressIn("[data-list]", "client1")
	v.awaitFile("client1.jpg")
	for field, want := range map[string]string{"mobile": "", "email": "", "override_reason": "", "label": "client1"} {
		if got := v.Value(field); got != want {
			t.Errorf("the second client begins with %s %q", field, got)
		}
	}
	if n := v.Has("input[name=agreed]:checked, input[name=override][value=told]:checked"); n != 0 {
		t.Error("the agreement or the exemption of the first client is that of the second")
	}
	v.Choose("documents", "identity-card")
	v.PressIn("[data-list]", "client0")
	v.awaitFile("client0.jpg")
	if v.Value("mobile") != numbered(0) || v.Value("email") != "maria@example.gr" || v.Value("override_reason") != "βρέφος" ||
		v.Has("input[name=agreed]:checked") != 1 || v.Has("input[value=told]:checked") != 1 || v.Has("input[name=documents]:checked") != 1 {
		t.Error("the first client is not as it was left")
	}
	if v.TextOf("[data-echo=mobile]") != "690 000 0100" {
		t.Errorf("in large type is %q", v.TextOf("[data-echo=mobile]"))
	}
	v.inspectDesk("clients")
	v.PressIn("[data-list] li:nth-child(3)", "Αφαίρεση : client2")
	v.awaitCards(2)
	v.PressIn("[data-list] .desk-client--now", "Αφαίρεση : client0")
	v.awaitCards(1)
	v.awaitFile("client1.jpg")
	if v.Has("input[name=documents]:checked") != 2 {
		t.Error("the second client is not as it was left")
	}
	v.chooseNothing()
}

// What cannot be a client is named with its reason; of too many none is taken.
func TestADroppedFolderNamesWhatItRefuses(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t, browser.Size(1366, 768))
	v.atCounter()
	folder := t.TempDir()
	paths, _, _ := clientFiles(t, folder, 1)
	whole := read(t, paths[0])
	for name, content := range map[string][]byte{
		"from phone.heic": []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), "screen.png": []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"),
		"letter.jpg": []byte("not a picture"), "empty.jpg": nil, "lost_sig.jpg": whole, ".DS_Store": whole, "Thumbs.db": whole,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	huge := filepath.Join(folder, "huge.jpg")
	if err := os.WriteFile(huge, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(huge, 200_000_000); err != nil {
		t.Fatal(err)
	}
	for _, deeper := range []string{"old", ".thumbnails"} {
		if err := os.Mkdir(filepath.Join(folder, deeper), 0o700); err != nil {
			t.Fatal(err)
		}
		clientFiles(t, filepath.Join(folder, deeper), 2)
	}
	say := lang.Greek.Say
	v.Drop("h1", folder)
	v.awaitFile("client1.jpg")
	want := []string{
		"old: είναι φάκελος μέσα στον φάκελο. Για να κρατηθούν οι φωτογραφίες του, σύρετε αυτόν",
		"empty.jpg: " + say("file.empty", nil), "from phone.heic: " + say("file.type", map[string]any{"type": "HEIC"}),
		"huge.jpg: " + say("file.big", map[string]any{"max": 10, "have": 200.0}), "letter.jpg: " + say("file.unknown", nil),
		"screen.png: " + say("file.type", map[string]any{"type": "PNG"}),
		"lost_sig.jpg: δεν βρέθηκε μία φωτογραφία με το ίδιο όνομα. Σύρετε την υπογραφή μαζί με τη φωτογραφία της",
	}
	if got := v.refusedFiles(); !slices.Equal(got, want) {
		t.Errorf("is said %q, want %q", got, want)
	}
	v.inspectDesk("refused")
	many := t.TempDir()
	for n := range 61 {
		if err := os.Link(paths[0], filepath.Join(many, fmt.Sprintf("%d.jpg", n))); err != nil {
			t.Fatal(err)
		}
	}
	v.chooseNothing()
	v.Drop("h1", many)
	v.See("Σύρατε φωτογραφίες 61 πελατών, και κάθε φορά χωρούν έως 60. Δεν κρατήθηκε καμία")
	for n := range 500 {
		if err := os.Link(paths[0], filepath.Join(many, fmt.Sprintf("more%d.jpg", n))); err != nil {
			t.Fatal(err)
		}
	}
	v.Drop("h1", many)
	v.See("Σύρατε περισσότερα από 200 αρχεία. Δεν κρατήθηκε κανένα")
	if n := v.Has("[data-list] li"); n != 1 {
		t.Errorf("%d clients", n)
	}
}

func (v *person) refusedFiles() []string {
	v.t.Helper()
	var said []string
	v.Evaluate(`Array.from(document.querySelectorAll("[data-not-kept] li"), (li) => li.textContent)`, &said)
	return said
}

// On a slow line the photographer sees beside the button how much of the pictures has
// left, and then that the service checks them.
func TestSendingIsSeenBesideTheButton(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t)
	defer v.Before(slowLine)()
	v.atCounter()
	v.fillUpload()
	v.ChooseFile("photo", portrait(t))
	v.ChooseFile("signature", signature(t))
	v.awaitCheck("signature")
	v.Evaluate(`document.querySelector("form[data-desk]").requestSubmit()`, nil)
	v.See("Η μεταφόρτωση γίνεται τώρα…")
	beside := "button + progress + [role=status]"
	v.Evaluate(`line.progress(40)`, nil)
	if n := v.Has("form progress[value='40'][aria-label='Μεταφόρτωση: Πελάτης 1']:not([hidden])"); n != 1 {
		t.Errorf("of 40 %% is not seen: %s", v.TextOf(beside))
	}
	if !v.asksBeforeLeaving() {
		t.Error("the page is left without a question while pictures are on their way")
	}
	if n := v.Has("form[inert]"); n != 1 {
		t.Error("what is on its way can be changed")
	}
	v.Evaluate(`line.progress(100)`, nil)
	v.See("Ελέγχεται…")
	if n := v.Has("form progress[value]"); n != 0 {
		t.Error("the check has a measure that nobody knows")
	}
	v.Evaluate(`line.go()`, nil)
	v.See("Η μεταφόρτωση έγινε")
}

// slowLine makes a page's uploads stand still until line.go().
const slowLine = `window.line = { waiting: [], sent: 0,
	progress(percent) {
		for (const { upload } of this.waiting) {
			upload.onprogress?.(new ProgressEvent("progress", { lengthComputable: true, loaded: percent, total: 100 }));
			if (percent === 100) upload.onload?.(new ProgressEvent("load"));
		}
	},
	go() { for (const one of this.waiting.splice(0)) one.go(); },
};
const send = XMLHttpRequest.prototype.send;
XMLHttpRequest.prototype.send = function (body) {
	line.sent++;
	line.waiting.push(Object.assign(this, { go: () => send.call(this, body) }));
}; 0`
