package e2e_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"myphoto/e2e/visitor"
	"myphoto/internal/inspect/hostiletest"
)

// sentences are the sentences of the form about a file, by the code of the refusal.
var sentences = map[string]string{
	"file.bad":    "Το αρχείο δεν ανοίγει: είναι χαλασμένο ή γραμμένο με ασυνήθιστο τρόπο",
	"file.cmyk":   "Τα χρώματα είναι CMYK",
	"file.cut":    "Το αρχείο είναι μισό. Αντιγράψτε το ξανά από την κάμερα",
	"file.empty":  "Το αρχείο είναι άδειο (0 byte)",
	"file.pixels": "το όριο είναι 40 εκατομμύρια",
	"file.rgb":    "Το JPG είναι γραμμένο ως RGB χωρίς μετατροπή σε YCbCr",
	"file.side":   "Η μεγάλη πλευρά της εικόνας",
	"file.type":   "χρειάζεται JPG. Αποθηκεύστε την εικόνα",
}

// TestStrangeFilesThroughTheForm uploads files that broke decoders and all pictures
// of Go's own tests. Each is refused with a sentence, keeps the typed values and
// leaves nothing behind; or it is a picture that is too small and stays a draft; or
// only its metadata was unusual and it becomes an upload.
func TestStrangeFilesThroughTheForm(t *testing.T) {
	around := surround(t)
	p := around.prepare(t)
	furnish(t, p)
	s := begin(t, around, p)
	p.Start(t)
	if err := s.photographer(t.Context()); err != nil {
		t.Fatal(err)
	}
	started, stop := context.WithCancel(t.Context())
	var watch sync.WaitGroup
	var pages []time.Duration
	watch.Go(func() { pages = lookOften(started, visitor.New(t, p.URL), "/") })
	rows := append(s.hostile(), s.ofGo()...)
	drafts, made := 0, 0
	for i, row := range rows {
		switch s.tryFile(i, row) {
		case "draft":
			drafts++
		case "upload":
			made++
		}
	}
	stop()
	watch.Wait()
	t.Logf("%d files: %d uploads, %d drafts; GET /: half within %v, slowest of a hundred %v", len(rows), made, drafts, within(pages, 0.5), within(pages, 0.99))
	if made != 3 || drafts == 0 || len(rows) < 100 || len(pages) == 0 || within(pages, 0.99) > 5*time.Second {
		t.Errorf("%d files: %d uploads, %d drafts, pages within %v", len(rows), made, drafts, within(pages, 0.99))
	}
	p.Kill(t)
	left := look(t, p)
	if n := left.count(`SELECT id FROM uploads WHERE state = 'draft'`); n != drafts {
		t.Errorf("%d drafts are recorded, %d were answered", n, drafts)
	}
	if n := left.count(`SELECT id FROM uploads`); n != drafts+made {
		t.Errorf("%d uploads are recorded, %d were answered", n, drafts+made)
	}
	if recorded, there := left.count(`SELECT id FROM files`), len(s.files()); recorded != there {
		t.Errorf("%d files on the disk, %d recorded", there, recorded)
	}
}

// hostile returns the hostile files made from the portrait and from a PNG.
func (s *story) hostile() []hostiletest.Row {
	s.t.Helper()
	return hostiletest.Rows(read(s.t, portrait(s.t)), pngBytes(s.t))
}

// ofGo returns every picture in the Go sources with its expected result.
func (s *story) ofGo() (rows []hostiletest.Row) {
	s.t.Helper()
	root := strings.TrimSpace(output(s.t, "go", "env", "GOROOT"))
	for _, folder := range []string{"testdata", "png/testdata", "png/testdata/pngsuite"} {
		paths, err := filepath.Glob(filepath.Join(root, "src", "image", folder, "*.*"))
		if err != nil || len(paths) < 10 {
			s.t.Fatalf("%s: %d pictures, error %v", folder, len(paths), err)
		}
		for _, path := range paths {
			name := filepath.Base(path)
			if kind := filepath.Ext(name); kind == ".png" || kind == ".gif" || kind == ".jpeg" {
				rows = append(rows, hostiletest.Row{Name: name, Bytes: read(s.t, path), Photo: codeOf(name)})
			}
		}
	}
	return rows
}

// codeOf returns the code of the expected refusal by the name of Go's picture;
// "small" is a picture that is only too small.
func codeOf(name string) string {
	for _, one := range [][2]string{
		{".png", "file.type"}, {".gif", "file.type"}, {"truncated", "file.cut"}, {"cmyk", "file.cmyk"}, {".rgb.", "file.rgb"},
	} {
		if strings.Contains(name, one[0]) {
			return one[1]
		}
	}
	return "small"
}

// tryFile sends a file as the photo and returns the result: "draft", "upload", or
// empty for neither.
func (s *story) tryFile(n int, row hostiletest.Row) string {
	s.t.Helper()
	form, files := s.fields(fmt.Sprintf("STRANGE%d", n), fmt.Sprintf("69300%05d", n)), s.pictures()
	files["photo"] = row.Bytes
	if _, refused := sentences[row.Photo]; refused {
		files["signature"] = row.Bytes // refused there as well
	}
	at, err := s.nikos.Upload(s.t.Context(), "/studio/new", form, files)
	if err != nil {
		s.t.Fatalf("%s: %v", row.Name, err)
	}
	if sentence, refused := sentences[row.Photo]; refused {
		said := summary.Find(at.Body)
		if at.Status != http.StatusUnprocessableEntity || !bytes.Contains(said, []byte(sentence)) || bytes.Contains(at.Body, []byte(row.Photo)) {
			s.t.Errorf("%s: %d %s; want %q", row.Name, at.Status, said, sentence)
		}
		if !bytes.Contains(at.Body, []byte(`value="`+form.Get("mobile")+`"`)) {
			s.t.Errorf("%s: what was typed is lost", row.Name)
		}
		return ""
	}
	if err := led(row.Name, at, "/studio/u/upl_"); err != nil {
		s.t.Error(err)
		return ""
	}
	page, err := s.nikos.Get(s.t.Context(), at.Location)
	if err != nil {
		s.t.Fatal(err)
	}
	if row.Photo == "" {
		return "upload"
	}
	if !bytes.Contains(page.Body, []byte("Πρόχειρο")) || !bytes.Contains(page.Body, []byte("εικονοστοιχεία")) {
		s.t.Errorf("%s: no draft that says why", row.Name)
	}
	return "draft"
}
