package citizen_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"rsc.io/qr"

	"myphoto/internal/photo"
	"myphoto/internal/service/application"
	. "myphoto/internal/service/servicetest"
)

const licences = "/citizen/apps/new/driving-licences"

// granted authorises the licence office for both files and returns the grant.
func (r *room) granted(mode string) string {
	r.t.Helper()
	s := r.post(licences, "purpose", "driving-licence-renewal", "items", "photo", "items", "signature",
		"mode", mode, "consent", "yes").is(http.StatusSeeOther)
	id, ok := strings.CutPrefix(s.to, "/citizen/apps?given=")
	if !ok {
		r.t.Fatal(s.to)
	}
	return id
}

// retrieve lets the licence office retrieve the photo, and fetch it so many times.
func (r *room) retrieve(fetches int) {
	r.t.Helper()
	ctx := r.t.Context()
	token, _, err := r.Application.Token(ctx, "driving-licences", "demo-driving-licences")
	Must(r.t, err)
	app, err := r.Application.Recognise(ctx, token)
	Must(r.t, err)
	reply, err := r.Application.Retrieve(ctx, app, application.RetrievalRequest{
		TaxID: r.who.TaxID.Digits(), Items: []photo.Item{photo.ItemPhoto}, Purpose: "driving-licence-renewal",
		Case: `=HYPERLINK("x")`, Audit: application.Audit{TransactionID: "t", Unit: "u", UserID: "officer-7"},
	})
	Must(r.t, err)
	for range fetches {
		file, err := r.Application.Fetch(ctx, app, reply.ID, photo.ItemPhoto)
		Must(r.t, err)
		Must(r.t, file.Close(ctx, file.Bytes))
	}
}

func TestConsentIsAskedInWordsAndNeverTickedBeforehand(t *testing.T) {
	t.Parallel()
	r := open(t)
	r.get("/citizen/apps").is(http.StatusOK).has("Καμία εφαρμογή δεν έχει πρόσβαση", "χρειάζονται συσχετισμένα αρχεία")
	r.get("/citizen/apps/new").leads("/citizen/code")
	r.get(licences).leads("/citizen/code")
	r.linked()
	r.get("/citizen/apps").has(">Νέα εξουσιοδότηση</a>")
	r.get("/citizen/apps/new").has("Licences", "Academic", ">Συνέχεια</button>")
	r.get("/citizen/apps/new?application=x").is(http.StatusUnprocessableEntity).has("Επιλέξτε εφαρμογή", `href="#application"`)
	r.get("/citizen/apps/new?choose=1").is(http.StatusUnprocessableEntity).has("Επιλέξτε εφαρμογή", `href="#application"`)
	r.get("/citizen/apps/new?application=driving-licences").leads(licences)
	s := r.get(licences).is(http.StatusOK).has("Ministry", "law", "paper", "issue", "renewal", "Ρητή συγκατάθεση",
		"Συναινώ να αντλήσει η εφαρμογή «Licences» του φορέα «Ministry»", "μπορούν να μετρήσουν μηχανές", ">Εξουσιοδότηση</button>", "δέχεται τη φωτογραφία έως και τις 21/05/2027")
	if box := regexp.MustCompile(`<input[^>]*name="consent"[^>]*>`).FindString(s.body); box == "" || strings.Contains(box, "checked") {
		t.Errorf("consent box %s", box)
	}
	for _, item := range []string{"photo", "signature"} { // the office needs both
		if box := regexp.MustCompile(`<input[^>]*value="` + item + `"[^>]*>`).FindString(s.body); !strings.Contains(box, "checked") {
			t.Errorf("box of the %s: %s", item, box)
		}
	}
	r.get("/citizen/apps/new/academic-id").has("τη φωτογραφία προσώπου μου", "τον σκοπό «card»").lacks(`value="signature"`, "και τη φωτογραφία και την υπογραφή")
	r.send(httptest.NewRequest(http.MethodGet, "/en"+licences, nil)).has("I agree that the application “Licences” of the body “Ministry” retrieves")
	r.get("/citizen/apps/new/nobody").is(http.StatusNotFound)
	r.get("/citizen/apps/grn_x/other").is(http.StatusNotFound)
}

func TestRefusedConsentComesBackWithEveryFaultAndAllAnswers(t *testing.T) {
	t.Parallel()
	r := open(t)
	r.linked()
	summary := r.post(licences).is(http.StatusUnprocessableEntity).has("και τη φωτογραφία και την υπογραφή").body
	before := -1
	for _, field := range []string{"purpose", "items", "mode", "consent"} { // in the order of the page
		at := strings.Index(summary, `href="#`+field+`"`)
		if at <= before {
			t.Errorf("%s is not in its place in the summary", field)
		}
		before = at
	}
	r.post(licences, "purpose", "driving-licence-issue", "items", "signature", "mode", "until", "until", "2099-01-01", "consent", "yes").
		is(http.StatusUnprocessableEntity).has(`href="#until"`, `value="2099-01-01"`, "που διαγράφονται τα αρχεία",
		`value="driving-licence-issue" checked`, `name="consent" value="yes" autocomplete="off" checked`)
	// without script a day can be typed with any answer
	r.post(licences, "purpose", "driving-licence-issue", "items", "photo", "mode", "files", "until", "2026-12-31", "consent", "yes").
		is(http.StatusUnprocessableEntity).has(`href="#until"`, "Γράψατε τελευταία ημέρα αλλά δεν επιλέξατε «Έως ημερομηνία»", `value="2026-12-31"`)
	// a form that was tampered with: the service decides, whatever the page offers
	r.post("/citizen/apps/new/academic-id", "purpose", "academic-id", "items", "signature", "mode", "once", "consent", "yes").
		is(http.StatusUnprocessableEntity).has("δεν επιτρέπεται να λάβει την υπογραφή")
}

func TestAuthorisationIsListedAndWithdrawnWithOnePress(t *testing.T) {
	t.Parallel()
	r := open(t)
	r.linked()
	id := r.granted("files")
	r.get("/citizen/apps?given="+id).has("Εξουσιοδοτήσατε την εφαρμογή «Licences»", "Ενεργή", "Όσο διατηρούνται τα αρχεία",
		"/citizen/apps/"+id+"/revoke", "app-cross", "</svg>Ανάκληση</a>")
	r.get("/citizen").has("1 εφαρμογή")
	r.get("/citizen/unlink").has("Θα σταματήσει 1 εξουσιοδότηση")
	r.post(licences, "purpose", "driving-licence-renewal", "items", "photo", "mode", "once", "consent", "yes").
		is(http.StatusConflict).has("έχει ήδη ενεργή εξουσιοδότηση")
	r.get("/citizen/apps/"+id+"/revoke").has("από το επόμενο κιόλας αίτημα", ">Ανάκληση</button>")
	r.post("/citizen/apps/" + id + "/revoke").leads("/citizen/apps?ended=" + id)
	r.get("/citizen/apps?ended="+id).has("Ανακαλέσατε", "Ανακλήθηκε", "Καμία εφαρμογή δεν έχει πρόσβαση").lacks("/revoke")
	r.get("/citizen/apps/" + id + "/revoke").has("έχει ήδη παύσει").lacks(">Ανάκληση</button>")
	r.who = r.AsCitizen("giorgos")
	r.get("/citizen/apps/" + id + "/revoke").is(http.StatusNotFound)
	r.post("/citizen/apps/" + id + "/revoke").is(http.StatusNotFound)
}

func TestAuthorisationUntilADateEndsAfterThatDay(t *testing.T) {
	t.Parallel()
	r := open(t)
	r.linked()
	day := r.Clock.Now().Add(48 * time.Hour)
	r.post(licences, "purpose", "driving-licence-issue", "items", "photo", "mode", "until", "until", photo.AthensDay(day), "consent", "yes").
		is(http.StatusSeeOther)
	r.get("/citizen/apps").has("Έως " + day.In(photo.Athens()).Format("02/01/2006"))
	r.Clock.Move(96 * time.Hour)
	r.get("/citizen/apps").has("Έληξε")
}

func TestDeletionByTheClockIsInTheHistory(t *testing.T) {
	t.Parallel()
	r := open(t)
	r.linked()
	r.Clock.Move(360 * 24 * time.Hour)
	r.get("/citizen/photo").has("Τα αρχεία διαγράφονται σε 6 ημέρες")
	r.Clock.Move(10 * 24 * time.Hour)
	r.get("/citizen").has("Δεν έχετε συσχετίσει φωτογραφίες")
	_, err := r.Retention.Sweep(t.Context())
	Must(t, err)
	r.get("/citizen/history").has("Διαγραφή των αρχείων επειδή έληξαν")
}

func TestPictureOfAQRCodeFillsTheFieldAndSubmitsNothing(t *testing.T) {
	t.Parallel()
	r := open(t)
	_, code := r.Upload(r.studio, Mobile("maria"))
	parsed, err := photo.ParseCode(code)
	Must(t, err)
	drawn, err := qr.Encode("http://localhost:8080/c/"+parsed.ForLink(), qr.M)
	Must(t, err)
	drawn.Scale = 8
	r.upload("/citizen/code/qr", "qr", drawn.PNG()).is(http.StatusOK).has(`value="`+code+`"`, "Συμπληρώσαμε τον κωδικάριθμο", "υποβολές: 5")
	if home, err := r.Citizen.Home(t.Context(), r.who); err != nil || home.Waiting != nil {
		t.Errorf("reading the picture opened a claim: %v", err)
	}
	foreign, err := qr.Encode("https://elsewhere.example/c/"+parsed.ForLink(), qr.M)
	Must(t, err)
	foreign.Scale = 8
	r.upload("/citizen/code/qr", "qr", foreign.PNG()).is(http.StatusUnprocessableEntity).has("δεν είναι του myPhoto", `href="#qr"`)
	r.upload("/citizen/code/qr", "qr", Portrait(t)).is(http.StatusUnprocessableEntity).has("Δεν βρέθηκε QR code")
	r.upload("/citizen/code/qr", "qr", []byte("GIF89a")).is(http.StatusUnprocessableEntity).has("JPG ή PNG")
	r.upload("/citizen/code/qr", "qr", nil).is(http.StatusUnprocessableEntity).has("Το αρχείο είναι άδειο (0 byte)", `href="#qr"`)
	r.upload("/citizen/code/qr", "other", nil).is(http.StatusUnprocessableEntity).has("Επιλέξτε φωτογραφία ή στιγμιότυπο")
	r.post("/citizen/code/qr", "qr", "text").is(http.StatusBadRequest)
}

func TestTooManyPicturesOfCodesAreRefusedOnThePage(t *testing.T) {
	t.Parallel()
	r := open(t)
	for range 10 {
		r.upload("/citizen/code/qr", "qr", []byte("GIF89a")).is(http.StatusUnprocessableEntity)
	}
	for path, words := range map[string]string{"/citizen/code/qr": "σε 6 δευτερόλεπτα", "/en/citizen/code/qr": "in 6 seconds"} {
		s := r.upload(path, "qr", []byte("GIF89a")).is(http.StatusTooManyRequests).has(words, `name="code"`)
		if s.head.Get("Retry-After") != "6" {
			t.Errorf("Retry-After %q", s.head.Get("Retry-After"))
		}
	}
	r.Clock.Move(6 * time.Second)
	r.upload("/citizen/code/qr", "qr", []byte("GIF89a")).is(http.StatusUnprocessableEntity)
}

// endless is a body of unknown length that never ends.
type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) {
	e.read += int64(len(p))
	return copy(p, bytes.Repeat([]byte("a"), len(p))), nil
}

func TestTooMuchIsRefusedWithoutReadingIt(t *testing.T) {
	t.Parallel()
	r := open(t)
	for path, media := range map[string]string{
		"/citizen/code":    "application/x-www-form-urlencoded",
		"/citizen/code/qr": "multipart/form-data; boundary=b",
	} {
		start := "code="
		if path == "/citizen/code/qr" {
			start = "--b\r\nContent-Disposition: form-data; name=\"qr\"; filename=\"x\"\r\n\r\n"
		}
		body := &endless{}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, path, io.MultiReader(strings.NewReader(start), body))
		Must(t, err)
		req.Header.Set("Content-Type", media)
		if s := r.send(req); s.code != http.StatusRequestEntityTooLarge || body.read > 12_000_000 {
			t.Errorf("%s: %d after %d bytes", path, s.code, body.read)
		}
	}
	declared, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "/citizen/code/qr", &endless{})
	Must(t, err)
	declared.ContentLength = 200_000_000
	declared.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	r.send(declared).is(http.StatusRequestEntityTooLarge)
}

// Without an actor no route answers: the guard is not the only check.
func TestNobodySeesAnythingWithoutBeingACitizen(t *testing.T) {
	t.Parallel()
	r := open(t)
	r.refuse = photo.ErrForbidden
	for _, path := range []string{"", "/code", "/preview", "/photo", "/apps", "/history", "/history.csv", "/download/photos.zip", "/erase"} {
		if s := r.get("/citizen" + path); s.code != http.StatusForbidden {
			t.Errorf("%s: %s", path, fmt.Sprint(s.code))
		}
	}
}
