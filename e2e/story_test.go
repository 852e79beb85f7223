package e2e_test

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"myphoto/e2e/browser"
)

// The whole service as its users see it, on a phone.
func TestStoryInGreek(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	maria := w.arrive(t)
	tellStory(t, w, w.arrive(t), maria, func(code string) { maria.submit(untidy(code)) })
}

// Nothing in the main flow needs JavaScript, and a picture of the QR code replaces
// typing.
func TestStoryWithoutScripts(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	maria := w.arriveScriptless(t)
	tellStory(t, w, w.arriveScriptless(t), maria, func(code string) {
		maria.visit("/citizen/code")
		maria.ChooseFile("qr", file(t, "qr.png", w.qrInMailbox(t)))
		maria.press("Ανάγνωση του QR code")
		if got := maria.Value("code"); got != code {
			t.Errorf("the picture of the QR code filled in %q", got)
		}
		maria.press("Συνέχεια")
	})
}

// In the size of a desktop: no page of the main flow falls back to Greek.
func TestStoryInEnglish(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	desk := browser.Size(1280, 900)
	maria := w.arriveEnglish(t, desk)
	tellStory(t, w, w.arriveEnglish(t, desk), maria, func(code string) { maria.submit(code) })
}

func tellStory(t *testing.T, w town, nikos, maria *person, enter func(code string)) {
	t.Helper()
	nikos.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	nikos.expect("/studio")
	upload := nikos.upload()
	nikos.seeInTime("Εστάλη")
	nikos.seeInTime("Παραδόθηκε")
	code := w.codeOnPhone(t, 0)
	maria.signInFirst("maria")
	maria.expect("/citizen")
	enter(code)
	maria.seePictures(2)
	maria.link()
	nikos.visit(upload)
	nikos.see("Συσχετίστηκε")
	downloads(t, maria, code)
	maria.authorise()
	retrieved := retrieves(t, w, maria)
	withdraws(t, w, maria)
	unlinksAndErases(t, w, maria, retrieved)
}

// downloads checks the files that the citizen downloads.
func downloads(t *testing.T, maria *person, code string) {
	t.Helper()
	maria.visit("/citizen/photo")
	maria.press("Λήψη ψηφιακών αρχείων")
	name, content := maria.Download(maria.say("Λήψη όλων (photos.zip)"))
	files := unzip(t, content)
	if name != "photos.zip" || len(files) != 3 {
		t.Fatalf("downloaded %s with %d files", name, len(files))
	}
	samePixels(t, "photo.jpg", files["photo.jpg"], read(t, portrait(t)))
	samePixels(t, "signature.jpg", files["signature.jpg"], read(t, signature(t)))
	text := output(t, "pdftotext", "-layout", file(t, "code.pdf", files["code.pdf"]), "-")
	if lines := strings.Fields(text); !slices.Contains(lines, code) {
		t.Errorf("code.pdf does not say the code: %s", text)
	}
}

// retrieves lets the public body retrieve both files and checks that the citizen
// sees it. It returns the address of the photo.
func retrieves(t *testing.T, w town, maria *person) string {
	t.Helper()
	body := w.application(t)
	status, reply := body.retrieve("ΑΠ-2026-000123")
	if status != http.StatusCreated || len(reply.Items) != 2 || strings.Count(reply.Receipt, ".") != 2 {
		t.Fatalf("the retrieval answers %d %+v", status, reply)
	}
	uploaded := map[string][]byte{"photo": read(t, portrait(t)), "signature": read(t, signature(t))}
	for _, item := range reply.Items {
		content := body.fetch(item.Href)
		if digest(content) != item.SHA256 || len(content) != item.Bytes {
			t.Errorf("%s: other bytes than announced", item.Item)
		}
		samePixels(t, item.Item, content, uploaded[item.Item])
	}
	maria.visit("/citizen/history")
	maria.See("ΑΠ-2026-000123")
	maria.see("Αίτημα άντλησης")
	proves(t, maria)
	return reply.Items[0].Href
}

// proves downloads the proof of the retrieval once its event is integrated.
func proves(t *testing.T, maria *person) {
	t.Helper()
	var label string
	for deadline := time.Now().Add(comesWithin); label == ""; {
		maria.visit("/citizen/history?kind=retrievals")
		maria.Evaluate(`([...document.querySelectorAll('.app-history a')].find(a => a.innerText.includes(`+"`"+maria.say("Αίτημα άντλησης")+"`"+`)) || {innerText: ''}).innerText`, &label)
		if time.Now().After(deadline) {
			t.Fatal("the event of the retrieval is not integrated")
		}
	}
	name, proof := maria.Download(label)
	if !strings.HasSuffix(name, ".json") || !strings.Contains(string(proof), "checkpoint") {
		t.Errorf("the proof %s is %.300s", name, proof)
	}
}

// withdraws revokes the authorisation and checks that the next retrieval is
// refused.
func withdraws(t *testing.T, w town, maria *person) {
	t.Helper()
	maria.visit("/citizen/apps")
	maria.press("Ανάκληση")
	maria.press("Ανάκληση")
	maria.expect("/citizen/apps")
	maria.see("Ανακλήθηκε")
	if status, reply := w.application(t).retrieve("ΑΠ-2026-000124"); status != http.StatusNotFound || reply.Code != "not-authorised" {
		t.Errorf("after the withdrawal a retrieval answers %d %+v", status, reply)
	}
}

// unlinksAndErases dissociates, associates again and erases the files.
func unlinksAndErases(t *testing.T, w town, maria *person, retrieved string) {
	t.Helper()
	maria.visit("/citizen/photo")
	maria.press("Αποσυσχέτιση")
	maria.press("Συνέχεια")
	maria.expect("/citizen/unlinked")
	maria.press("Νέα Υποβολή")
	maria.expect("/citizen/code")
	maria.visit("/citizen/unlinked")
	maria.press("Επανασυσχέτιση")
	maria.expect("/citizen/photo")
	maria.visit("/citizen/photo")
	maria.seePictures(2)
	maria.press("Διαγραφή των αρχείων μου")
	maria.Choose("confirm", "yes")
	maria.press("Διαγραφή των αρχείων μου")
	maria.expect("/citizen")
	maria.see("Τα αρχεία διαγράφηκαν")
	for _, path := range []string{"/citizen/photo", "/citizen/download", "/citizen/download/photos.zip", "/citizen/download/photo.jpg"} {
		status, body := maria.get(path)
		if status == http.StatusOK && (bytes.Contains(body, []byte("<img")) || bytes.Contains(body, []byte("photos.zip")) || bytes.HasPrefix(body, []byte("PK"))) {
			t.Errorf("after erasing %s still gives files: %.2000s", path, body)
		}
	}
	if status, _ := w.application(t).retrieve("ΑΠ-2026-000125"); status != http.StatusNotFound {
		t.Errorf("after erasing a retrieval answers %d", status)
	}
	if status, _ := w.application(t).get(retrieved); status == http.StatusOK {
		t.Error("after erasing the bytes can still be fetched")
	}
}
