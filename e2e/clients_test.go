package e2e_test

import (
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
