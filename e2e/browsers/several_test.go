package browsers_test

import (
	"bytes"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"myphoto/e2e/browsers"
	"myphoto/e2e/program"
	"myphoto/e2e/sandboxclient"
)

func TestSeveralClientsInFirefox(t *testing.T) {
	serveSeveral(t, browsers.Firefox)
}

func TestSeveralClientsInWebKit(t *testing.T) {
	serveSeveral(t, browsers.WebKit)
}

// serveSeveral chooses the pictures of two clients together and sends each: the page
// moves files between its fields, which every browser does in its own way.
func serveSeveral(t *testing.T, open func(testing.TB) *browsers.Browser) {
	t.Helper()
	p := program.Demo(t)
	nikos := &person{open(t), t, town{p, sandboxclient.New(p.SandboxURL)}}
	nikos.goToTheCounter()
	folder := t.TempDir()
	nikos.ChooseFiles(
		"many",
		compressed(t, portrait(t), 95, folder, "first.jpg"), compressed(t, signature(t), 95, folder, "first_sig.jpg"),
		compressed(t, portrait(t), 90, folder, "second.jpg"), compressed(t, signature(t), 90, folder, "second_sig.jpg"),
	)
	for _, client := range []struct{ name, mobile string }{{"first", "6900000100"}, {"second", "6900000104"}} {
		nikos.SeeIn("[data-picture=photo]", client.name+".jpg")
		nikos.SeeIn("[data-picture=signature]", client.name+"_sig.jpg")
		nikos.SeeIn("[data-picture=photo]", "Ο έλεγχος της εικόνας δεν βρήκε πρόβλημα")
		nikos.Fill("mobile", client.mobile)
		nikos.Choose("agreed", "yes")
		nikos.Press("Μεταφόρτωση και αποστολή")
	}
	// Each card gives way to a row of today's list, which the page reads again by itself.
	nikos.SeeIn("#today", "69••••0100")
	nikos.SeeIn("#today", "69••••0104")
	nikos.shoot("sent")
}

// compressed compresses a picture again, so that two clients have not the same, and
// returns the path of the file.
func compressed(t *testing.T, path string, quality int, folder, name string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := jpeg.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	var again bytes.Buffer
	if err := jpeg.Encode(&again, picture, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(folder, name)
	if err := os.WriteFile(to, again.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return to
}
