package browsers_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"myphoto/e2e/browsers"
	"myphoto/e2e/program"
	"myphoto/e2e/sandboxclient"
	"myphoto/e2e/tree"
)

func TestBothJourneysInFirefox(t *testing.T) {
	walk(t, browsers.Firefox)
}

func TestBothJourneysInFirefoxWithoutScript(t *testing.T) {
	walk(t, browsers.FirefoxWithoutScript)
}

func TestBothJourneysInWebKit(t *testing.T) {
	walk(t, browsers.WebKit)
}

// walk walks the photographer's journey and then the citizen's, each in a browser of
// their own.
func walk(t *testing.T, open func(testing.TB) *browsers.Browser) {
	t.Helper()
	p := program.Demo(t)
	town := town{p, sandboxclient.New(p.SandboxURL)}
	nikos := &person{open(t), t, town}
	upload := nikos.serveAClient()
	code := town.codeFor(t)
	maria := &person{open(t), t, town}
	maria.linkHerPictures(code)
	maria.authorise()
	maria.readHerHistory()
	nikos.Visit(upload)
	nikos.See("Συσχετίστηκε")
}

// town is one running service with its surrounding systems.
type town struct {
	*program.Program
	sandbox *sandboxclient.Client
}

const (
	mariasMobile = "+306900000001"
	nikosMobile  = "+306900000003"
)

var (
	codeInText = regexp.MustCompile(`[A-Za-z0-9+/]{22}`)
	sixDigits  = regexp.MustCompile(`\b\d{6}\b`)
)

// codeFor waits for the code of the pictures on Maria's phone, to which nothing else
// was sent.
func (w town) codeFor(t *testing.T) string {
	t.Helper()
	return codeInText.FindString(w.sandbox.NextMessage(t, mariasMobile, 0).Text)
}

// person is somebody at a browser.
type person struct {
	*browsers.Browser
	t    *testing.T
	town town
}

func (v *person) visit(path string) {
	v.t.Helper()
	v.Visit(v.town.URL + path)
}

func (v *person) expect(path string) {
	v.t.Helper()
	v.Expect(v.town.URL + path)
}

// signIn signs in from the first page, up to the choice of a profile or the terms.
func (v *person) signIn(user, mobile string) {
	v.t.Helper()
	v.visit("/")
	v.Press("Σύνδεση")
	v.SeeIn("body", "TAXISnet")
	received := len(v.town.sandbox.Messages(v.t, mobile))
	v.Fill("username", user)
	v.Fill("password", user)
	v.Press("Σύνδεση")
	v.expect("/otp")
	v.Fill("otp", sixDigits.FindString(v.town.sandbox.NextMessage(v.t, mobile, received).Text))
	v.Press("Συνέχεια")
	v.expect("/me")
	v.Press("Συνέχεια")
}

// goToTheCounter signs Nikos in and opens the form for uploads.
func (v *person) goToTheCounter() {
	v.t.Helper()
	v.signIn("nikos", nikosMobile)
	v.expect("/profile")
	v.Press("Σύνδεση ως Φωτογράφος")
	v.expect("/terms/accept")
	v.Press("Έλαβα γνώση")
	v.expect("/studio")
	v.Press("Νέα μεταφόρτωση")
	v.expect("/studio/new")
	v.Choose("documents", "driving-licence")
	v.Choose("channels", "sms")
}

// serveAClient uploads Maria's portrait and signature, at first with a wrong number, and
// returns the address of the upload.
func (v *person) serveAClient() string {
	v.t.Helper()
	v.goToTheCounter()
	v.choosePictures()
	v.Fill("mobile", "210")
	v.Choose("agreed", "yes")
	v.shoot("chosen")
	v.Press("Μεταφόρτωση και αποστολή")
	v.See("Το κινητό πρέπει να έχει 10 ψηφία και να αρχίζει από 69")
	v.shoot("wrong-mobile")
	if v.Has("#mobile[aria-invalid=true][aria-describedby~=mobile-error]") != 1 || v.Value("mobile") != "210" {
		v.t.Errorf("the wrong mobile is not marked, or not kept: %q", v.Value("mobile"))
	}
	v.Fill("mobile", "6900000001")
	v.Press("Μεταφόρτωση και αποστολή")
	v.See("Η μεταφόρτωση έγινε")
	address, _, _ := strings.Cut(v.Address(), "?")
	v.town.sandbox.NextMessage(v.t, mariasMobile, 0)
	if v.WithoutScript {
		v.seeAfterReload("Παραδόθηκε")
	}
	v.See("Παραδόθηκε")
	v.shoot("sent")
	return address
}

// seeAfterReload loads the page again until it shows a text.
func (v *person) seeAfterReload(text string) {
	v.t.Helper()
	for deadline := time.Now().Add(time.Minute); !v.Shows(text) && time.Now().Before(deadline); {
		v.Press("Ανανέωση")
	}
}

// shoot keeps a picture of the window.
func (v *person) shoot(name string) {
	v.t.Helper()
	v.Screenshot(strings.TrimPrefix(v.t.Name(), "Test") + "-" + name)
}

func portrait(t *testing.T) string {
	t.Helper()
	return tree.Path(t, "testdata", "faces", "hopper.jpg")
}

func signature(t *testing.T) string {
	t.Helper()
	return tree.Path(t, "testdata", "signature.jpg")
}

func (v *person) choosePictures() {
	v.t.Helper()
	v.ChooseFiles("photo", portrait(v.t))
	v.ChooseFiles("signature", signature(v.t))
	if !v.WithoutScript { // WebAssembly in a worker looks at them
		v.SeeIn("[data-picture=photo]", "Ο έλεγχος της εικόνας δεν βρήκε πρόβλημα")
		v.SeeIn("[data-picture=signature]", "εντάξει")
	}
}

// linkHerPictures signs Maria in, opens her pictures with the code and links them.
func (v *person) linkHerPictures(code string) {
	v.t.Helper()
	v.signIn("maria", mariasMobile)
	v.expect("/terms/accept")
	v.Press("Έλαβα γνώση")
	v.expect("/citizen")
	v.Press("Εισαγωγή κωδικάριθμου")
	v.expect("/citizen/code")
	v.Fill("code", code)
	v.Press("Συνέχεια")
	v.expect("/citizen/preview")
	v.SeePictures(2)
	v.shoot("preview")
	v.Press("Επιβεβαίωση")
	v.expect("/citizen/link")
	v.Press("Συσχέτιση")
	v.Press("Συνέχεια")
	v.expect("/citizen/photo")
	v.See("Συγχαρητήρια!")
	v.shoot("linked")
}

// authorise authorises the office of driving licences for two months.
func (v *person) authorise() {
	v.t.Helper()
	v.visit("/citizen/apps")
	v.Press("Νέα εξουσιοδότηση")
	v.expect("/citizen/apps/new")
	v.Choose("application", "driving-licences")
	v.Press("Συνέχεια")
	v.expect("/citizen/apps/new/driving-licences")
	v.Choose("purpose", "driving-licence-renewal")
	v.Choose("mode", "until")
	v.FillDate("until", time.Now().AddDate(0, 2, 0))
	v.Choose("consent", "yes")
	v.Press("Εξουσιοδότηση")
	v.expect("/citizen/apps")
	v.See("Ενεργή")
	v.shoot("authorised")
}

// readHerHistory sees what was done in the history.
func (v *person) readHerHistory() {
	v.t.Helper()
	v.visit("/citizen/history")
	for _, act := range []string{"Εξουσιοδότηση", "Συσχέτιση"} {
		v.SeeIn("main", act)
	}
	v.shoot("history")
}
