package e2e_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"myphoto/e2e/program"
)

const ailing = 5 * time.Minute // longer than any story

// While the gateway or the mail server is down, the page of the upload shows it;
// the messages are sent when it is back.
func TestMessagesWaitForTheirNetwork(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	nikos := w.arrive(t)
	nikos.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	w.sandbox.Fault(t, "sms", "down", ailing)
	w.sandbox.Fault(t, "smtp", "down", ailing)
	nikos.upload()
	nikos.see("Η προσπάθεια απέτυχε προσωρινά")
	if text := nikos.Text(); !strings.Contains(text, "Σε αναμονή") || strings.Contains(text, "Παραδόθηκε") {
		t.Errorf("with everything down the upload says %s", text)
	}
	w.sandbox.Fault(t, "sms", "ok", ailing)
	w.sandbox.Fault(t, "smtp", "ok", ailing)
	nikos.seeWithin("Παραδόθηκε", time.Minute)
	w.codeOnPhone(t, 0)
	w.qrInMailbox(t)
}

// seeWithin is see with a longer wait, for background work.
func (v *person) seeWithin(text string, patience time.Duration) {
	v.t.Helper()
	for deadline := time.Now().Add(patience); !strings.Contains(v.Text(), text) && time.Now().Before(deadline); {
		<-time.After(500 * time.Millisecond)
	}
	v.see(text)
}

// While the register of contacts is down, the page says so; the same sign-in
// continues once it answers.
func TestContactsDownAtTheOneTimeCode(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	maria := w.arrive(t)
	w.sandbox.Fault(t, "contacts", "down", ailing)
	maria.visit("/login")
	maria.Fill("username", "maria")
	maria.Fill("password", "maria")
	maria.Press("Σύνδεση")
	maria.expect("/otp")
	maria.see("Δεν έχουμε στείλει ακόμη κωδικό")
	if status := maria.post("/otp/resend", w.URL); status != http.StatusServiceUnavailable {
		t.Errorf("asking for a one-time code answers %d", status)
	}
	maria.press("Αποστολή")
	maria.see("Δεν μπορούμε αυτή τη στιγμή να ρωτήσουμε το μητρώο")
	w.sandbox.Fault(t, "contacts", "ok", ailing)
	maria.visit("/otp")
	maria.press("Αποστολή")
	maria.Fill("otp", sixDigits.FindString(w.sandbox.NextMessage(t, mobiles["maria"], 0).Text))
	maria.press("Συνέχεια")
	maria.expect("/me")
}

// While the business register is down, everybody can be a citizen, and the page
// says why the studio is not offered.
func TestBusinessRegisterDown(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.sandbox.Fault(t, "business", "down", ailing)
	nikos := w.arrive(t)
	nikos.signIn("nikos")
	nikos.expect("/profile")
	nikos.see("Το μητρώο επιχειρήσεων δεν απαντά τώρα")
	nikos.Accessible()
	nikos.press("Σύνδεση ως Πολίτης")
	nikos.press("Έλαβα γνώση")
	nikos.expect("/citizen")
	w.sandbox.Fault(t, "business", "ok", ailing)
	nikos.visit("/profile")
	nikos.press("Σύνδεση ως Φωτογράφος")
	nikos.expect("/studio")
}

// When TAXISnet stops answering after the password, the callback shows a page that
// says so, and a new attempt works.
func TestLoginDown(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	maria := w.arrive(t)
	maria.visit("/login")
	back := taxisnetAnswers(t, maria.Address(), "maria")
	w.sandbox.Fault(t, "login", "down", ailing)
	maria.Visit(back)
	maria.see("Το TAXISnet δεν απαντά")
	w.sandbox.Fault(t, "login", "ok", ailing)
	maria.press("Σύνδεση ξανά")
	maria.passTaxisnet("maria")
	maria.expect("/terms/accept")
}

// taxisnetAnswers signs somebody in at TAXISnet and returns the address of the
// redirect back.
func taxisnetAnswers(t *testing.T, address, user string) string {
	t.Helper()
	form := url.Values{"username": {user}, "password": {user}}
	reply, err := program.Client().PostForm(address, form)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	back := reply.Header.Get("Location")
	if back == "" {
		t.Fatalf("TAXISnet answers %d", reply.StatusCode)
	}
	return back
}
