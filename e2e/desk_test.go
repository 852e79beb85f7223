package e2e_test

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"myphoto/e2e/browser"
)

// inspectDesk inspects the page in the three sizes of the desk.
func (v *person) inspectDesk(state string) {
	v.t.Helper()
	for _, size := range [][2]int64{{390, 844}, {1100, 800}, {1440, 900}, {1366, 768}} {
		v.Resize(size[0], size[1])
		v.Accessible()
		if os.Getenv("MYPHOTO_SHOTS") != "" {
			v.Screenshot(fmt.Sprintf("desk-%s.%s.%d", state, v.lang, size[0]))
		}
	}
	v.NoHorizontalScroll(320)
	v.Resize(1366, 768)
}

// Pictures, what was found about them, the contact and the button are seen together on a
// small screen, with advice to acknowledge and with clients waiting.
func TestTheDeskIsSeenWithoutScrolling(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t, browser.Size(1366, 768))
	v.atCounter()
	v.Choose("channels", "email")
	folder := t.TempDir()
	resized(t, dimmed(t, 6), image.Pt(800, 1200), folder, "a.jpg")
	resized(t, signature(t), image.Pt(1200, 400), folder, "a_sig.jpg")
	clientFiles(t, folder, 1)
	v.Drop("h1", folder)
	v.awaitFile("a.jpg")
	v.awaitAdvice()
	v.awaitCheck("signature")
	v.Fill("mobile", "6900000001")
	v.Fill("email", "maria@example.gr")
	v.Choose("acknowledged", "yes")
	v.Evaluate(`scrollTo(0, 0)`, nil)
	for _, part := range []string{
		"[data-crop-canvas]", "[data-picture=photo] [data-checks]", "[data-picture=signature] [data-preview]",
		"[data-picture=signature] [data-status]", "#mobile", "#email", "#acknowledged", "#agreed", ".desk-form__send button", "[data-list] > li",
	} {
		var at struct{ Top, Bottom float64 }
		v.Evaluate(fmt.Sprintf(`(({ top, bottom }) => ({ Top: top, Bottom: bottom }))(document.querySelector(%q).getBoundingClientRect())`, part), &at)
		if os.Getenv("MYPHOTO_SHOTS") != "" {
			v.Screenshot("desk-view")
		}
		if at.Top < 0 || at.Bottom > 768 || at.Bottom-at.Top < 1 {
			t.Errorf("%s is at %v of 768", part, at)
		}
	}
	v.chooseNothing()
}

// A client whom today's list shows has the small picture there, while the studio may
// look at it.
func TestTodaysListKeepsTheSmallPicture(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t, browser.Size(1366, 768))
	defer v.Before(hasty)()
	v.atCounter()
	folder := t.TempDir()
	for n := range 2 {
		clientFiles(t, folder, n)
	}
	v.Drop("h1", folder)
	v.awaitFile("client0.jpg")
	v.Fill("mobile", numbered(0))
	v.Fill("label", "Πρώτος")
	v.Choose("agreed", "yes")
	v.Submit()
	v.awaitMany("#today canvas.desk-queue__thumb", 1)
	v.awaitCards(1)
	if v.Has(".govgr-error-summary") != 0 {
		t.Errorf("the press for the first client is also one for the second: %s", v.TextOf(".govgr-error-summary"))
	}
	v.inspectDesk("listed")
	v.Evaluate(`const now = Date.now; Date.now = () => now() + 10.5 * 60 * 1000`, nil)
	v.awaitMany("#today canvas.desk-queue__thumb--old", 1)
	beside := &person{Tab: v.Beside(), t: t, town: v.town, lang: "el"}
	beside.visit("/studio")
	beside.Press("Πρώτος")
	beside.press("Ακύρωση")
	beside.press("Ναι, ακύρωση")
	v.awaitMany("#today canvas", 0)
	v.chooseNothing()
}

// A second click, or a key that is held, is meant for the client who was shown: the next
// one, whose form may be complete, is not sent with it.
func TestOnePressSendsOneClient(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t, browser.Size(1366, 768))
	defer v.Before(slowLine)()
	v.atCounter()
	folder := t.TempDir()
	for n := range 4 {
		clientFiles(t, folder, n)
	}
	v.Drop("h1", folder)
	v.awaitCards(4)
	for n := range 4 {
		v.PressIn("[data-list]", fmt.Sprintf("client%d", n))
		v.awaitFile(fmt.Sprintf("client%d.jpg", n))
		v.Fill("mobile", numbered(n))
		v.Choose("agreed", "yes")
	}
	v.PressIn("[data-list]", "client0")
	v.awaitFile("client0.jpg")
	v.Evaluate(`for (const detail of [1, 2]) document.querySelector("form[data-desk] button:not([type=button])").dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, detail }))`, nil)
	v.awaitFile("client1.jpg")
	v.Evaluate(`for (const repeat of [false, true, true]) document.querySelector("#mobile").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, repeat, bubbles: true, cancelable: true }))`, nil)
	v.awaitFile("client2.jpg")
	v.Await(`new Promise((done) => { const look = () => (line.sent === 2 ? done(true) : setTimeout(look, 20)); look(); })`, nil)
	want := []string{"client0: Μεταφόρτωση 0 %", "client1: Μεταφόρτωση 0 %", "client2: Σε επεξεργασία", "client3: Σε επεξεργασία"}
	if got := v.cards(); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	v.Evaluate(`line.go()`, nil)
	v.awaitMany("[data-list] .app-tag--ok", 2)
	v.chooseNothing()
}

// The desk reads as well in English, and in the colours of the system alone.
func TestTheDeskIsAccessibleInEnglishAndForcedColours(t *testing.T) {
	t.Parallel()
	v := newTown(t).arriveEnglish(t, browser.Size(1366, 768))
	v.atCounter()
	folder := t.TempDir()
	for n := range 2 {
		clientFiles(t, folder, n)
	}
	if err := os.WriteFile(filepath.Join(folder, "from phone.heic"), []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), 0o600); err != nil {
		t.Fatal(err)
	}
	v.Drop("h1", folder)
	v.awaitFile("client0.jpg")
	v.awaitCheck("signature")
	v.Fill("mobile", "6900000001")
	v.Fill("email", "nobody")
	v.Submit()
	v.See("There is a problem")
	for _, want := range []string{"from phone.heic: The file is HEIC", "client1", "New client", "Several clients at once"} {
		v.See(want)
	}
	v.inspectDesk("english")
	v.ForcedColours()
	v.inspectDesk("forced")
	v.chooseNothing()
}

// A card that shows another face than the form would be believed.
func TestTheCardShowsThePictureThatIsChosen(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t, browser.Size(1366, 768))
	v.atCounter()
	folder := t.TempDir()
	for n := range 2 {
		clientFiles(t, folder, n)
	}
	v.Drop("h1", folder)
	v.awaitFile("client0.jpg")
	light := func(want string) {
		t.Helper()
		v.Await(`new Promise((done) => { const look = () => {
			const thumb = document.querySelector("[data-list] .desk-client--now canvas");
			const at = thumb.getContext("2d").getImageData(4, 4, 1, 1).data;
			`+want+` ? done(true) : setTimeout(look, 20);
		}; look(); })`, nil)
	}
	light("at[3] === 255 && at[0] > 150")
	v.ChooseFile("photo", dimmed(t, 1))
	light("at[3] === 255 && at[0] < 60")
	v.PressIn("[data-list]", "client1")
	v.awaitFile("client1.jpg")
	light("at[3] === 255 && at[0] > 150")
	v.PressIn("[data-list]", "client0")
	v.awaitFile("dimmed.jpg")
	light("at[3] === 255 && at[0] < 60")
	v.chooseNothing()
	light("at[3] === 0")
}
