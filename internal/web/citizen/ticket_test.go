package citizen_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"myphoto/internal/photo/ticket"
	. "myphoto/internal/service/servicetest"
)

var cancelled = regexp.MustCompile(`name="cancel" value="([^"]+)"`)

func TestTicketIsShownToBeScannedAndReadAloud(t *testing.T) {
	t.Parallel()
	r := open(t)
	r.get("/citizen").has(`href="/citizen/ticket"`)
	r.get("/citizen/ticket").is(http.StatusOK).has("Για ποια έγγραφα", "Ταυτότητα", "24 ώρες")
	r.post("/citizen/ticket").is(http.StatusUnprocessableEntity).has("Επιλέξτε")
	made := r.post("/citizen/ticket", "documents", "identity-card", "documents", "passport").leads("/citizen/ticket?made=1").to
	open, err := r.Citizen.Tickets(t.Context(), r.who)
	Must(t, err)
	code := open[0].Code
	shown := r.get(made)
	shown.has("Το εισιτήριο είναι έτοιμο", code.Grouped(), strings.Join(strings.Split(code.Reveal(), ""), " "), `role="img"`, "Ταυτότητα, Διαβατήριο", "22/11/2026")
	r.Clock.Move(ticket.Hours * time.Hour)
	if after := r.get("/citizen/ticket?made=1"); strings.Contains(after.body, code.Grouped()) || strings.Contains(after.body, "είναι έτοιμο") {
		t.Error("an expired ticket is shown")
	}
}

func TestTicketsAreThreeAndCanBeCancelled(t *testing.T) {
	t.Parallel()
	r := open(t)
	for _, document := range []string{"identity-card", "passport", "academic-id"} {
		r.post("/citizen/ticket", "documents", document).leads("/citizen/ticket?made=1")
	}
	full := r.get("/citizen/ticket")
	full.has("Έχετε 3 ανοιχτά εισιτήρια")
	if strings.Contains(full.body, `name="documents"`) {
		t.Error("a fourth is offered")
	}
	r.post("/citizen/ticket", "documents", "driving-licence").is(http.StatusConflict).has("Ακυρώστε ένα")
	id := cancelled.FindStringSubmatch(full.body)[1]
	r.twice("/citizen/ticket", "cancel", id)
	r.get("/citizen/ticket?cancelled=1").has("Το εισιτήριο ακυρώθηκε", `name="documents"`)
	r.post("/citizen/ticket", "documents", "driving-licence").leads("/citizen/ticket?made=1")
	r.who = r.AsCitizen("giorgos")
	other := cancelled.FindStringSubmatch(full.body)[1]
	r.post("/citizen/ticket", "cancel", other).is(http.StatusNotFound)
}

// What waits by a ticket needs no code, and what is said about it names none.
func TestPicturesByTicketWaitAtHomeWithoutACode(t *testing.T) {
	t.Parallel()
	r := open(t)
	out, err := r.Studio.Upload(t.Context(), r.studio, r.TicketForm(r.Ticket(r.who)))
	Must(t, err)
	r.get("/citizen").has("περιμένουν την επιβεβαίωσή σας", `href="/citizen/preview"`)
	seen := hidden.FindStringSubmatch(r.get("/citizen/reject").is(http.StatusOK).body)[1]
	to := r.post("/citizen/reject", "upload", string(out.Upload), "seen", seen, "reason", "quality", "bound", "yes").to
	rejected := r.get(to)
	rejected.has("τα βρίσκετε στην αρχική σας", "διαγράφονται μετά τις")
	if strings.Contains(rejected.body, "τον ίδιο κωδικάριθμο") {
		t.Error("the page asks for a code that nobody sent")
	}
}
