package e2e_test

import (
	"strings"
	"testing"
)

// The QR code in the mail has the link, and the link carries the code through
// sign-in into the field without revealing whether it is valid.
func TestMailCarriesTheCode(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	nikos := w.arrive(t)
	nikos.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	nikos.upload()
	code := w.codeOnPhone(t, 0)
	picture := file(t, "qr.png", w.qrInMailbox(t))
	link := strings.TrimSpace(output(t, "zbarimg", "--quiet", "--raw", picture))
	if want := w.URL + "/c/" + strings.NewReplacer("+", "-", "/", "_").Replace(code); link != want {
		t.Fatalf("the QR code holds %s instead of %s", link, want)
	}
	stranger := w.arrive(t)
	stranger.Visit(link)
	stranger.expect("/claim")
	if strings.Contains(stranger.Text(), code) {
		t.Error("the page shows the code before anybody signed in")
	}
	stranger.press("Σύνδεση")
	stranger.passTaxisnet("giorgos")
	stranger.press("Έλαβα γνώση")
	stranger.expect("/citizen/code")
	if got := stranger.Value("code"); got != code {
		t.Errorf("the link filled in %q", got)
	}
	stranger.press("Συνέχεια")
	stranger.expect("/citizen/preview")
	stranger.seePictures(2)
}

// A rejected photo is replaced under the same code. An employee does not see what
// the owner uploaded.
func TestRejectedPhotoIsReplacedUnderTheSameCode(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	nikos, maria, eleni := w.arrive(t), w.arrive(t), w.arrive(t)
	nikos.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	upload := nikos.upload()
	code := w.codeOnPhone(t, 0)
	maria.signInFirst("maria")
	maria.submit(code)
	maria.press("Απόρριψη")
	maria.Choose("reason", "quality")
	maria.press("Απόρριψη")
	maria.expect("/citizen/rejected")

	nikos.visit(upload)
	nikos.see("Απορρίφθηκε")
	nikos.see("Κακή ποιότητα")
	nikos.press("Αντικατάσταση φωτογραφίας")
	nikos.ChooseFile("photo", portrait(t))
	nikos.awaitCheck("photo") // its lines move the button
	nikos.Choose("agreed", "yes")
	nikos.press("Αντικατάσταση φωτογραφίας")
	nikos.see("Οι εικόνες αντικαταστάθηκαν")
	w.heardOnPhone(t, "NEEΣ EIKONEΣ") // in the letters of text messages

	maria.press("Νέα Υποβολή")
	maria.Fill("code", code)
	maria.press("Συνέχεια")
	maria.seePictures(2)
	maria.link()

	eleni.signInAs("eleni", "Σύνδεση ως Εξουσιοδοτημένος υπάλληλος")
	own := eleni.upload()
	eleni.visit("/studio/list")
	if links := eleni.Has("main table a"); links != 1 {
		t.Errorf("the employee's list has %d uploads", links)
	}
	if status, _ := eleni.get(upload); status != 404 {
		t.Errorf("the owner's upload answers the employee %d", status)
	}
	if status, _ := nikos.get(own); status != 200 {
		t.Errorf("the employee's upload answers the owner %d", status)
	}
}

// The steps in README.md work for a newcomer.
func TestStepsOfTheReadme(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.arrive(t)
	v.visit("/")
	v.press("Σύνδεση")
	v.passTaxisnet("nikos")
	for _, label := range []string{"Σύνδεση ως Φωτογράφος", "Έλαβα γνώση", "Νέα μεταφόρτωση"} {
		v.press(label)
	}
	v.Choose("documents", "driving-licence")
	v.ChooseFile("photo", portrait(t))
	v.ChooseFile("signature", signature(t))
	v.Choose("channels", "sms")
	v.Choose("channels", "email")
	v.Fill("mobile", "6900000001")
	v.Fill("email", "maria@example.gr")
	v.Choose("agreed", "yes")
	v.press("Μεταφόρτωση και αποστολή")
	v.uploadPath()
	code := w.codeOnPhone(t, 0)
	v.press("Έξοδος")
	v.expect("/signed-out")
	v.visit("/")
	v.press("Σύνδεση")
	v.passTaxisnet("maria")
	v.press("Έλαβα γνώση")
	v.press("Εισαγωγή κωδικάριθμου")
	v.Fill("code", code)
	for _, label := range []string{"Συνέχεια", "Επιβεβαίωση", "Συσχέτιση", "Συνέχεια"} {
		v.press(label)
	}
	v.authorise()
	v.visit("/citizen/download")
	if name, _ := v.Download("Λήψη όλων (photos.zip)"); name != "photos.zip" {
		t.Errorf("downloaded %s", name)
	}
	v.visit("/citizen/photo")
	for _, label := range []string{"Αποσυσχέτιση", "Συνέχεια", "Επανασυσχέτιση", "Πίνακας Ιστορικότητας"} {
		v.press(label)
	}
	v.expect("/citizen/history")
}
