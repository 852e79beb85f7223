package studio_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/citizen"
)

func TestResendEndsTheOldCodeAndCountsDown(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	path := h.uploaded(filled())
	h.Deliver()
	first := h.codeOf("+306900000001")
	for range 2 { // pressed twice, sent once
		seen := h.post(path+"/resend", url.Values{"idempotency_key": {"R1"}})
		if seen.Header().Get("Location") != path+"?done=resent" {
			t.Fatalf("%d %s", seen.Code, said(seen))
		}
	}
	h.Deliver()
	if second := h.codeOf("+306900000001"); second == first {
		t.Error("the code is the same")
	}
	seen := said(h.get(path + "?done=resent"))
	if !strings.Contains(seen, "Στάλθηκε νέος κωδικάριθμος") || !strings.Contains(seen, "Απομένουν 4 επαναποστολές") {
		t.Error(seen)
	}
}

// Between two clients a glance must show that the new code has not arrived yet,
// whatever became of the old one.
func TestAfterResendThePageTellsOfTheNewCodeAlone(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	path := h.uploaded(filled())
	h.Deliver()
	h.Clock.Move(time.Minute)
	h.post(path+"/resend", url.Values{"idempotency_key": {"R1"}})
	seen := said(h.get(path))
	if strings.Contains(seen, "εστάλη στο") || !strings.Contains(seen, "Παλιός κωδικάριθμος, δεν ισχύει") ||
		!strings.Contains(seen, "Μεταφορτώθηκε") || !strings.Contains(seen, "Ανανέωση") {
		t.Error(seen)
	}
	h.Deliver()
	if seen = said(h.get(path)); strings.Count(seen, "Παλιός κωδικάριθμος") != 1 || !strings.Contains(seen, "εστάλη στο 69••••0001") {
		t.Error(seen)
	}
}

func TestTheSixthResendIsRefusedInWords(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	path := h.uploaded(filled())
	for _, mobile := range []string{"6900000002", "6900000003", "6900000004", "6900000005", "6900000006"} {
		form := url.Values{"mobile": {mobile}, "channels": {"sms"}, "agreed": {"yes"}, "idempotency_key": {mobile}}
		if seen := h.post(path+"/contact", form); seen.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", mobile, seen.Code, said(seen))
		}
	}
	seen := h.post(path+"/resend", nil)
	if seen.Code != http.StatusTooManyRequests || !strings.Contains(said(seen), "5 νέοι κωδικάριθμοι") {
		t.Errorf("%d %s", seen.Code, said(seen))
	}
	if !strings.Contains(seen.Body.String(), `href="/en`+path+`" lang="en"`) {
		t.Error("the language link does not lead to the page of the upload")
	}
	if strings.Contains(h.get(path).Body.String(), path+"/resend") {
		t.Error("the page still offers it")
	}
	if seen := h.get(path + "/contact"); seen.Code != http.StatusTooManyRequests {
		t.Errorf("the form is still there: %d", seen.Code)
	}
}

func TestCorrectedContactGetsTheCodeAndFaultsKeepWhatWasTyped(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	path := h.uploaded(filled())
	wrong := h.post(path+"/contact", url.Values{"mobile": {"210"}, "channels": {"sms"}})
	if wrong.Code != http.StatusUnprocessableEntity || !strings.Contains(wrong.Body.String(), `value="210"`) ||
		!strings.Contains(wrong.Body.String(), `href="#agreed"`) {
		t.Errorf("%d %s", wrong.Code, said(wrong))
	}
	form := url.Values{"mobile": {"6900000002"}, "channels": {"sms"}, "agreed": {"yes"}, "idempotency_key": {"C1"}}
	if seen := h.post(path+"/contact", form); seen.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", seen.Code, said(seen))
	}
	h.Deliver()
	if h.codeOf("+306900000002") == "" || h.codeOf("+306900000001") != "" {
		t.Error("the code went to the wrong phone")
	}
}

func TestReplacedPictureIsJudgedAndKeepsTheCode(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	path := h.uploaded(filled())
	h.Deliver()
	before := h.codeOf("+306900000001")
	blocked := h.send(path+"/replace", nil, map[string][]byte{"photo": portrait(600, 900)})
	if blocked.Code != http.StatusUnprocessableEntity || !strings.Contains(said(blocked), "τουλάχιστον 800 × 1200") {
		t.Errorf("%d %s", blocked.Code, said(blocked))
	}
	if !strings.Contains(blocked.Body.String(), `href="#agreed"`) {
		t.Error("the client's agreement to the new pictures is not asked for")
	}
	if none := h.send(path+"/replace", nil, nil); none.Code != http.StatusUnprocessableEntity {
		t.Errorf("nothing chosen: %d", none.Code)
	}
	seen := h.send(path+"/replace", url.Values{"agreed": {"yes"}}, map[string][]byte{"photo": portrait(1000, 1500)})
	if seen.Code != http.StatusSeeOther || seen.Header().Get("Location") != path+"?done=replaced" {
		t.Fatalf("%d %s", seen.Code, said(seen))
	}
	h.Deliver()
	if page := said(h.get(path)); !strings.Contains(page, "1000 × 1500") || h.codeOf("+306900000001") != before {
		t.Error(page)
	}
}

// Without this, correcting a digit of the mobile would silently drop the e-mail.
func TestContactLeftEmptyStaysAsItIs(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	values, files := filled()
	values["channels"] = []string{"sms", "email"}
	values.Set("email", "maria@example.gr")
	path := h.uploaded(values, files)
	h.Deliver()
	if asked := h.get(path + "/contact").Body.String(); strings.Count(asked, " checked") != 2 {
		t.Error("the channels in use are not ticked")
	}
	form := url.Values{"mobile": {"6900000002"}, "channels": {"sms", "email"}, "agreed": {"yes"}, "idempotency_key": {"C1"}}
	if seen := h.post(path+"/contact", form); seen.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", seen.Code, said(seen))
	}
	h.Deliver()
	if mails := strings.Count(h.Messages("mails", "maria@example.gr"), `"subject"`); mails != 2 || h.codeOf("+306900000002") == "" {
		t.Errorf("%d mails", mails)
	}
	form = url.Values{"channels": {"email"}, "agreed": {"yes"}, "idempotency_key": {"C2"}, "email": {"anna@example.gr"}}
	if seen := h.post(path+"/contact", form); seen.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", seen.Code, said(seen))
	}
	if seen := said(h.get(path)); !strings.Contains(seen, "a•••@example.gr") || strings.Contains(seen, "69••••0002") {
		t.Error(seen)
	}
}

// A GET that withdrew would let a prefetching browser destroy a client's files.
func TestWithdrawAsksFirstAndThenEverythingIsGone(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	path := h.uploaded(filled())
	asked := h.get(path + "/withdraw")
	if !strings.Contains(said(asked), "διαγράφονται οριστικά") || !strings.Contains(said(h.get(path)), "Μεταφορτώθηκε") {
		t.Fatal(said(asked))
	}
	if seen := h.post(path+"/withdraw", nil); seen.Header().Get("Location") != path {
		t.Fatalf("%d", seen.Code)
	}
	if page := h.get(path); !strings.Contains(said(page), "Ακυρώθηκε") || !strings.Contains(said(page), "Παλιός κωδικάριθμος, δεν ισχύει") || strings.Contains(page.Body.String(), path+"/photo") {
		t.Error(said(page))
	}
	for _, then := range []string{"/withdraw", "/contact", "/replace"} {
		if seen := h.get(path + then); seen.Code != http.StatusGone {
			t.Errorf("%s: %d", then, seen.Code)
		}
	}
	if seen := h.get(path + "/photo"); seen.Code == http.StatusOK {
		t.Error("the picture is still shown")
	}
}

func TestAnotherStudiosUploadIsNotThere(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	path := h.uploaded(filled())
	h.as("kostas", "photographer")
	for _, then := range []string{"", "/photo", "/slip", "/contact", "/replace", "/withdraw"} {
		if seen := h.get(path + then); seen.Code != http.StatusNotFound {
			t.Errorf("%s: %d", then, seen.Code)
		}
	}
	for _, act := range []string{"/resend", "/withdraw"} {
		if seen := h.post(path+act, nil); seen.Code != http.StatusNotFound {
			t.Errorf("%s: %d", act, seen.Code)
		}
	}
}

func TestEmployeeIsAddedAndRemoved(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	wrong := h.post("/studio/staff/new", url.Values{"afm": {"111111114"}, "label": {"Εγώ"}})
	if wrong.Code != http.StatusUnprocessableEntity || !strings.Contains(wrong.Body.String(), `value="Εγώ"`) {
		t.Errorf("%d %s", wrong.Code, said(wrong))
	}
	h.post("/studio/staff/new", url.Values{"afm": {"987654324"}, "label": {"Ελένη"}})
	page := h.get("/studio/staff")
	if !strings.Contains(said(page), "••••••324") || !strings.Contains(said(page), "Περιμένει αποδοχή") || strings.Contains(page.Body.String(), "987654324") {
		t.Error(said(page))
	}
	_, rest, _ := strings.Cut(page.Body.String(), `href="/studio/staff/emp_`)
	id, _, _ := strings.Cut(rest, "/")
	if seen := h.get("/studio/staff/emp_" + id + "/remove"); !strings.Contains(said(seen), "«Ελένη» χάνει αμέσως") {
		t.Error(said(seen))
	}
	if seen := h.post("/studio/staff/emp_"+id+"/remove", nil); seen.Code != http.StatusSeeOther {
		t.Fatalf("%d", seen.Code)
	}
	if seen := said(h.get("/studio/staff")); strings.Contains(seen, "Ελένη") {
		t.Error(seen)
	}
}

// claimed lets the citizen maria open the code on her phone.
func (h *house) claimed() photo.Citizen {
	h.t.Helper()
	h.Deliver()
	h.as("maria", photo.RoleCitizen)
	maria := must(h.SignIn.Citizen(h.t.Context(), h.visitor))
	if err := h.Citizen.Submit(h.t.Context(), maria, h.codeOf("+306900000001")); err != nil {
		h.t.Fatal(err)
	}
	return maria
}

func TestRejectionIsFirstInTheQueueWithReasonAndRemedy(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	path := h.uploaded(filled())
	maria := h.claimed()
	if _, err := h.Citizen.Reject(t.Context(), maria, citizen.RejectInput{Reason: photo.PoorQuality}); err != nil {
		t.Fatal(err)
	}
	h.as("nikos", photo.RolePhotographer)
	home := h.get("/studio")
	if !strings.Contains(said(home), "Χρειάζονται ενέργεια") || !strings.Contains(said(home), "Λόγος: Κακή ποιότητα") ||
		!strings.Contains(home.Body.String(), `href="`+path+`/replace"`) {
		t.Error(said(home))
	}
	if page := said(h.get(path)); !strings.Contains(page, "Ο πελάτης απέρριψε τη φωτογραφία: Κακή ποιότητα") {
		t.Error(page)
	}
}

// From the first association on the studio can neither change the files nor see them.
func TestLinkedUploadIsReadOnly(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	path := h.uploaded(filled())
	maria := h.claimed()
	claim, err := h.Citizen.Claimed(t.Context(), maria)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Citizen.Approve(t.Context(), maria, claim.PicturesVersion); err != nil {
		t.Fatal(err)
	}
	if err := h.Citizen.Associate(t.Context(), maria, citizen.AssociateInput{}); err != nil {
		t.Fatal(err)
	}
	h.as("nikos", photo.RolePhotographer)
	page := h.get(path)
	if !strings.Contains(said(page), "Συσχετίστηκε") || strings.Contains(page.Body.String(), path+"/") {
		t.Error(said(page))
	}
	for _, then := range []string{"/photo", "/slip"} {
		if seen := h.get(path + then); seen.Code != http.StatusNotFound {
			t.Errorf("%s: %d", then, seen.Code)
		}
	}
	for _, act := range []string{"/resend", "/withdraw"} {
		if seen := h.post(path+act, nil); seen.Code != http.StatusConflict {
			t.Errorf("%s: %d", act, seen.Code)
		}
	}
	for _, form := range []string{"/contact", "/replace", "/withdraw"} {
		if seen := h.get(path + form); seen.Code != http.StatusConflict {
			t.Errorf("%s: %d", form, seen.Code)
		}
	}
}

// The code that the client is typing must not die by one press.
func TestANewCodeAsksWhileTheClientHasTheOldOneOpen(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	path := h.uploaded(filled())
	h.Deliver()
	if page := h.get(path).Body.String(); !strings.Contains(page, `action="`+path+`/resend"`) {
		t.Error("nobody has opened the code, and the page asks")
	}
	if asked := said(h.get(path + "/resend")); strings.Contains(asked, "έχει ανοίξει") || !strings.Contains(asked, "ο τωρινός παύει να ισχύει") {
		t.Error(asked)
	}
	maria, first := h.AsCitizen("maria"), h.codeOf("+306900000001")
	if err := h.Citizen.Submit(t.Context(), maria, first); err != nil {
		t.Fatal(err)
	}
	if page := h.get(path).Body.String(); strings.Contains(page, `action="`+path+`/resend"`) || !strings.Contains(page, `href="`+path+`/resend"`) {
		t.Error("the page does not ask")
	}
	if seen := h.post(path+"/resend", url.Values{"idempotency_key": {"A"}}); seen.Header().Get("Location") != path+"/resend" {
		t.Errorf("%d %s", seen.Code, said(seen))
	}
	if seen := h.get(path + "/contact"); !strings.Contains(said(seen), "που παύει να ισχύει") {
		t.Error(said(seen))
	}
	h.Clock.Move(time.Minute)
	asked := h.get(path + "/resend")
	if !strings.Contains(said(asked), "Ο πελάτης έχει ανοίξει τα αρχεία") {
		t.Error(said(asked))
	}
	if seen := h.post(path+"/resend", url.Values{"idempotency_key": {"B"}, "confirm": {"yes"}}); seen.Header().Get("Location") != path+"?done=resent" {
		t.Errorf("%d %s", seen.Code, said(seen))
	}
	h.Deliver()
	page := h.get(path).Body.String()
	if h.codeOf("+306900000001") == first || !strings.Contains(page, `action="`+path+`/resend"`) {
		t.Error("no new code, or the page still asks")
	}
	if folded := strings.Index(page, "1 προηγούμενο μήνυμα"); folded < strings.Index(page, `id="left"`) {
		t.Error("the earlier message is not folded, or stands above the acts")
	}
}
