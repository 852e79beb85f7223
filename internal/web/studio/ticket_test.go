package studio_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/ticket"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/servicetest"
)

// ticketed returns the form of a client with a ticket of maria's and no contact.
func (h *house) ticketed(key string) (url.Values, map[string][]byte) {
	h.t.Helper()
	values, files := filled()
	values.Set("ticket", h.Ticket(h.AsCitizen("maria")))
	values.Set("idempotency_key", key)
	values.Del("mobile")
	values.Del("channels")
	h.Clock.Move(time.Minute)
	return values, files
}

// A scanner types into the page, the camera fills its field: what comes back is the
// form with what the ticket asks for.
func TestReadTicketFillsTheForm(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.as("nikos", photo.RolePhotographer)
	if seen := h.get("/studio/ticket"); seen.Code != http.StatusOK || !strings.Contains(seen.Header().Get("Permissions-Policy"), "camera=(self)") ||
		!strings.Contains(seen.Body.String(), `data-scan="ticket"`) {
		t.Errorf("the page to read tickets: %d %s", seen.Code, said(seen))
	}
	code := h.Ticket(h.AsCitizen("maria"))
	seen := h.post("/studio/ticket", url.Values{"ticket": {" " + strings.ToLower(code[:5]) + "-" + code[5:] + "\r\n"}})
	if body := seen.Body.String(); seen.Code != http.StatusOK || !strings.Contains(said(seen), "ζητά: Δίπλωμα οδήγησης") ||
		!strings.Contains(body, `value="driving-licence" checked`) || !strings.Contains(body, `action="/studio/new"`) {
		t.Errorf("the form: %d %s", seen.Code, said(seen))
	}
	if strings.Contains(seen.Body.String(), "ΠΑΠΑΔΟΠΟΥΛΟΥ") {
		t.Error("the counter learns whose ticket it is")
	}
	for typed, want := range map[string]string{
		"": "Σαρώστε ή πληκτρολογήστε", "K7X": "Πληκτρολογήσατε 3", "K7X2M4TB9P": "ποτέ όμως: P", ticket.NewCode().Reveal(): "Δεν υπάρχει τέτοιο",
		"https://myphoto.example/c/B3-O3VCZAsaddxDuxLg0bQ": "Αυτό δεν είναι εισιτήριο",
	} {
		if seen := h.post("/studio/ticket", url.Values{"ticket": {typed}}); seen.Code != http.StatusUnprocessableEntity || !strings.Contains(said(seen), want) {
			t.Errorf("%q: %d %s", typed, seen.Code, said(seen))
		}
	}
}

func TestUploadByTicketNeedsNoContact(t *testing.T) {
	t.Parallel()
	h := open(t)
	values, files := h.ticketed("T1")
	h.as("nikos", photo.RolePhotographer)
	upload := h.uploaded(values, files)
	if again := h.uploaded(values, files); again != upload {
		t.Errorf("the same form again made %s", again)
	}
	page := h.get(upload)
	for _, want := range []string{"Στη σελίδα του πελάτη", "Ο πελάτης βλέπει ήδη τα αρχεία", "Προσθήκη κινητού ή email", "Αντικατάσταση"} {
		if !strings.Contains(said(page), want) {
			t.Errorf("the page of the upload does not say %q: %s", want, said(page))
		}
	}
	if strings.Contains(page.Body.String(), upload+"/resend") || strings.Contains(said(page), "Δεν απομένουν") {
		t.Errorf("a code is sent again to nobody: %s", said(page))
	}
	if slip := said(h.get(upload + "/slip")); strings.Contains(slip, "Βρείτε τον κωδικάριθμο") || !strings.Contains(slip, "κωδικάριθμος δεν χρειάζεται") {
		t.Errorf("the slip says %s", slip)
	}
	if list := said(h.get("/studio/list")); !strings.Contains(list, "Στη σελίδα του πελάτη") {
		t.Errorf("the list says %s", list)
	}
	if first := said(h.get(upload + "/contact")); !strings.Contains(first, "Προσθήκη κινητού ή email") || strings.Contains(first, "Ο προηγούμενος δεν θα ισχύει") {
		t.Errorf("the first contact: %s", first)
	}
	contact := url.Values{"mobile": {"6900000001"}, "channels": {"sms"}, "agreed": {"yes"}}
	if seen := h.post(upload+"/contact", contact); seen.Code != http.StatusSeeOther {
		t.Errorf("a contact is added: %d %s", seen.Code, said(seen))
	}
	h.Deliver()
	if page := said(h.get(upload)); !strings.Contains(page, "69••••0001") || !strings.Contains(page, "Επαναποστολή") {
		t.Errorf("with a contact: %s", page)
	}
}

// The form comes back with the ticket and its fault, and the pictures are kept.
func TestTicketThatIsRefusedStaysInTheForm(t *testing.T) {
	t.Parallel()
	h := open(t)
	values, files := h.ticketed("T1")
	h.as("nikos", photo.RolePhotographer)
	h.uploaded(values, files)
	values.Set("idempotency_key", "T2")
	seen := h.send("/studio/new", values, files)
	if seen.Code != http.StatusUnprocessableEntity || !strings.Contains(said(seen), "έχει ήδη χρησιμοποιηθεί") ||
		!strings.Contains(seen.Body.String(), `value="`+values.Get("ticket")+`"`) {
		t.Fatalf("used: %d %s", seen.Code, said(seen))
	}
	values.Set("agreed", "")
	values.Set("ticket", "K7X2M4")
	values.Set("idempotency_key", "T3")
	if seen := said(h.send("/studio/new", values, files)); !strings.Contains(seen, "Πληκτρολογήσατε 6") || !strings.Contains(seen, "συμφωνεί") || strings.Contains(seen, "Επιλέξτε sms") {
		t.Errorf("malformed: %s", seen)
	}
}

// Pictures that were refused wait on nobody's page, and no code is spoken of.
func TestRejectedUploadByTicketSaysWhereNewPicturesGo(t *testing.T) {
	t.Parallel()
	h := open(t)
	values, files := h.ticketed("T1")
	h.as("nikos", photo.RolePhotographer)
	upload := h.uploaded(values, files)
	_, err := h.Citizen.Reject(t.Context(), h.AsCitizen("maria"), citizen.RejectInput{Reason: photo.PoorQuality})
	servicetest.Must(t, err)
	if page := said(h.get(upload)); !strings.Contains(page, "βρίσκει τη νέα στην αρχική του") || strings.Contains(page, "κωδικάριθμος μένει") ||
		strings.Contains(page, "περιμένουν στην αρχική") {
		t.Errorf("the page of the upload says %s", page)
	}
	if page := said(h.get(upload + "/replace")); strings.Contains(page, "κωδικάριθμος μένει") || !strings.Contains(page, "Ο πελάτης βρίσκει τις νέες") {
		t.Errorf("the page to replace says %s", page)
	}
}

// A wrong combination is said before anything is sent.
func TestOtherDocumentsThanAskedForAreSaid(t *testing.T) {
	t.Parallel()
	h := open(t)
	values, files := h.ticketed("T1")
	h.as("nikos", photo.RolePhotographer)
	values["documents"] = []string{"identity-card"}
	page := h.get(h.uploaded(values, files))
	if !strings.Contains(said(page), "άλλα έγγραφα από όσα επιλέξατε: Δίπλωμα οδήγησης") || !strings.Contains(page.Body.String(), `name="acknowledged"`) {
		t.Errorf("the draft says %s", said(page))
	}
}

// The script learns in words that the ticket asks for other documents. An acknowledgement
// of other advice is none of this.
func TestScriptsAreToldOfOtherDocumentsThanAskedFor(t *testing.T) {
	t.Parallel()
	h := open(t)
	values, files := h.ticketed("T1")
	h.as("nikos", photo.RolePhotographer)
	values["documents"] = []string{"driving-licence", "academic-id"}
	values.Set("acknowledged", "yes")
	values.Set("seen", "")
	_, asked := h.script("/studio/new", values, files)
	if asked.State != "draft" || len(asked.Faults) != 0 || len(asked.Advice) != 1 || !strings.Contains(asked.Advice[0], "άλλα έγγραφα από όσα επιλέξατε: Δίπλωμα οδήγησης") ||
		!slices.Equal(asked.Seen, []string{"ticket/driving-licence/wanted"}) {
		t.Fatalf("%+v", asked)
	}
	values.Set("idempotency_key", "T2")
	values.Set("seen", strings.Join(asked.Seen, " "))
	if _, sent := h.script(asked.Href, values, nil); sent.State != "sent" {
		t.Errorf("acknowledged: %+v", sent)
	}
}
