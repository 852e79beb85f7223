package e2e_test

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"myphoto/e2e/browser"
)

// class is a folder of pictures with the table of its pupils.
type class struct {
	table string
	files []string // of the pupils, in the order of the table
	junk  []string // files that no row names
}

// pupil returns the mobile of the pupil with the number.
func pupil(n int) string { return fmt.Sprintf("69000001%02d", n) }

func newClass(t *testing.T, pupils int) class {
	t.Helper()
	folder := t.TempDir()
	put := func(name string, content []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	decoded, err := jpeg.Decode(bytes.NewReader(read(t, portrait(t))))
	if err != nil {
		t.Fatal(err)
	}
	picture := decoded.(*image.YCbCr)
	var c class
	table := "\ufeffαρχείο;κινητό;email;έγγραφα;ετικέτα\r\n"
	for n := range pupils {
		name := fmt.Sprintf("IMG_%04d.JPG", n+1)
		table += fmt.Sprintf("%s;%s;;tachograph-card;Α%d Μαθητής\r\n", name, pupil(n), n+1)
		c.files = append(c.files, put(name, shaded(t, picture, n)))
	}
	c.table = put("class.csv", []byte(table))
	c.junk = []string{put("Thumbs.db", []byte("x")), put("IMG_0001.HEIC", []byte("\x00\x00\x00\x18ftypheic"))}
	return c
}

// shaded returns a picture as another one for each n: a corner is a little darker.
func shaded(t *testing.T, picture *image.YCbCr, n int) []byte {
	t.Helper()
	own := *picture
	own.Y = bytes.Clone(picture.Y)
	for y := range 8 {
		for x := range 8 {
			own.Y[own.YOffset(x, y)] = picture.Y[0] - byte(n)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, &own, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// tickAndSend ticks what sending a batch asks for, and presses the button.
func (v *person) tickAndSend(label string) {
	v.t.Helper()
	v.Choose("agreed", "yes")
	if v.Has("[name=acknowledged]") > 0 {
		v.Choose("acknowledged", "yes")
	}
	v.Press(label)
}

// A school gets each code once, whatever happens on the way.
func TestBatchOfThirty(t *testing.T) {
	t.Parallel()
	const pupils = 30
	around := surround(t)
	p := around.prepare(t)
	furnish(t, p)
	p.Start(t)
	v := town{p, around.Client}.arrive(t, browser.Size(1366, 768))
	v.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	c := newClass(t, pupils)

	v.visit("/studio/batch")
	v.ChooseFile("table", c.table)
	v.ChooseFile("files", append(c.files[:20:20], c.junk...)...)
	v.Press("Έλεγχος χωρίς αποστολή")
	v.See("Ο πίνακας δεν περιμένει 2 αρχεία, που δεν στάλθηκαν: ")
	v.inspect("batch-told")
	v.Press("Προβολή αποτελεσμάτων")
	v.See("Λείπουν 10 αρχεία")
	address := v.Address()
	if n := len(around.Messages(t, "+30"+pupil(0))); n != 0 {
		t.Errorf("the dry run sent %d messages", n)
	}

	// The folder is chosen again on another day: what came already does not go again.
	v.visit("/studio/batch")
	v.Press(v.TextOf(".desk-queue__item a"))
	v.ChooseFile("files", c.files...)
	v.Press("Προσθήκη αρχείων")
	v.See("Αποστολή 30 γραμμών")

	// The service dies after the first row and goes on with the others.
	if code := p.Stop(t); code != 0 {
		t.Fatalf("the service ended with %d", code)
	}
	p.StartDying(t, "batch.between")
	v.tickAndSend("Αποστολή 30 γραμμών")
	if !p.Killed() {
		t.Fatal("did not die")
	}
	rewrite(t, p, `UPDATE messages SET lease_at = lease_at - 61000000 WHERE lease_at IS NOT NULL`)
	p.Start(t)
	v.Visit(address)
	v.tickAndSend("Αποστολή 29 γραμμών")
	v.See("Η αποστολή ολοκληρώθηκε")
	for n := range pupils {
		around.NextMessage(t, "+30"+pupil(n), 0)
	}
	_, file := v.Download("Λήψη αποτελεσμάτων ως CSV")
	if lines := strings.Split(strings.TrimSpace(string(file)), "\n"); len(lines) != pupils+1 || strings.Count(string(file), "Στάλθηκε") != pupils {
		t.Errorf("the results: %q", file)
	}
	if strings.Contains(string(file), pupil(3)) {
		t.Error("the results have a whole number")
	}
	if code := p.Stop(t); code != 0 {
		t.Fatalf("the service ended with %d", code)
	}
	r := look(t, p)
	if codes, uploads := r.count(`SELECT id FROM messages WHERE kind = 'code'`), r.count(`SELECT id FROM uploads WHERE state = 'waiting'`); codes != pupils || uploads != pupils {
		t.Errorf("%d codes for %d uploads", codes, uploads)
	}
	if out := p.Command(t, "", "ledger", "verify"); out.Code != 0 {
		t.Errorf("ledger verify: %d %s%s", out.Code, out.Stdout, out.Stderr)
	}
}

// The pages of a batch: at the beginning, with a refused table, and with rows in each
// state.
func TestBatchPages(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t)
	v.Before(`addEventListener("submit", (event) => event.stopImmediatePropagation(), true)`) // the forms go as without script
	v.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	v.tour("", "/studio/batch")
	v.refused("batch", func() {
		v.visit("/studio/batch")
		v.ChooseFile("table", file(t, "bad.csv", []byte("file;mobile;documents\na.jpg;6900000001;fishing\nb.jpg;=1;passport\n")))
		v.press("Έλεγχος χωρίς αποστολή")
	})
	v.visit("/studio/batch")
	v.ChooseFile("table", file(t, "class.csv", []byte("file;mobile;documents;label\ngood.jpg;6900000031;tachograph-card;Α1\ntilted.jpg;210;driving-licence;Α2\nlast.jpg;6900000033;passport;Α3\n")))
	v.ChooseFile("files", copied(t, portrait(t), "good.jpg"), spoilt(t, "tilted"))
	v.press("Έλεγχος χωρίς αποστολή")
	address := strings.TrimPrefix(v.Address(), v.at(""))
	v.tour("filled", "/studio/batch")
	v.tourOf("batch", address)
	v.refused("send", func() {
		v.visit(address)
		v.press(sendOne)
	})
	v.refused("changed", func() {
		v.visit(address)
		v.Evaluate(`document.querySelector("[name=seen]").value = "other"; true`, nil) // as a page that was loaded before the pictures
		v.Choose("agreed", "yes")
		v.press(sendOne)
	})
	v.visit(address)
	v.tickAndSend(sendOne)
	v.See("Η αποστολή ολοκληρώθηκε")
	v.tourOf("batch-sent", address)
}

const sendOne = "Αποστολή 1 γραμμής"

// tourOf inspects the page of something under a name of its own: its address differs
// from run to run.
func (v *person) tourOf(state, path string) {
	v.t.Helper()
	v.inBoth(func() {
		v.visit(path)
		v.inspect(state)
	})
}
