package e2e_test

import (
	"image"
	"slices"
	"strings"
	"testing"

	"myphoto/e2e/browser"
)

// Of other documents than the client's ticket asks for, the desk says which, and sends
// after that sentence was acknowledged.
func TestOtherDocumentsThanTheTicketsAreAcknowledgedAtTheDesk(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	maria, v := w.arrive(t), w.arrive(t, browser.Size(1366, 768))
	maria.signInFirst("maria")
	ticket := maria.makeTicket()
	v.atCounter()
	folder := t.TempDir()
	clientFiles(t, folder, 0)
	clientFiles(t, folder, 1)
	v.Drop("h1", folder)
	v.awaitFile("client0.jpg")
	v.Choose("documents", "academic-id")
	v.Fill("ticket", ticket)
	v.Choose("agreed", "yes")
	v.Submit()
	v.awaitFile("client1.jpg")
	v.awaitNews("client0: Διαβάστε τις συστάσεις")
	v.PressIn("[data-list]", "client0")
	v.awaitFile("client0.jpg")
	v.awaitAdvice()
	v.See("άλλα έγγραφα από όσα επιλέξατε: Δίπλωμα οδήγησης")
	v.inspectDesk("ticket-advice")
	v.Choose("acknowledged", "yes")
	v.press("Μεταφόρτωση και αποστολή")
	v.awaitNews("client0: Εστάλη")
	v.chooseNothing()
}

// Whoever lost the right to work here is told so, and not to sign in again for ever.
func TestARemovedEmployeeIsToldSoWhileSending(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	nikos, eleni := w.arrive(t), w.arrive(t)
	eleni.signInAs("eleni", "Σύνδεση ως Εξουσιοδοτημένος υπάλληλος")
	eleni.visit("/studio/new")
	eleni.filledIn()
	nikos.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	nikos.visit("/studio/staff")
	nikos.Evaluate(`location.assign(document.querySelector("a[href$='/remove']").href)`, nil)
	nikos.See("χάνει αμέσως την πρόσβαση")
	nikos.press("Κατάργηση")
	eleni.Submit()
	eleni.See("Δεν έχετε πρόσβαση σε αυτή τη σελίδα με το προφίλ")
	eleni.See("Δεν στάλθηκε τίποτα")
	if text := eleni.Text(); strings.Contains(text, "έληξε") || eleni.Value("mobile") != "6900000001" {
		t.Errorf("the removed employee reads %s", text)
	}
	eleni.inspect("removed")
	eleni.ConsoleErrors() // of the refusal
	eleni.chooseNothing()
}

// The browser gives chosen files back with "Back". Those of a client who was sent would go
// to the next one.
func TestBackAfterSendingShowsNoPictureOfTheClientWhoWasSent(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t)
	v.atCounter()
	v.filledIn()
	v.press("Μεταφόρτωση και αποστολή")
	v.See("Η μεταφόρτωση έγινε")
	v.Evaluate(`history.back()`, nil)
	v.See("Πολλοί πελάτες μαζί")
	v.seeNames("photo")
	v.seeNames("signature")
	if n := v.Has("[data-preview]:not([hidden])"); n != 0 || v.Has("input[name=agreed]:checked") != 0 {
		t.Errorf("%d pictures are shown", n)
	}
}

// A dropped client keeps the name of the file when the card is gone, unless the
// photographer writes another.
func TestADroppedClientIsNotedByTheNameOfTheFile(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t, browser.Size(1366, 768))
	v.atCounter()
	folder := t.TempDir()
	long := strings.Repeat("x", 70)
	for n, name := range []string{"alexiou", "boura", long} {
		resized(t, portrait(t), image.Pt(800+20*n, 1200+30*n), folder, name+".jpg")
		resized(t, signature(t), image.Pt(1200+30*n, 400+10*n), folder, name+"_sig.jpg")
	}
	v.Drop("h1", folder)
	v.awaitFile("alexiou.jpg")
	if got := v.Value("label"); got != "alexiou" {
		t.Errorf("the first note is %q", got)
	}
	for n, name := range []string{"alexiou", "boura", long} {
		v.awaitFile(name + ".jpg")
		if name == "boura" {
			v.Fill("label", "Κυρία Μπούρα")
		}
		v.Fill("mobile", numbered(n))
		v.Choose("agreed", "yes")
		v.Submit()
	}
	v.awaitMany("[data-list] .app-tag--wait:not(.desk-client--now *), [data-list] .app-tag--bad", 0)
	v.visit("/studio/new")
	for _, want := range []string{"alexiou", "Κυρία Μπούρα", strings.Repeat("x", 60)} {
		v.seeInTime(want)
	}
	v.PressIn("#today", "alexiou")
	v.See("800 × 1200")
}

// The same folder dropped twice makes no client twice, also when one was sent meanwhile.
func TestAFileThatAClientHasIsNotTakenAgain(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t, browser.Size(1366, 768))
	v.atCounter()
	folder := t.TempDir()
	for n := range 2 {
		clientFiles(t, folder, n)
	}
	v.Drop("h1", folder)
	v.awaitFile("client0.jpg")
	again := func(names ...string) {
		t.Helper()
		v.Drop("h1", folder)
		v.awaitMany("[data-not-kept] li", len(names))
		var want []string
		for _, name := range names {
			want = append(want, name+": το έχει ήδη πελάτης αυτής της σελίδας. Για άλλον πελάτη, επιλέξτε το στο πεδίο του")
		}
		if got := v.refusedFiles(); !slices.Equal(got, want) {
			t.Errorf("is said %q, want %q", got, want)
		}
	}
	again("client0_sig.jpg", "client0.jpg", "client1_sig.jpg", "client1.jpg")
	v.awaitCards(2)
	v.inspectDesk("twice")
	v.Fill("mobile", numbered(0))
	v.Choose("agreed", "yes")
	v.Submit()
	v.awaitNews("client0: Εστάλη")
	clientFiles(t, folder, 2)
	again("client0_sig.jpg", "client0.jpg", "client1_sig.jpg", "client1.jpg")
	v.awaitNews("Νέοι πελάτες: 1")
	v.PressIn("[data-list]", "client2")
	v.awaitFile("client2.jpg")
	v.PressIn("[data-list] .desk-client--now", "Αφαίρεση : client2")
	v.awaitFile("client1.jpg")
	v.Drop("h1", folder)
	v.See("client2")
	v.PressIn("[data-list]", "client2")
	v.chooseNothing()
}

// On a phone the cards stand below the form: which client it shows, and who was refused
// meanwhile, is said where the contact is typed.
func TestOnAPhoneTheShownClientIsNamedWhereTheContactIsTyped(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t, browser.Size(390, 844))
	v.atCounter()
	folder := t.TempDir()
	for n := range 2 {
		clientFiles(t, folder, n)
	}
	v.Drop("h1", folder)
	v.awaitFile("client0.jpg")
	v.Fill("mobile", numbered(0))
	v.Fill("label", strings.Repeat("α", 61)) // refused by the server alone
	v.Choose("agreed", "yes")
	v.Evaluate(`document.querySelector("#mobile").focus()`, nil)
	v.Submit()
	v.awaitFile("client1.jpg")
	v.See("Θέλει διόρθωση")
	if v.focus() != "mobile" {
		t.Errorf("the focus is on %q", v.focus())
	}
	var seen string
	v.Evaluate(`(() => {
		const field = document.querySelector("#mobile").getBoundingClientRect();
		const line = document.querySelector("[data-now]");
		const { top, bottom } = line.getBoundingClientRect();
		return top >= 0 && bottom <= field.top && field.bottom <= innerHeight ? line.innerText : "out of sight";
	})()`, &seen)
	if want := "client1\nΘέλει διόρθωση: " + strings.Repeat("α", 61); seen != want {
		t.Errorf("at the contact is read %q, want %q", seen, want)
	}
	v.inspectDesk("phone-client")
	v.chooseNothing()
}
