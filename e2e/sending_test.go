package e2e_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"myphoto/e2e/browser"
)

// hasty lets a page wait a hundredth of its time before it tries again.
const hasty = `const later = window.setTimeout; window.setTimeout = (act, ms, ...more) => later(act, ms >= 1000 && ms <= 10000 ? ms / 100 : ms, ...more);`

// breaking lets the first uploads of a page break off once the server has them, and
// notes under which key each was sent.
const breaking = hasty + `window.keys = []; window.broken = 0;
const sendOff = XMLHttpRequest.prototype.send;
XMLHttpRequest.prototype.send = function (body) {
	keys.push(body.get("idempotency_key"));
	if (keys.length > broken) return sendOff.call(this, body);
	const status = Object.getOwnPropertyDescriptor(XMLHttpRequest.prototype, "status");
	Object.defineProperty(this, "status", { get: () => 0 });
	Object.defineProperty(this, "getResponseHeader", { value: () => null });
	sendOff.call(this, body);
};`

// filledIn fills in the form for Maria, with the files.
func (v *person) filledIn() {
	v.t.Helper()
	v.fillUpload()
	v.ChooseFile("photo", portrait(v.t))
	v.ChooseFile("signature", signature(v.t))
	v.awaitCheck("signature")
}

// The answer of a first try may be lost when the upload was made: another try must not
// make a second one.
func TestABrokenLineIsTriedAgainAndNothingIsSentTwice(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.arrive(t)
	defer v.Before(breaking)()
	v.atCounter()
	v.filledIn()
	v.Evaluate(`window.broken = 3`, nil)
	v.press("Μεταφόρτωση και αποστολή")
	v.See("Η μεταφόρτωση έγινε")
	v.visit("/studio/list")
	if n := v.Has("main table a"); n != 1 {
		t.Errorf("%d uploads", n)
	}
	w.codeOnPhone(t, 0)
	if n := len(w.sandbox.Messages(t, mobiles["maria"])); n != 1 {
		t.Errorf("%d messages", n)
	}

	v.filledIn()
	v.Evaluate(`window.broken = 4`, nil)
	v.Evaluate(`window.said = []; new MutationObserver(() => said.push(document.querySelector("[data-sending]")?.textContent))
		.observe(document.querySelector("form[data-desk]"), { childList: true, subtree: true, characterData: true })`, nil)
	v.press("Μεταφόρτωση και αποστολή")
	v.See("Η μεταφόρτωση διακόπηκε και δεν ολοκληρώθηκε")
	var said, keys []string
	v.Evaluate(`said`, &said)
	v.Evaluate(`keys`, &keys)
	for i := range 3 {
		if want := fmt.Sprintf("Η μεταφόρτωση διακόπηκε. Γίνεται νέα προσπάθεια (%d από 3)", i+1); !slices.Contains(said, want) {
			t.Errorf("%q is not said: %q", want, slices.Compact(said))
		}
	}
	if len(keys) != 4 || len(slices.Compact(keys)) != 1 {
		t.Errorf("sent under %q", keys)
	}
	if v.Value("mobile") != "6900000001" || len(v.names("photo")) != 1 || v.Has("form[inert]") != 0 {
		t.Error("something of the form is lost")
	}
	v.inspect("lost")
	v.press("Μεταφόρτωση και αποστολή")
	v.See("Η μεταφόρτωση έγινε")
	v.visit("/studio/list")
	if n := v.Has("main table a"); n != 2 {
		t.Errorf("%d uploads", n)
	}
}

// The session ends while bytes are on their way. Whoever signs in beside sends again.
func TestASessionThatEndsWhileSendingLosesNothing(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t)
	defer v.Before(slowLine)()
	v.atCounter()
	v.filledIn()
	v.Evaluate(`document.querySelector("form[data-desk]").requestSubmit()`, nil)
	v.Await(`new Promise((done) => { const look = () => (line.sent === 1 ? done(true) : setTimeout(look, 20)); look(); })`, nil)
	beside := &person{Tab: v.Beside(), t: t, town: v.town, lang: "el"}
	beside.visit("/no-such-page") // a page without the script that ends the others
	beside.Await(`fetch("/logout", { method: "POST", redirect: "manual" })`, nil)
	v.Evaluate(`line.go()`, nil)
	v.See("Η σύνδεσή σας έληξε και δεν στάλθηκε τίποτα")
	if v.Has(".govgr-error-summary a[href='/login'][target=_blank]") != 1 || v.Value("mobile") != "6900000001" || len(v.names("photo")) != 1 ||
		v.Has("input[name=agreed]:checked") != 1 {
		t.Error("something of the form is lost")
	}
	v.inspect("over")
	beside.visit("/login")
	beside.Fill("username", "nikos")
	beside.Fill("password", "nikos")
	beside.Press("Σύνδεση") // the studio's own browser asks for no one-time code today
	beside.expect("/studio")
	v.ConsoleErrors() // of what the page asks by itself
	v.Evaluate(`setTimeout(() => line.go(), 1500)`, nil)
	v.press("Μεταφόρτωση και αποστολή")
	v.See("Η μεταφόρτωση έγινε")
}

// Of a client who was refused, the card says why; choosing it brings the form back with
// the message at its field.
func TestARefusedClientComesBackWithWhatIsWrong(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t, browser.Size(1366, 768))
	v.atCounter()
	folder := t.TempDir()
	clientFiles(t, folder, 0)
	clientFiles(t, folder, 1)
	v.Drop("h1", folder)
	v.awaitFile("client0.jpg")
	v.Fill("mobile", numbered(0))
	v.Fill("label", strings.Repeat("α", 61)) // the server alone knows the limit
	v.Choose("agreed", "yes")
	v.Submit()
	v.awaitFile("client1.jpg")
	v.See("Θέλει διόρθωση")
	v.PressIn("[data-list]", strings.Repeat("α", 61))
	v.awaitFile("client0.jpg")
	if v.Has("#label[aria-invalid=true]") != 1 || v.Value("mobile") != numbered(0) || v.Has("input[name=agreed]:checked") != 1 {
		t.Errorf("the refused form does not come back: %s", v.Text())
	}
	v.inspectDesk("refused-client")
	v.Fill("label", "Πρώτος")
	v.Submit()
	v.See("Εστάλη")
	v.chooseNothing()
	v.visit("/studio")
	v.Press("Πρώτος")
	v.See("800 × 1200")
}

// What the live check advised can be acknowledged before sending, but only that.
func TestAdviceIsAcknowledgedOnTheSpot(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t)
	v.atCounter()
	v.fillUpload()
	v.ChooseFile("signature", signature(t))
	v.ChooseFile("photo", portrait(t))
	v.awaitCheck("photo")
	if v.Has("[data-advice]:not([hidden])") != 0 {
		t.Error("an acknowledgement is asked for without advice")
	}
	v.ChooseFile("photo", dimmed(t, 6))
	v.awaitAdvice()
	v.Choose("acknowledged", "yes")
	if seen := v.Value("seen"); !strings.Contains(seen, "photo/") {
		t.Errorf("the form says that %q was seen", seen)
	}
	v.ChooseFile("photo", portrait(t))
	v.awaitNoAdvice()
	v.ChooseFile("photo", dimmed(t, 6))
	v.awaitAdvice()
	if v.Has("[name=acknowledged]:checked") != 0 {
		t.Error("the acknowledgement of one picture is that of another")
	}
	v.Choose("acknowledged", "yes")
	v.inspectDesk("advised")
	v.press("Μεταφόρτωση και αποστολή")
	v.See("Η μεταφόρτωση έγινε")

	v.fillUpload()
	v.ChooseFile("signature", signature(t))
	v.ChooseFile("photo", dimmed(t, 7))
	v.awaitAdvice()
	v.Choose("acknowledged", "yes")
	v.Evaluate(`document.querySelector("[name=seen]").value = "photo//other"`, nil) // as if the server found more
	v.press("Μεταφόρτωση και αποστολή")
	v.See("Δεν έχει σταλεί ακόμη τίποτα")
}

// awaitAdvice waits until the page asks to acknowledge what it advises.
func (v *person) awaitAdvice() {
	v.t.Helper()
	v.awaitMany("[data-advice]:not([hidden])", 1)
}

func (v *person) awaitNoAdvice() {
	v.t.Helper()
	v.awaitMany("[data-advice]:not([hidden])", 0)
}

// Documents and channels are offered again, the client's data and consent are not.
func TestTheNextClientBeginsWithTheSameDocuments(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.arrive(t)
	v.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	v.upload()
	v.press("Νέα μεταφόρτωση")
	for box, want := range map[string]int{
		"[value=driving-licence]": 1, "[name=documents]": 1, "[value=sms]": 1, "[name=channels][value=email]": 1, "[name=agreed]": 0, "[name=acknowledged]": 0,
	} {
		if n := v.Has(box + ":checked"); n != want {
			t.Errorf("%d of %s are ticked, want %d", n, box, want)
		}
	}
	for _, field := range []string{"mobile", "email", "label", "override_reason"} {
		if got := v.Value(field); got != "" {
			t.Errorf("%s begins with %q", field, got)
		}
	}
	if stored := v.stored(); len(stored) != 1 || stored[0] != `{"documents":["driving-licence"],"channels":["sms","email"],"age":["adult"]}` {
		t.Errorf("the browser keeps %q", stored)
	}
	v.press("Έξοδος")
	v.signInAs("kostas", "Σύνδεση ως Φωτογράφος")
	v.visit("/studio/new")
	if v.Has("[name=documents]:checked") != 0 {
		t.Error("another studio begins with the documents of the first")
	}
}

// The whole desk by keys alone: files are chosen with the browser's own window, which
// Enter opens; everything else is typed.
func TestTheDeskWorksByKeysAlone(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t, browser.Size(1366, 768))
	v.atCounter()
	folder := t.TempDir()
	for n := range 2 {
		clientFiles(t, folder, n)
	}
	v.ChooseFile("photo", portrait(t))
	v.ChooseFile("signature", signature(t))
	v.awaitCheck("signature")
	v.tabToLabel("photo")
	v.tabToLabel("signature")
	v.tabToLabel("documents-1")
	v.Keys(" ")
	v.Keys(" ")
	v.tabToLabel("mobile")
	v.Keys("6900000001")
	v.tabToLabel("agreed")
	v.Keys(" ")
	v.tabToLabel("Νέος πελάτης")
	v.Keys(kb.Enter)
	if v.focus() != "photo" {
		t.Errorf("a new client begins at %q", v.focus())
	}
	v.tabToLabel("Πελάτης 1")
	v.Keys(kb.Enter)
	v.seeNames("photo", "hopper.jpg")
	if v.focus() != "mobile" || v.Value("mobile") != "6900000001" || v.Has("input[name=agreed]:checked") != 1 {
		t.Errorf("the first client is shown at %q with %q", v.focus(), v.Value("mobile"))
	}
	v.Submit()
	v.seeNames("photo")
	v.See("Εστάλη")
	if v.focus() != "photo" {
		t.Errorf("after sending the focus is on %q", v.focus())
	}
}

// focus returns the id or the text of what has the focus.
func (v *person) focus() (what string) {
	v.t.Helper()
	v.Evaluate(`document.activeElement.id || document.activeElement.textContent`, &what)
	return what
}

// tabToLabel presses Tab until an id or a text has the focus.
func (v *person) tabToLabel(what string) {
	v.t.Helper()
	for range 80 {
		v.Keys(kb.Tab)
		if v.focus() == what {
			return
		}
	}
	v.t.Fatalf("no key leads to %q: %s", what, v.cards())
}

// actions counts what a photographer does, a second each, and what the machine takes
// after the last press.
type actions struct {
	*person
	n    int
	last time.Time
}

func (a *actions) do(act func()) {
	act()
	a.n, a.last = a.n+1, time.Now()
}

// serve serves a client whose documents are chosen; without files, they are in the form.
func (a *actions) serve(files []string, mobile string) {
	if len(files) > 0 {
		a.do(func() { a.Drop("h1", files...) })
		a.seeNames("photo", filepath.Base(files[0])) // sooner than a second
		a.seeNames("signature", filepath.Base(files[1]))
	}
	a.do(func() { a.Fill("mobile", mobile) })
	a.do(func() { a.Choose("agreed", "yes") })
	a.do(func() { a.Submit() })
}

// report prints what was done with one second an action, beside the seconds that the
// mission allows. Only the actions are judged, which leave the machine one of them: its
// own seconds are those of a busy one.
func (a *actions) report(what string, allowed int) {
	a.t.Helper()
	waited := time.Since(a.last).Seconds()
	a.t.Logf("%s: %d actions, then %.1f s until sent: %.1f s of %d", what, a.n, waited, float64(a.n)+waited, allowed)
	if a.n >= allowed {
		a.t.Errorf("%s takes %d actions", what, a.n)
	}
}

// awaitNews waits until the page announces something about its clients.
func (v *person) awaitNews(text string) {
	v.t.Helper()
	v.Await(fmt.Sprintf(`new Promise((done) => { const look = () => {
		document.querySelector("[data-news]").textContent === %q ? done(true) : setTimeout(look, 20);
	}; look(); })`, text), nil)
}

// The mission's seconds at the counter, from the file on disk to "sent".
func TestActionsAtTheCounter(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t, browser.Size(1366, 768))
	v.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	v.visit("/studio/new")
	folder, twelve := t.TempDir(), t.TempDir()
	pairs := make([][]string, 2)
	for n := range pairs {
		pairs[n], _, _ = clientFiles(t, folder, n)
	}
	for n := range 12 {
		clientFiles(t, twelve, n+3)
	}
	first := &actions{person: v}
	first.do(func() { v.Choose("documents", "driving-licence") })
	first.do(func() { v.Evaluate(`document.querySelector("[data-stay]").click()`, nil) })
	first.serve(pairs[0], "6900000001")
	v.awaitNews("Πελάτης 1: Εστάλη")
	first.report("first client", 8)
	next := &actions{person: v}
	next.serve(pairs[1], "6900000002")
	v.awaitNews("Πελάτης 2: Εστάλη")
	next.report("next client", 5)
	v.visit("/studio/new")
	dozen := &actions{person: v}
	dozen.do(func() { v.Drop("h1", twelve) })
	v.awaitCards(12)
	for n := range 12 {
		v.seeNames("photo", fmt.Sprintf("client%d.jpg", n+3))
		dozen.serve(nil, fmt.Sprintf("69000002%02d", n))
	}
	v.awaitMany("[data-list] .app-tag--wait:not(.desk-client--now *), [data-list] .app-tag--bad", 0)
	dozen.report("a folder of twelve clients", 60)
	v.visit("/studio/list")
	if n := v.Has("main table a"); n != 14 {
		t.Errorf("%d uploads", n)
	}
}
