package e2e_test

import (
	"fmt"
	"testing"

	"myphoto/e2e/browser"
)

// A day at a studio: the employee serves a folder of five clients. One number is wrong,
// one client wants other pictures, one goes away, one came with a ticket. The owner sets
// right what remains.
func TestADayAtTheStudio(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	giorgos, maria := w.arrive(t), w.arrive(t)
	eleni, nikos := w.arrive(t, browser.Size(1366, 768)), w.arrive(t)
	giorgos.signInFirst("giorgos")
	ticket := giorgos.makeTicket()

	clients := []struct{ label, mobile, ticket string }{
		{"Λάθος αριθμός", "6900009999", ""},
		{"Μαρία", "6900000001", ""},
		{"Έφυγε", "6900000102", ""},
		{"Με εισιτήριο", "", ticket},
		{"Τακτικός", "6900000104", ""},
	}
	eleni.signInAs("eleni", "Σύνδεση ως Εξουσιοδοτημένος υπάλληλος")
	eleni.visit("/studio/new")
	eleni.Choose("documents", "driving-licence")
	folder := t.TempDir()
	for n := range clients {
		clientFiles(t, folder, n)
	}
	eleni.Drop("h1", folder)
	eleni.awaitCards(len(clients))
	for n, client := range clients {
		eleni.awaitFile(fmt.Sprintf("client%d.jpg", n))
		eleni.Fill("mobile", client.mobile)
		eleni.Fill("ticket", client.ticket)
		eleni.Fill("label", client.label)
		eleni.Choose("agreed", "yes")
		eleni.Submit()
	}
	eleni.awaitMany("[data-list] .app-tag--wait:not(.desk-client--now *), [data-list] .app-tag--bad", 0)
	w.sandbox.NextMessage(t, "+306900000104", 0)

	nikos.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	open := func(label string) {
		t.Helper()
		nikos.visit("/studio/list")
		nikos.Press(label)
	}
	open("Λάθος αριθμός")
	nikos.seeInTime("Δεν παραδόθηκε")
	nikos.press("Διόρθωση στοιχείων")
	nikos.Fill("mobile", "6900000100")
	nikos.Choose("agreed", "yes")
	nikos.press("Διόρθωση και επαναποστολή")
	w.sandbox.NextMessage(t, "+306900000100", 0)

	maria.signInFirst("maria")
	code := w.codeOnPhone(t, 0)
	maria.submit(code)
	maria.press("Απόρριψη")
	maria.Choose("reason", "quality")
	maria.press("Απόρριψη")
	open("Μαρία")
	nikos.see("Κακή ποιότητα")
	nikos.press("Αντικατάσταση φωτογραφίας")
	nikos.ChooseFile("photo", portrait(t))
	nikos.awaitCheck("photo") // its lines move the button
	nikos.Choose("agreed", "yes")
	nikos.press("Αντικατάσταση φωτογραφίας")
	nikos.see("Οι εικόνες αντικαταστάθηκαν")
	w.heardOnPhone(t, "NEEΣ EIKONEΣ") // in the letters of text messages
	maria.submit(code)
	maria.link()

	open("Έφυγε")
	nikos.press("Ακύρωση")
	nikos.press("Ναι, ακύρωση")
	nikos.see("Ακυρώθηκε")

	giorgos.visit("/citizen")
	giorgos.press("Έλεγχος των αρχείων")
	giorgos.seePictures(2)
	giorgos.link()

	nikos.visit("/studio/list")
	nikos.inspect("day")
	for _, state := range []string{"Συσχετίστηκε", "Ακυρώθηκε", "Εστάλη"} {
		nikos.see(state)
	}
	nikos.visit("/studio/statement")
	nikos.inspect("day-statement")
}
