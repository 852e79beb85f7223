package e2e_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

var codeInText = regexp.MustCompile(`[A-Za-z0-9+/]{22}`)

// codeOnPhone waits until there are more than after codes on Maria's phone and
// returns the newest.
func (w town) codeOnPhone(t *testing.T, after int) string {
	t.Helper()
	for deadline := time.Now().Add(comesWithin); ; <-time.After(50 * time.Millisecond) {
		var codes []string
		for _, message := range w.sandbox.Messages(t, mobiles["maria"]) {
			if code := codeInText.FindString(message.Text); code != "" {
				codes = append(codes, code)
			}
		}
		if len(codes) > after {
			return codes[len(codes)-1]
		}
		if time.Now().After(deadline) {
			t.Fatalf("no code on the phone after %d of them", after)
		}
	}
}

// heardOnPhone waits until a message with the words comes to Maria's phone.
func (w town) heardOnPhone(t *testing.T, words string) {
	t.Helper()
	for deadline := time.Now().Add(comesWithin); ; <-time.After(50 * time.Millisecond) {
		for _, message := range w.sandbox.Messages(t, mobiles["maria"]) {
			if strings.Contains(message.Text, words) {
				return
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("nothing on the phone says %q", words)
		}
	}
}

// qrInMailbox returns the picture of the QR code in Maria's newest mail.
func (w town) qrInMailbox(t *testing.T) []byte {
	t.Helper()
	mail := w.sandbox.NextMail(t, "maria@example.gr", 0)
	for _, part := range mail.Attachments {
		if part.ContentType == "image/png" {
			return part.Content
		}
	}
	t.Fatalf("no picture in the mail %q", mail.Subject)
	return nil
}

// fillUpload fills in the form of a driving licence for Maria, except for the
// files.
func (v *person) fillUpload() {
	v.t.Helper()
	v.visit("/studio/new")
	v.Choose("documents", "driving-licence")
	v.Choose("channels", "sms")
	v.Choose("channels", "email")
	v.Fill("mobile", "6900000001")
	v.Fill("email", "maria@example.gr")
	v.Choose("agreed", "yes")
}

// upload uploads a portrait and a signature for Maria's phone and mailbox, and
// returns the path of the upload's page.
func (v *person) upload() string {
	v.t.Helper()
	v.fillUpload()
	v.ChooseFile("photo", portrait(v.t))
	v.ChooseFile("signature", signature(v.t))
	v.press("Μεταφόρτωση και αποστολή")
	return v.uploadPath()
}

// uploadPath returns the path of the upload that the tab shows.
func (v *person) uploadPath() string {
	v.t.Helper()
	path, _, _ := strings.Cut(strings.TrimPrefix(v.Address(), v.at("")), "?")
	if !strings.HasPrefix(path, "/studio/u/") {
		v.t.Fatalf("the upload led to %s:\n%s", path, v.Text())
	}
	return path
}

// submit types a code into the field.
func (v *person) submit(code string) {
	v.t.Helper()
	v.visit("/citizen/code")
	v.Fill("code", code)
	v.press("Συνέχεια")
}

// untidy returns a code as somebody with a Greek keyboard might type it: in groups,
// with Greek letters that look like the Latin ones.
func untidy(code string) string {
	greek := strings.NewReplacer("A", "Α", "E", "Ε", "o", "ο", "T", "Τ", "M", "Μ", "K", "Κ").Replace(code)
	letters := []rune(greek)
	return "  " + string(letters[:5]) + " " + string(letters[5:11]) + "\u00a0" + string(letters[11:]) + " "
}

// seePictures fails the test unless the page shows n pictures with alternative
// texts and none is broken.
func (v *person) seePictures(n int) {
	v.t.Helper()
	var broken []string
	v.Evaluate(`[...document.querySelectorAll('main img')].filter(i => !(i.complete && i.naturalWidth > 0) || !i.alt).map(i => i.src)`, &broken)
	if shown := v.Has("main img"); shown != n || len(broken) != 0 {
		v.t.Fatalf("%s shows %d pictures instead of %d, broken %v", v.Address(), shown, n, broken)
	}
}

// link approves the pictures on the page and associates them.
func (v *person) link() {
	v.t.Helper()
	v.expect("/citizen/preview")
	v.press("Επιβεβαίωση")
	v.expect("/citizen/link")
	v.press("Συσχέτιση")
	v.press("Συνέχεια")
	v.expect("/citizen/photo")
	v.see("Συγχαρητήρια!")
}

// authorise authorises driving-licences to retrieve both files for two months.
func (v *person) authorise() {
	v.t.Helper()
	v.visit("/citizen/apps")
	v.press("Νέα εξουσιοδότηση")
	v.Choose("application", "driving-licences")
	v.press("Συνέχεια")
	v.expect("/citizen/apps/new/driving-licences")
	v.Choose("purpose", "driving-licence-renewal")
	if n := v.Has("[name=items]:checked"); n != 2 { // all that the office needs
		v.t.Errorf("%d files are chosen", n)
	}
	v.Choose("mode", "until")
	v.Fill("until", time.Now().AddDate(0, 2, 0).Format(time.DateOnly))
	v.Choose("consent", "yes")
	v.press("Εξουσιοδότηση")
	v.expect("/citizen/apps")
	v.see("Ενεργή")
}

// unzip returns the files of an archive by their names.
func unzip(t *testing.T, content []byte) map[string][]byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatalf("photos.zip: %v", err)
	}
	files := map[string][]byte{}
	for _, entry := range archive.File {
		opened, err := entry.Open()
		if err != nil {
			t.Fatalf("%s in photos.zip: %v", entry.Name, err)
		}
		if files[entry.Name], err = io.ReadAll(opened); err != nil {
			t.Fatalf("%s in photos.zip: %v", entry.Name, err)
		}
	}
	return files
}

// output runs a tool and returns what it prints.
func output(t *testing.T, tool string, args ...string) string {
	t.Helper()
	text, err := exec.CommandContext(t.Context(), tool, args...).Output()
	if err != nil {
		t.Fatalf("%s: %v (make test installs it)", tool, err)
	}
	return string(text)
}
