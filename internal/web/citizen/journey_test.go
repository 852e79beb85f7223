package citizen_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"myphoto/internal/photo"
	. "myphoto/internal/service/servicetest"
)

// claimed makes an upload for maria and types its code.
func (r *room) claimed() (upload, code string) {
	r.t.Helper()
	id, code := r.Upload(r.studio, Mobile("maria"))
	r.post("/citizen/code", "code", code).leads("/citizen/preview")
	return string(id), code
}

// linked makes an upload for maria and links it.
func (r *room) linked() (upload, code string) {
	r.t.Helper()
	upload, code = r.claimed()
	r.approve().leads("/citizen/link")
	r.post("/citizen/link").leads("/citizen/photo?linked=1")
	return upload, code
}

// The main journey as in a browser without scripts, page by page; each page is
// checked in both languages.
func TestJourneyFromTheCodeToTheHistory(t *testing.T) {
	t.Parallel()
	r := open(t)
	r.get("/citizen").is(http.StatusOK).has("Δεν έχετε συσχετίσει φωτογραφίες", "Εισαγωγή κωδικάριθμου")
	r.get("/citizen/photo").leads("/citizen/code")
	r.get("/citizen/code").is(http.StatusOK).has("Χειροκίνητη εισαγωγή", "Υποβολή με QR Code", "Εναπομείνασες ημερήσιες υποβολές: 5", ">Συνέχεια</button>", `autocapitalize="none"`)
	upload, code := r.claimed()
	r.get("/citizen").has("περιμένουν την επιβεβαίωσή σας", `href="/citizen/preview">Έλεγχος των αρχείων<`, "ΦΩΤΟ ΝΙΚΟΛΑΟΥ", "Διαγράφονται μετά τις", "Εισαγωγή άλλου κωδικάριθμου").
		lacks(">Εισαγωγή κωδικάριθμου</a>", "Χρειάζεστε κωδικάριθμο")
	r.get("/citizen/preview").is(http.StatusOK).has(
		"Βήμα 2 από 3", "Φωτογραφία προσώπου που ανέβασε το φωτογραφείο ΦΩΤΟ ΝΙΚΟΛΑΟΥ στις", "Τι δείχνει ο έλεγχος", "800 × 1200",
		"Η υπογραφή χρησιμοποιείται αποκλειστικά", ">Επιβεβαίωση</button>", ">Απόρριψη</a>", "/citizen/file/"+upload+"/photo")
	r.get("/citizen/link").leads("/citizen/preview") // not approved yet
	r.approve().leads("/citizen/link")
	for _, path := range []string{"/citizen", "/citizen/code"} { // a citizen who stopped here is led on to linking, not back
		r.get(path).has("δεν έχετε ακόμη συσχετίσει", `href="/citizen/link"`).lacks("περιμένουν την επιβεβαίωσή σας", "Χρειάζεστε κωδικάριθμο")
	}
	r.get("/citizen/link").is(http.StatusOK).has("••••••783", "ΜΑΡΙΑ ΠΑΠΑΔΟΠΟΥΛΟΥ", ">Συσχέτιση</button>", "21/11/2027").lacks("123456783")
	r.get("/citizen/link?confirm=1").has("<title>Επιβεβαίωση συσχέτισης", ">Συνέχεια</button>", "έως 21/11/2027", `<form method="post" action="/citizen/link">`)
	r.post("/citizen/link").leads("/citizen/photo?linked=1")
	r.post("/citizen/link").leads("/citizen/photo") // pressed twice
	r.get("/citizen/photo?linked=1").has("<title>Συγχαρητήρια!", "Έχετε συσχετίσει τον κωδικάριθμο με τον Α.Φ.Μ. σας", code)
	r.get("/citizen/photo").has("Ο κωδικάριθμός μου", ">Λήψη ψηφιακών αρχείων</a>", ">Αποσυσχέτιση</a>").lacks("Συγχαρητήρια!")
	r.get("/citizen").has(">Προβολή</a>", ">Καμία<").lacks("0 εφαρμογές")
	r.get("/citizen/history").has("Συσχέτιση με τον ΑΦΜ σας", "Σφραγίζεται")
}

func TestPicturesAreShownToTheirOwnerAlone(t *testing.T) {
	t.Parallel()
	r := open(t)
	upload, _ := r.claimed()
	for _, path := range []string{"/citizen/file/" + upload + "/photo", "/citizen/file/" + upload + "/signature?size=full"} {
		if s := r.get(path).is(http.StatusOK); s.head.Get("Content-Type") != "image/jpeg" || s.head.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", path, s.head)
		}
	}
	r.get("/citizen/preview/photo").is(http.StatusOK).has("size=full", "/citizen/preview", "Άνοιγμα μόνο της εικόνας")
	r.get("/citizen/preview/signature?upload=" + upload).is(http.StatusOK)
	r.get("/citizen/preview/passport").is(http.StatusNotFound)
	r.who = r.AsCitizen("giorgos")
	r.get("/citizen/file/" + upload + "/photo").is(http.StatusNotFound)
	r.get("/citizen/preview/photo?upload=" + upload).is(http.StatusNotFound)
}

func TestMalformedCodeCostsNothingAndIsKept(t *testing.T) {
	t.Parallel()
	r := open(t)
	r.post("/citizen/code", "code", "abc").is(http.StatusUnprocessableEntity).has(
		"Πληκτρολογήσατε 3", `value="abc"`, "υποβολές: 5", `href="#code"`, "<title>Σφάλμα: ")
	r.post("/citizen/code").has("Πληκτρολογήστε τον κωδικάριθμο")
	r.post("/citizen/code", "code", "AAAAAAAAAAAAAAAAAAAAAΡ").has("λατινικούς χαρακτήρες")
}

// The address of a form may have no GET; changing the language on the page that comes
// back must not lead to an error.
func TestLanguageLinkNeverLeadsToAFormsAddress(t *testing.T) {
	t.Parallel()
	r := open(t)
	link := regexp.MustCompile(`href="/en([^"]*)" lang="en"`)
	check := func(answer seen, want string) {
		t.Helper()
		if to := link.FindStringSubmatch(answer.body); to == nil || to[1] != want {
			t.Fatalf("the link leads to %v, want %s", to, want)
		}
		r.get(want).is(http.StatusOK)
	}
	check(r.upload("/citizen/code/qr", "qr", []byte("no picture")), "/citizen/code")
	check(r.post("/citizen/code", "code", "abc"), "/citizen/code")
	first, _ := r.linked()
	r.claimed()
	r.approve()
	r.post("/citizen/link", "replaces", first).leads("/citizen/photo?linked=1")
	check(r.post("/citizen/associate-again", "upload", first), "/citizen")
}

// After the last submission of the day the page says when to come back.
func TestUnknownCodeCountsDownToThePageWithTheHour(t *testing.T) {
	t.Parallel()
	r := open(t)
	for left := 4; left >= 0; left-- {
		s := r.post("/citizen/code", "code", fmt.Sprintf("Bbbbbbbbbbbbbbbbbbbb%dA", left+3)).is(http.StatusUnprocessableEntity)
		s.has("Δεν βρέθηκε κωδικάριθμος")
		switch left {
		case 0:
			s.has("Δεν απομένουν άλλες υποβολές")
		case 1:
			s.has("Απομένει 1 υποβολή")
		default:
			s.has(fmt.Sprintf("Απομένουν %d υποβολές", left))
		}
		s.lacks("τα .")
	}
	r.post("/citizen/code", "code", "BOOOOOOOOOOOOOOOOOOOOA").is(http.StatusTooManyRequests).has("Δοκιμάστε ξανά μετά τις 00:00")
	r.get("/citizen/code").is(http.StatusOK).has("Δεν απομένουν υποβολές", "00:00")
	r.get("/citizen/scan").is(http.StatusOK).has("Δεν απομένουν υποβολές")
}

func TestCarriedCodeIsFilledInAndNotSubmitted(t *testing.T) {
	t.Parallel()
	r := open(t)
	_, r.carried = r.Upload(r.studio, Mobile("maria"))
	r.get("/citizen/code").has(`value="`+r.carried+`"`, "Συμπληρώσαμε τον κωδικάριθμο", "υποβολές: 5")
	if home, err := r.Citizen.Home(t.Context(), r.who); err != nil || home.Waiting != nil {
		t.Errorf("opening the page opened a claim: %v", err)
	}
}

// A code that was looked up has been used, whatever came of it.
func TestSubmittedCodeDoesNotFillTheFieldAgain(t *testing.T) {
	t.Parallel()
	r := open(t)
	_, code := r.Upload(r.studio, Mobile("maria"))
	for _, submitted := range []string{code, "Bbbbbbbbbbbbbbbbbbbb3A"} {
		r.carried = code
		r.post("/citizen/code", "code", "B3+") // nothing was looked up
		r.get("/citizen/code").has(`value="`+code+`"`, "Συμπληρώσαμε")
		r.post("/citizen/code", "code", submitted)
		r.get("/citizen/code").lacks(code, "Συμπληρώσαμε")
	}
}

func TestScanPageMayUseTheCameraAndNeedsNone(t *testing.T) {
	t.Parallel()
	r := open(t)
	s := r.get("/citizen/scan").has("<noscript>", "scan.js", `data-scan="code"`, `name="qr"`, `id="code"`)
	if !strings.Contains(s.head.Get("Permissions-Policy"), "camera=(self)") {
		t.Error(s.head.Get("Permissions-Policy"))
	}
	if strings.Contains(r.get("/citizen/code").head.Get("Permissions-Policy"), "camera=(self)") {
		t.Error("the code page may use the camera")
	}
}

func TestRejectionAsksForTheReasonAndTellsTheStudio(t *testing.T) {
	t.Parallel()
	r := open(t)
	upload, code := r.claimed()
	r.get("/citizen/reject").has("Δεν είμαι εγώ", "Λάθος υπογραφή", ">Απόρριψη</button>")
	r.post("/citizen/reject").is(http.StatusUnprocessableEntity).has("Επιλέξτε λόγο απόρριψης", `href="#reason"`)
	note := "Τα μάτια\nείναι κλειστά"
	r.post("/citizen/reject", "note", note).is(http.StatusUnprocessableEntity).has("Τα μάτια είναι κλειστά</textarea>")
	r.post("/citizen/reject", "reason", "other", "note", strings.Repeat("ω", photo.MaxRejectNote+1)).
		is(http.StatusUnprocessableEntity).has("Γράψτε έως 200 χαρακτήρες. Έχετε γράψει 201", `href="#note"`, "checked")
	r.post("/citizen/reject", "reason", "quality", "seen", "of-other-pictures").is(http.StatusConflict).
		has("αντικατέστησε τα αρχεία", ">Επιβεβαίωση</button>").lacks("Δεν είμαι εγώ") // the pictures of now, not the old form again
	s := r.post("/citizen/reject", "reason", "quality", "note", note).is(http.StatusSeeOther)
	if !regexp.MustCompile(`^/citizen/rejected\?until=\d{4}-\d\d-\d\d$`).MatchString(s.to) {
		t.Fatal(s.to)
	}
	r.get(s.to).has("έως και τις", ">Νέα Υποβολή</a>")
	last := r.Clock.Now().AddDate(0, 0, photo.SentDays)
	r.get("/citizen/rejected?until=" + photo.AthensDay(r.Clock.Now())).has("έως και τις")
	r.get("/citizen/rejected?until=" + photo.AthensDay(last)).has("έως και τις")
	for _, untrue := range []string{"%3Cb%3E", "2031-05-05", photo.AthensDay(r.Clock.Now().AddDate(0, 0, -1)), photo.AthensDay(last.AddDate(0, 0, 2))} {
		r.get("/citizen/rejected?until=" + untrue).lacks("έως και τις")
	}
	r.get("/citizen/preview").is(http.StatusNotFound).has("Δεν υπάρχουν αρχεία που περιμένουν")
	page, err := r.Studio.View(t.Context(), r.studio, photo.UploadID(upload))
	if err != nil || page.RejectReason != "quality" || page.RejectNote != "Τα μάτια είναι κλειστά" {
		t.Errorf("studio sees %q %q, %v", page.RejectReason, page.RejectNote, err)
	}
	r.post("/citizen/code", "code", code).leads("/citizen/preview")
}

func TestAnotherUploadReplacesTheCurrentOnlyWhenChosen(t *testing.T) {
	t.Parallel()
	r := open(t)
	first, _ := r.linked()
	second, _ := r.claimed()
	r.approve().leads("/citizen/link")
	r.get("/citizen/link").has("Έχετε ήδη συσχετισμένα αρχεία", first, second, `name="replaces"`)
	r.get("/citizen/link?confirm=1").is(http.StatusUnprocessableEntity).has("Επιλέξτε ποια αρχεία", `href="#replaces"`)
	r.get("/citizen/link?confirm=1&replaces=keep").leads("/citizen/photo?kept=1")
	r.get("/citizen/photo?kept=1").has("Κρατήσατε τα τωρινά αρχεία", "Διαγράφονται μετά τις") // and the choice stays open
	r.get("/citizen").has("δεν έχετε ακόμη συσχετίσει")
	r.get("/citizen/link?confirm=1&replaces="+first).has(">Συνέχεια</button>", `name="replaces" value="`+first+`"`)
	r.post("/citizen/link").is(http.StatusConflict).has("Έχετε ήδη συσχετισμένα αρχεία")
	r.post("/citizen/link", "replaces", first).leads("/citizen/photo?linked=1")
	r.get("/citizen").has(second, first, ">Επανασυσχέτιση</button>")
	r.post("/citizen/associate-again", "upload", first).is(http.StatusConflict).has("Αντικατάσταση των τωρινών", `name="replaces" value="`+second+`"`)
	r.post("/citizen/associate-again", "upload", first, "replaces", second).leads("/citizen/photo?linked=1")
}

// What a window showed may have been linked in another one meanwhile. Its buttons then
// lead to the linked files, never to pictures that nobody asked for.
func TestASecondWindowLeadsToWhatTheFirstOneLinked(t *testing.T) {
	t.Parallel()
	seen := regexp.MustCompile(`name="seen" value="([^"]+)"`)
	for _, waiting := range []string{"nothing", "the replaced files", "other files"} {
		r := open(t)
		first, code := r.linked()
		if waiting == "the replaced files" {
			r.post("/citizen/code", "code", code)
		}
		if waiting == "other files" {
			r.claimed()
			r.approve()
		}
		r.Clock.Move(time.Second)
		r.claimed()
		r.approve()
		version := seen.FindStringSubmatch(r.get("/citizen/link").body)[1]
		r.post("/citizen/link", "replaces", first, "seen", version).leads("/citizen/photo?linked=1")
		r.get("/citizen/link?confirm=1&replaces=" + first + "&seen=" + url.QueryEscape(version)).leads("/citizen/photo")
		r.post("/citizen/link", "replaces", first, "seen", version).leads("/citizen/photo")
		r.post("/citizen/preview", "seen", version).leads("/citizen/photo")
	}
}

func TestUnlinkedFilesCanBeLinkedAgainWithOnePress(t *testing.T) {
	t.Parallel()
	r := open(t)
	upload, _ := r.linked()
	r.get("/citizen/unlink").has("Δεν υπάρχουν εξουσιοδοτήσεις σε ισχύ", ">Συνέχεια</button>")
	r.post("/citizen/unlink").leads("/citizen/unlinked")
	r.post("/citizen/unlink").leads("/citizen/unlinked") // pressed twice
	r.get("/citizen/unlinked").has(">Νέα Υποβολή</a>", ">Επανασυσχέτιση</button>", "συσχετίσετε ξανά έως")
	r.get("/citizen/photo").leads("/citizen")
	r.get("/citizen").has("Δεν έχετε συσχετισμένα αρχεία αυτή τη στιγμή", ">Επανασυσχέτιση</button>")
	r.post("/citizen/associate-again", "upload", upload).leads("/citizen/photo?linked=1")
	r.get("/citizen/unlinked").leads("/citizen")
}

// Erasing is final: one press too many must not do it.
func TestErasingNeedsAnExplicitYes(t *testing.T) {
	t.Parallel()
	r := open(t)
	upload, _ := r.linked()
	r.get("/citizen/erase").has("παραμένουν για 10 έτη", ">Διαγραφή των αρχείων μου</button>", upload)
	r.post("/citizen/erase", "upload", upload).is(http.StatusUnprocessableEntity).has("Ναι, να διαγραφούν οριστικά", `href="#confirm"`)
	r.get("/citizen/photo").is(http.StatusOK)
	r.post("/citizen/erase", "upload", upload, "confirm", "yes").leads("/citizen?erased=1")
	r.get("/citizen?erased=1").has("Τα αρχεία διαγράφηκαν")
	r.get("/citizen/erase").leads("/citizen")
	r.get("/citizen/history").has("Διαγραφή των αρχείων από εσάς")
}

// Two uploads of one studio on one day must not look the same where one of them is
// destroyed for good.
func TestFilesToEraseAreToldApart(t *testing.T) {
	t.Parallel()
	r := open(t)
	first, _ := r.linked()
	r.Clock.Move(time.Hour)
	r.claimed()
	r.approve()
	r.post("/citizen/link", "replaces", first).leads("/citizen/photo?linked=1")
	page := r.get("/citizen/erase?upload="+first).has(
		`src="/citizen/file/`+first+`/photo"`, `value="`+first+`" checked`, "Δίπλωμα οδήγησης")
	lines := regexp.MustCompile(`Φωτογραφείο ΦΩΤΟ ΝΙΚΟΛΑΟΥ, [^<]+`).FindAllString(page.body, -1)
	if len(lines) != 2 || lines[0] == lines[1] {
		t.Errorf("the choices read %q", lines)
	}
}

func TestDownloadsAreTheFilesAndNothingElse(t *testing.T) {
	t.Parallel()
	r := open(t)
	r.get("/citizen/download").leads("/citizen/code")
	r.get("/citizen/download/photos.zip").is(http.StatusNotFound)
	r.linked()
	r.get("/citizen/download").has("photos.zip", "signature.jpg", "code.pdf", "print.pdf")
	all := r.get("/citizen/download/photos.zip").is(http.StatusOK)
	archive, err := zip.NewReader(strings.NewReader(all.body), int64(len(all.body)))
	if err != nil || len(archive.File) != 3 {
		t.Fatalf("archive: %v", err)
	}
	for name, start := range map[string]string{"photo.jpg": "\xff\xd8\xff", "signature.jpg": "\xff\xd8\xff", "code.pdf": "%PDF-", "print.pdf": "%PDF-"} {
		s := r.get("/en/citizen/download/" + name).is(http.StatusOK)
		if !bytes.HasPrefix([]byte(s.body), []byte(start)) || s.head.Get("Content-Disposition") != "attachment; filename="+name {
			t.Errorf("%s: %v", name, s.head)
		}
	}
	r.get("/citizen/download/master.key").is(http.StatusNotFound)
	r.get("/citizen/photo.ics").is(http.StatusOK).has("BEGIN:VCALENDAR", "DTSTART;VALUE=DATE:2027")
}
