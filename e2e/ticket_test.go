package e2e_test

import (
	"regexp"
	"strings"
	"testing"

	"myphoto/e2e/browser"
)

var ticketInText = regexp.MustCompile(`\b([0-9A-Z]{3}) ([0-9A-Z]{3}) ([0-9A-Z]{4})\b`)

// makeTicket makes a ticket for a driving licence and returns what the phone shows to
// be read aloud.
func (v *person) makeTicket() string {
	v.t.Helper()
	v.visit("/citizen")
	v.press("Εισιτήριο για τον φωτογράφο")
	v.expect("/citizen/ticket")
	v.Choose("documents", "driving-licence")
	v.press("Νέο εισιτήριο")
	v.see("Το εισιτήριο είναι έτοιμο")
	ticket := ticketInText.FindString(v.Text())
	if ticket == "" {
		v.t.Fatalf("no ticket on the page:\n%s", v.Text())
	}
	return ticket
}

// The client gives no mobile, no e-mail and no name: a ticket on the phone, typed by a
// scanner or by hand, brings the pictures to the client's home page.
func TestStoryByTicket(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	maria, nikos := w.arrive(t), w.arrive(t, browser.Size(1440, 900))
	maria.signInFirst("maria")
	maria.tour("none", "/citizen/ticket")
	maria.refused("ticket-without-documents", func() {
		maria.visit("/citizen/ticket")
		maria.press("Νέο εισιτήριο")
	})
	ticket := maria.makeTicket()
	maria.tour("open", "/citizen/ticket", "/citizen")
	heard := len(w.sandbox.Messages(t, mobiles["maria"]))

	nikos.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	nikos.tour("", "/studio/ticket")
	nikos.refused("ticket-unknown", func() {
		nikos.visit("/studio/ticket")
		nikos.Fill("ticket", "000 000 0000")
		nikos.press("Συνέχεια")
	})
	nikos.inBoth(func() {
		nikos.visit("/studio/ticket")
		nikos.Fill("ticket", strings.ToLower(ticket))
		nikos.press("Συνέχεια")
		nikos.inspect("ticket-read")
	})
	nikos.visit("/studio/ticket")
	nikos.Resize(1440, 900)
	nikos.Fill("ticket", ticket)
	nikos.press("Συνέχεια")
	nikos.see("ζητά: Δίπλωμα οδήγησης")
	nikos.ChooseFile("photo", portrait(t))
	nikos.ChooseFile("signature", signature(t))
	nikos.Choose("agreed", "yes")
	nikos.press("Μεταφόρτωση και αποστολή")
	upload := nikos.uploadPath()
	nikos.see("Ο πελάτης βλέπει ήδη τα αρχεία")
	nikos.tour("bound", upload, upload+"/slip", upload+"/contact", upload+"/replace", "/studio")

	if text := w.sandbox.NextMessage(t, mobiles["maria"], heard).Text; !strings.Contains(text, "EIΣITHPIO") {
		t.Errorf("maria hears %q", text)
	}
	maria.visit("/citizen")
	maria.inspect("bound")
	maria.press("Έλεγχος των αρχείων")
	maria.seePictures(2)
	maria.link()
	nikos.visit(upload)
	nikos.see("Συσχετίστηκε")
	maria.visit("/citizen/history")
	maria.see("Φωτογραφείο μεταφόρτωσε αρχεία με το εισιτήριό σας")

	nikos.refused("ticket-used", func() {
		nikos.visit("/studio/ticket")
		nikos.Fill("ticket", ticket)
		nikos.press("Συνέχεια")
	})
}

// What a client refuses comes back to the same home page, without a code. Three tickets
// are open at most; a cancelled one makes room.
func TestStoryOfARejectionByTicket(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	maria, nikos := w.arrive(t), w.arrive(t, browser.Size(1440, 900))
	maria.signInFirst("maria")
	ticket := maria.makeTicket()
	for _, document := range []string{"passport", "academic-id"} {
		maria.Choose("documents", document)
		maria.press("Νέο εισιτήριο")
	}
	maria.tour("full", "/citizen/ticket")
	maria.visit("/citizen/ticket")
	maria.PressIn(".app-card", "Ακύρωση εισιτηρίου")
	maria.see("Το εισιτήριο ακυρώθηκε")

	nikos.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	nikos.visit("/studio/new")
	nikos.Choose("documents", "driving-licence")
	nikos.ChooseFile("photo", portrait(t))
	nikos.ChooseFile("signature", signature(t))
	nikos.Fill("ticket", ticket)
	nikos.Choose("agreed", "yes")
	nikos.press("Μεταφόρτωση και αποστολή")
	upload := nikos.uploadPath()

	maria.visit("/citizen/reject")
	maria.Choose("reason", "quality")
	maria.press("Απόρριψη")
	maria.expect("/citizen/rejected")
	maria.inspect("rejected-by-ticket")
	nikos.visit(upload)
	nikos.see("Κακή ποιότητα")
	nikos.tour("rejected", upload)
	nikos.visit(upload)
	nikos.Resize(1440, 900)
	nikos.press("Αντικατάσταση φωτογραφίας")
	nikos.ChooseFile("photo", portrait(t))
	nikos.awaitCheck("photo")
	nikos.Choose("agreed", "yes")
	nikos.press("Αντικατάσταση φωτογραφίας")
	nikos.see("Ο πελάτης βρίσκει τις νέες")

	maria.visit("/citizen")
	maria.press("Έλεγχος των αρχείων")
	maria.seePictures(2)
	maria.link()
}
