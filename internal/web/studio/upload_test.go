package studio_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"myphoto/internal/inspect"
	"myphoto/internal/photo"
)

func atCounter(t *testing.T) *house {
	h := open(t)
	h.as("nikos", photo.RolePhotographer)
	return h
}

// The purpose of the counter: from the form to "delivered", without the code ever
// being on a page.
func TestUploadGoesFromFormToItsPage(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	path := h.uploaded(filled())
	before := h.get(path)
	if before.Code != http.StatusOK || !strings.Contains(said(before), "Μεταφορτώθηκε") {
		t.Fatalf("%d %s", before.Code, said(before))
	}
	if !strings.Contains(said(before), "Η μεταφόρτωση έγινε") || !strings.Contains(before.Body.String(), `href="/studio/new"`) {
		t.Error(said(before))
	}
	h.Deliver()
	h.Clock.Move(time.Hour)
	after := h.get(path)
	if strings.Contains(said(after), "Η μεταφόρτωση έγινε") {
		t.Error("an hour later it is still told as news")
	}
	for _, want := range []string{"Εστάλη", "Εστάλη στην πύλη μηνυμάτων", "Γίνεται δεκτή για: Δίπλωμα οδήγησης", "Μ. Παπαδοπούλου", "69••••0001"} {
		if !strings.Contains(said(after), want) {
			t.Errorf("no %q in %s", want, said(after))
		}
	}
	if strings.Contains(after.Body.String(), "6900000001") {
		t.Error("the page shows the whole number after sending")
	}
}

func TestTheSameFormSentTwiceMakesOneUpload(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	first, second := h.uploaded(filled()), h.uploaded(filled())
	if first != second {
		t.Errorf("%s and %s", first, second)
	}
	values, files := filled()
	values.Set("mobile", "6900000002")
	seen := h.send("/studio/new", values, files)
	if seen.Code != http.StatusUnprocessableEntity || !strings.Contains(said(seen), "στάλθηκε ήδη με άλλα στοιχεία") || strings.Contains(seen.Body.String(), `value="KEY1"`) {
		t.Errorf("%d %s", seen.Code, said(seen))
	}
}

// Losing what was typed because a file was wrong is what people complain about
// most.
func TestFaultsComeBackAtTheirFieldsWithEverythingTyped(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	values, files := filled()
	values["documents"] = []string{"passport", "visa"}
	values["channels"] = []string{"sms", "email"}
	values.Set("mobile", "12345")
	values.Set("email", "nobody")
	values.Del("agreed")
	files["signature"] = nil
	seen := h.send("/studio/new", values, files)
	body := seen.Body.String()
	if seen.Code != http.StatusUnprocessableEntity {
		t.Fatalf("%d", seen.Code)
	}
	for _, want := range []string{
		`value="12345"`, `value="nobody"`, `value="Μ. Παπαδοπούλου"`, `value="passport" checked`, `value="email" checked`,
		`href="#mobile"`, `href="#email"`, `href="#agreed"`, `href="#documents"`, "Δεν έχει σταλεί ακόμη τίποτα", "διατηρούνται: Φωτογραφία προσώπου. Επιλέξτε",
		"<title>Σφάλμα:",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q", want)
		}
	}
}

// An address that nobody typed is not recognised by whoever reads it back to the client.
func TestMailAddressComesBackInItsNationalLetters(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	values, files := filled()
	values["channels"], values["email"] = []string{"email"}, []string{"maria@παράδειγμα.ελ"}
	values.Del("mobile")
	values.Del("agreed")
	for name, pictures := range map[string]map[string][]byte{"a draft": files, "no draft": nil} {
		if seen := h.send("/studio/new", values, pictures); !strings.Contains(seen.Body.String(), `value="maria@παράδειγμα.ελ"`) {
			t.Errorf("%s: %d %s", name, seen.Code, seen.Body)
		}
	}
	values.Set("agreed", "yes")
	values.Set("idempotency_key", "KEY2")
	path := h.uploaded(values, files)
	wrong := url.Values{"channels": {"email"}, "email": {"eleni@παράδειγμα.ελ"}, "idempotency_key": {"C"}}
	if seen := h.post(path+"/contact", wrong); !strings.Contains(seen.Body.String(), `value="eleni@παράδειγμα.ελ"`) {
		t.Errorf("the contact: %d %s", seen.Code, seen.Body)
	}
}

func TestUnreadablePictureIsAFaultOfItsField(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	values, files := filled()
	files["photo"] = []byte("not a picture")
	files["signature"] = files["signature"][:500]
	seen := h.send("/studio/new", values, files)
	if seen.Code != http.StatusUnprocessableEntity || !strings.Contains(seen.Body.String(), `href="#photo">Το αρχείο δεν είναι εικόνα JPG`) ||
		!strings.Contains(seen.Body.String(), `href="#signature"`) {
		t.Errorf("%d %s", seen.Code, said(seen))
	}
}

func TestBlockedDraftContinuesWithoutChoosingFilesAgain(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	values, files := filled()
	files["signature"] = scribble(600, 200)
	path := h.uploaded(values, files)
	draft := h.get(path)
	for _, want := range []string{
		"Πρόχειρο", "Δεν γίνεται δεκτή για: Δίπλωμα οδήγησης",
		"Υπογραφή, Εικονοστοιχεία. Χρειάζονται τουλάχιστον 1200 × 400 εικονοστοιχεία. Η εικόνα έχει 600 × 200",
		"Τα αρχεία του πρόχειρου διατηρούνται",
	} {
		if !strings.Contains(said(draft), want) {
			t.Errorf("no %q in %s", want, said(draft))
		}
	}
	values.Set("idempotency_key", "KEY2")
	seen := h.send(path, values, map[string][]byte{"signature": scribble(1200, 400)})
	if seen.Code != http.StatusSeeOther || seen.Header().Get("Location") != path {
		t.Fatalf("%d %s", seen.Code, said(seen))
	}
	if page := said(h.get(path)); !strings.Contains(page, "Μεταφορτώθηκε") || strings.Contains(page, "Δεν γίνεται δεκτή") {
		t.Error(page)
	}
}

func TestFaultsOfAContinuedDraftComeBackOnItsPage(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	values, files := filled()
	files["photo"] = portrait(600, 900)
	path := h.uploaded(values, files)
	values.Set("mobile", "1")
	values.Set("idempotency_key", "KEY2")
	seen := h.send(path, values, nil)
	if seen.Code != http.StatusUnprocessableEntity || !strings.Contains(seen.Body.String(), `href="#mobile"`) ||
		!strings.Contains(seen.Body.String(), `action="`+path+`"`) {
		t.Errorf("%d %s", seen.Code, said(seen))
	}
}

// A picture in a cache of the counter's machine outlives every retention rule.
func TestPreviewsAreNeverStored(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	path := h.uploaded(filled())
	for _, item := range []string{"photo", "signature"} {
		seen := h.get(path + "/" + item)
		if seen.Code != http.StatusOK || seen.Header().Get("Cache-Control") != "no-store" || !bytes.HasPrefix(seen.Body.Bytes(), []byte("\xff\xd8\xff")) {
			t.Errorf("%s: %d %v", item, seen.Code, seen.Header())
		}
	}
	if seen := h.get(path + "/master"); seen.Code != http.StatusNotFound {
		t.Errorf("master: %d", seen.Code)
	}
}

// A head that is cut off in one office's picture is whole in the preview.
func TestStudioSeesWhatEachOfficeReceives(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	values, files := filled()
	values["documents"] = []string{"driving-licence", "academic-id"}
	values.Set("crop_academic-id", "0.5,0.5,0.8,0")
	path := h.uploaded(values, files)
	page := h.get(path)
	for _, want := range []string{
		`<img src="` + path + `/photo?document=academic-id" width="400" height="600" loading="lazy" alt="Η εικόνα που λαμβάνει: Ακαδημαϊκή ταυτότητα">`,
		"Τι λαμβάνει κάθε υπηρεσία", "Δίπλωμα οδήγησης: Η υπηρεσία λαμβάνει εικόνα 800 × 1200 εικονοστοιχείων, όπως είναι",
	} {
		if !strings.Contains(page.Body.String(), want) {
			t.Errorf("no %q in %s", want, page.Body)
		}
	}
	cut := h.get(path + "/photo?document=academic-id")
	if cut.Code != http.StatusOK || cut.Header().Get("Cache-Control") != "no-store" || bytes.Equal(cut.Body.Bytes(), h.get(path+"/photo").Body.Bytes()) {
		t.Errorf("%d %v", cut.Code, cut.Header())
	}
	if seen := h.get(path + "/photo?document=passport"); seen.Code != http.StatusNotFound {
		t.Errorf("a document it was not made for: %d", seen.Code)
	}
}

// Where a document refuses the pictures, nothing is cut for it.
func TestRefusedDocumentReceivesNothing(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	page := h.get(h.tiltedFor("driving-licence", "passport"))
	if body := page.Body.String(); strings.Contains(body, "?document=") || strings.Contains(body, "Τι λαμβάνει κάθε υπηρεσία") {
		t.Error(body)
	}
}

func TestSlipHasThumbnailAndDateButNoCode(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	path := h.uploaded(filled())
	h.Deliver()
	seen := h.get(path + "/slip")
	last := h.Clock.Now().In(photo.Athens()).AddDate(0, 0, photo.SentDays).Format("02/01/2006")
	if !strings.Contains(seen.Body.String(), `src="`+path+`/photo"`) || !strings.Contains(said(seen), last) || !strings.Contains(said(seen), "ΚΕΠ") ||
		!strings.Contains(said(seen), "ΦΩΤΟ ΝΙΚΟΛΑΟΥ") {
		t.Errorf("want the picture, the studio, %s (the last day of the rule sent-not-associated) and where to get help, got %s", last, said(seen))
	}
	if code := h.codeOf("+306900000001"); code == "" || strings.Contains(seen.Body.String(), code) {
		t.Errorf("the code is on the slip, or there is none")
	}
}

// Where there is no memory for the pictures, the form still comes back with what was
// typed, and says when to send it again.
func TestBusyCounterKeepsWhatWasTyped(t *testing.T) {
	h := atCounter(t)
	ctx, leave := context.WithCancel(t.Context())
	const each = 3_000_000
	turnedAway := make(chan error, 200)
	var waiting sync.WaitGroup
	for range cap(turnedAway) {
		waiting.Go(func() {
			if _, err := h.Studio.Admit(ctx, photo.Photographer{Studio: photo.NewStudioID()}, each); errors.Is(err, inspect.ErrBusy) {
				turnedAway <- err
			}
		})
	}
	<-turnedAway // the queue is full
	values, files := filled()
	seen := h.send("/studio/new", values, files)
	leave()
	waiting.Wait()
	if seen.Code != http.StatusServiceUnavailable || seen.Header().Get("Retry-After") == "" {
		t.Errorf("%d %v", seen.Code, seen.Header())
	}
	for _, want := range []string{`value="690 000 0001"`, `value="Μ. Παπαδοπούλου"`, `value="driving-licence" checked`, "Επιλέξτε ξανά τα αρχεία", "Ελέγχονται πολλές εικόνες"} {
		if !strings.Contains(seen.Body.String(), want) {
			t.Errorf("no %q", want)
		}
	}
}

// A body that announces 200 MB is answered before a byte of it is read.
func TestHugeBodyIsRefusedUnread(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	req := httptest.NewRequest(http.MethodPost, "/studio/new", untouched{t})
	req.ContentLength = 200_000_000
	req.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	seen := h.ask(req)
	if seen.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("%d", seen.Code)
	}
	if strings.Contains(said(seen), "Όσα συμπληρώσατε διατηρήθηκαν") {
		t.Error("the page says that it kept what it never read")
	}
}

// A bare page of the error would be a dead end.
func TestTooLargeABodyLeadsBackToItsForm(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	values, files := filled()
	sent := h.uploaded(values, files)
	values.Del("agreed")
	values.Set("idempotency_key", "KEY2")
	h.send("/studio/new", values, files)
	draft := regexp.MustCompile(`/studio/u/upl_\w+`).FindString(strings.ReplaceAll(h.get("/studio").Body.String(), sent, ""))
	for path, action := range map[string]string{"/studio/new": "/studio/new", draft: draft, sent + "/replace": sent + "/replace"} {
		req := httptest.NewRequest(http.MethodPost, path, untouched{t})
		req.ContentLength = 200_000_000
		req.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		seen := h.ask(req)
		for _, want := range []string{`action="` + action + `"`, "ξεπερνούν τα 64 MB", "έως 10 MB", "ποιότητα 90", "«Πίσω»"} {
			if seen.Code != http.StatusRequestEntityTooLarge || !strings.Contains(seen.Body.String(), want) {
				t.Errorf("%s: %d, no %q in %s", path, seen.Code, want, said(seen))
			}
		}
		if path == draft && !strings.Contains(seen.Body.String(), `value="690 000 0001"`) {
			t.Error("the form of the draft is lost")
		}
	}
}

type untouched struct{ t *testing.T }

func (u untouched) Read([]byte) (int, error) {
	u.t.Error("the body was read")
	return 0, http.ErrBodyReadAfterClose
}

func TestPictureOverItsLimitIsNamedWithItsSize(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	values, files := filled()
	files["photo"] = append(files["photo"], make([]byte, 10_450_000)...)
	seen := h.send("/studio/new", values, files)
	if seen.Code != http.StatusUnprocessableEntity || !strings.Contains(said(seen), "το όριο είναι 10 MB") {
		t.Errorf("%d %s", seen.Code, said(seen))
	}
}

func TestMalformedFormsAreRefused(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	for name, crop := range map[string]string{
		"crop_driving-licence": "0.5,0.5,0.8", "crop_passport": "a,b,c,d", "crop_nothing": "0.5,0.5,0.8,0",
		"crop_identity-card": "NaN,0.5,0.8,0", "crop_academic-id": "0.5,-0.5,0.8,0", "crop_tachograph-card": "0.5,0.5,5e-324,0",
	} {
		values, files := filled()
		values.Set(name, crop)
		if seen := h.send("/studio/new", values, files); seen.Code != http.StatusBadRequest {
			t.Errorf("%s=%s: %d", name, crop, seen.Code)
		}
	}
	values, files := filled()
	values.Set("crop_driving-licence", "0.5,0.5,0.8,-2.5")
	h.uploaded(values, files)
}

// A photographer who reads "sent" waits for "delivered", which never comes for e-mail.
func TestEMailReadsAsDeliveredToTheMailServer(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	values, files := filled()
	values["channels"], values["email"] = []string{"email"}, []string{"maria@example.gr"}
	values.Del("mobile")
	path := h.uploaded(values, files)
	h.Deliver()
	for l, want := range map[string][]string{
		"":    {"Παραδόθηκε στον διακομιστή αλληλογραφίας", "δεν έρχεται επιβεβαίωση παράδοσης", "εστάλη στο m•••@example.gr"},
		"/en": {"Delivered to the mail server", "no confirmation of delivery"},
	} {
		page := h.get(l + path)
		for _, sentence := range want {
			if !strings.Contains(said(page), sentence) {
				t.Errorf("no %q in %s", sentence, said(page))
			}
		}
		if strings.Contains(page.Body.String(), "data-swap") {
			t.Error("the page still waits for something")
		}
	}
	if seen := said(h.get("/studio/list?status=mailed")); !strings.Contains(seen, "1 μεταφόρτωση") {
		t.Error(seen)
	}
}

// An address beside an unticked box looks as if a message will be sent to it; the
// client would wait in vain.
func TestAddressTypedWithoutItsChannelIsRefusedAtItsField(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	values, files := filled()
	values.Set("email", "maria@example.gr")
	seen := h.send("/studio/new", values, files)
	if seen.Code != http.StatusUnprocessableEntity || !strings.Contains(seen.Body.String(), `value="maria@example.gr"`) ||
		!strings.Contains(seen.Body.String(), `href="#email"`) || !strings.Contains(said(seen), "δεν επιλέξατε αποστολή με email") {
		t.Errorf("%d %s", seen.Code, said(seen))
	}
	values.Set("channels", "email")
	if seen = h.send("/studio/new", values, files); !strings.Contains(said(seen), "δεν επιλέξατε αποστολή με sms") {
		t.Errorf("%d %s", seen.Code, said(seen))
	}
}
