package batch_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/signin"
	"myphoto/internal/web/batch"
	"myphoto/internal/web/page"
)

// house is the pages of batches as one signed-in person sees them, over a real service.
type house struct {
	*servicetest.House
	t       *testing.T
	visitor signin.Visitor
	handler http.Handler
}

func open(t *testing.T) *house {
	t.Helper()
	h := &house{House: servicetest.Open(t), t: t}
	room := batch.New(batch.Config{
		Service: h.Batch, Now: h.Clock.Now,
		Actor: func(req *http.Request) (photo.Operator, error) { return h.SignIn.Operator(req.Context(), h.visitor) },
	})
	pages, err := page.New(page.Config{
		Operator: "ΥΠΗΡΕΣΙΑ ΔΟΚΙΜΩΝ", PublicURL: "https://myphoto.example", Now: h.Clock.Now,
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	servicetest.Must(t, err)
	mux, err := pages.Mux(room.Routes(), func(_ page.Guard, next http.Handler) http.Handler { return next })
	servicetest.Must(t, err)
	h.handler = page.Languages(mux)
	h.as("nikos", photo.RolePhotographer)
	return h
}

func (h *house) as(user string, role photo.Role) {
	h.t.Helper()
	h.Clock.Move(time.Minute) // one-time codes are rate limited
	h.visitor = h.As(user, role)
}

// part is one part of a form; with a file name it is a file.
type part struct{ field, file, content string }

func (h *house) send(path string, parts ...part) *httptest.ResponseRecorder {
	h.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, one := range parts {
		if one.file == "" {
			servicetest.Must(h.t, form.WriteField(one.field, one.content))
			continue
		}
		to, err := form.CreateFormFile(one.field, one.file)
		servicetest.Must(h.t, err)
		_, _ = to.Write([]byte(one.content))
	}
	servicetest.Must(h.t, form.Close())
	req := httptest.NewRequest(http.MethodPost, path, &body)
	req.Header.Set("Content-Type", form.FormDataContentType())
	return h.ask(req)
}

func (h *house) ask(req *http.Request) *httptest.ResponseRecorder {
	seen := httptest.NewRecorder()
	h.handler.ServeHTTP(seen, req)
	return seen
}

func (h *house) get(path string) *httptest.ResponseRecorder {
	return h.ask(httptest.NewRequest(http.MethodGet, path, nil))
}

// sendOff looks at the page and presses the button that sends.
func (h *house) sendOff(path string, ticked ...string) *httptest.ResponseRecorder {
	return h.press(path, h.shown(path), ticked...)
}

// shown returns what the form that sends says of the rows that the page shows.
func (h *house) shown(path string) string {
	found := regexp.MustCompile(`name="seen" value="([^"]*)"`).FindStringSubmatch(h.get(path).Body.String())
	if found == nil {
		return ""
	}
	return found[1]
}

// press presses the button on a page that has shown what is given.
func (h *house) press(path, shown string, ticked ...string) *httptest.ResponseRecorder {
	values := url.Values{"seen": {shown}}
	for _, name := range ticked {
		values.Set(name, "yes")
	}
	req := httptest.NewRequest(http.MethodPost, path+"/send", strings.NewReader(values.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.ask(req)
}

func said(seen *httptest.ResponseRecorder) string {
	main := regexp.MustCompile(`(?s)<main.*</main>`).FindString(seen.Body.String())
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(main, " ")), " ")
}

func (h *house) want(seen *httptest.ResponseRecorder, status int, texts ...string) {
	h.t.Helper()
	if seen.Code != status {
		h.t.Errorf("status %d, want %d", seen.Code, status)
	}
	for _, text := range texts {
		if !strings.Contains(said(seen), text) {
			h.t.Errorf("no %q in %s", text, said(seen))
		}
	}
}

// table returns a table of pupils with a tachograph card, which needs no signature.
func table(rows ...string) part {
	text := "file;mobile;email;documents;label\n"
	for _, row := range rows {
		text += row + "\n"
	}
	return part{"table", "class.csv", text}
}

func pupil(n int) string {
	return fmt.Sprintf("%02d.jpg;69000000%02d;;tachograph-card;Μαθητής %d", n, n+30, n)
}

// portrait returns a sound portrait; those of different n are different pictures.
func (h *house) portrait(n int) part {
	return part{"files", fmt.Sprintf("%02d.jpg", n), string(servicetest.PortraitOf(h.t, n))}
}

func TestBatchIsCheckedThenSent(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.want(h.get("/studio/batch"), http.StatusOK, "Ομαδική μεταφόρτωση", "file,mobile,email,documents,label", "driving-licence Δίπλωμα οδήγησης")
	// The files come before the table: a program may send them in any order.
	seen := h.send("/studio/batch", h.portrait(1), table(pupil(1), "02.jpg;210;;tachograph-card;=1", "03.jpg;6900000033;;tachograph-card;"))
	if seen.Code != http.StatusUnprocessableEntity {
		t.Fatalf("a formula: %d", seen.Code)
	}
	seen = h.send("/studio/batch", h.portrait(1), table(pupil(1), "02.jpg;210;;tachograph-card;Δύο", "03.jpg;6900000033;;tachograph-card;"), h.portrait(2))
	path := seen.Header().Get("Location")
	if seen.Code != http.StatusSeeOther || !strings.HasPrefix(path, "/studio/batch/bat_") {
		t.Fatalf("%d %s", seen.Code, said(seen))
	}
	h.want(h.get(path), http.StatusOK, "Λείπει 1 αρχείο", "Κινητό: ", "210", "Μαθητής 1", "69••••0031", "Οι πελάτες είδαν και συμφωνούν")
	if body := h.get(path).Body.String(); !strings.Contains(body, `data-batch="[&#34;03.jpg&#34;,&#34;02.jpg&#34;]"`) || !strings.Contains(body, `href="/studio/u/upl_`) {
		t.Error("the script does not learn what is missing, or there is no link to the draft")
	}
	h.want(h.sendOff(path), http.StatusUnprocessableEntity, "συμφων")
	seen = h.sendOff(path, "agreed", "acknowledged")
	if seen.Header().Get("Location") != path+"?done=sent" {
		t.Fatalf("%d %s", seen.Code, said(seen))
	}
	h.want(h.get(path+"?done=sent"), http.StatusOK, "Η αποστολή ολοκληρώθηκε", "Στάλθηκε")
	seen = h.send(path, h.portrait(3))
	if seen.Header().Get("Location") != path {
		t.Fatalf("%d %s", seen.Code, said(seen))
	}
	h.want(h.get(path), http.StatusOK, "Οι πελάτες είδαν και συμφωνούν", "Καλύτερες φωτογραφίες")
	file := h.get(path + "/results.csv").Body.String()
	if !strings.HasPrefix(file, "\ufeffΓραμμή;Αρχείο;Πελάτης;") || strings.Count(file, "\n") != 4 || strings.Contains(file, "6900000031") {
		t.Errorf("%q", file)
	}
	h.want(h.get("/studio/batch"), http.StatusOK, "3 γραμμές")
	for _, address := range []string{path, path + "/results.csv"} {
		h.as("kostas", photo.RolePhotographer)
		if seen := h.get(address); seen.Code != http.StatusNotFound {
			t.Errorf("another studio: %d", seen.Code)
		}
	}
}

func TestBadInputIsASentenceAndNothingHalfDone(t *testing.T) {
	t.Parallel()
	h := open(t)
	for name, c := range map[string]struct {
		parts []part
		want  string
	}{
		"no table":        {[]part{h.portrait(1)}, "Επιλέξτε τον πίνακα CSV"},
		"an empty form":   {[]part{{"idempotency_key", "", "K"}}, "Επιλέξτε τον πίνακα CSV"},
		"two tables":      {[]part{table(pupil(1)), table(pupil(2))}, "Ήρθαν δύο πίνακες"},
		"10 MB of commas": {[]part{{"table", "a.csv", strings.Repeat(",", 10<<20)}}, "Ο πίνακας είναι 10.240 KB"},
		"a workbook":      {[]part{{"table", "a.xlsx", "PK\x03\x04"}}, "Το αρχείο δεν είναι πίνακας CSV"},
		"a header alone":  {[]part{table()}, "Ο πίνακας δεν έχει γραμμές"},
		"an empty table":  {[]part{{"table", "a.csv", ""}}, "Ο πίνακας δεν έχει γραμμές"},
		"open quotes":     {[]part{table(`01.jpg;"69`)}, "Γραμμή 2: τα εισαγωγικά"},
		"unknown":         {[]part{table("01.jpg;6900000031;;fishing;")}, "άγνωστο έγγραφο «fishing»"},
		"a duplicate":     {[]part{table(pupil(1), pupil(1))}, "Γραμμή 3: το αρχείο «01.jpg» είναι και στη γραμμή 2"},
		"alike names":     {[]part{table("01;6900000030;;tachograph-card;", pupil(1))}, "Γραμμή 3: το όνομα «01.jpg» μπερδεύεται με αυτό της γραμμής 2"},
	} {
		seen := h.send("/studio/batch", c.parts...)
		if seen.Code != http.StatusUnprocessableEntity || !strings.Contains(said(seen), c.want) {
			t.Errorf("%s: %d %s", name, seen.Code, said(seen))
		}
	}
	if h.Count(t, "batches")+h.Count(t, "uploads") != 0 {
		t.Error("something was kept")
	}
	large := httptest.NewRequest(http.MethodPost, "/studio/batch", strings.NewReader("x"))
	large.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	large.ContentLength = 200_000_000
	h.want(h.ask(large), http.StatusRequestEntityTooLarge, "πάνω από 64 MB")
	many := []part{table(pupil(1))}
	for n := range 1000 {
		many = append(many, part{"files", fmt.Sprintf("%d.jpg", n), "x"})
	}
	h.want(h.send("/studio/batch", many...), http.StatusRequestEntityTooLarge, "πάνω από 997")
	path := h.send("/studio/batch", table(pupil(1), pupil(2))).Header().Get("Location")
	seen := h.send(path, h.portrait(1), part{"files", "Thumbs.db", "x"}, part{"files", "02.heic", "ftypheic"})
	h.want(seen, http.StatusUnprocessableEntity, "2 αρχεία δεν τα αναφέρει καμία γραμμή", "Thumbs.db, 02.heic", "Λείπει 1 αρχείο")
	h.want(h.send(path, part{"files", "02.jpg", "\x00\x00\x00\x18ftypheic"}), http.StatusSeeOther)
	h.want(h.get(path), http.StatusOK, "Χρειάζεται διόρθωση", "HEIC")
	h.want(h.send(path, part{"files", "02.jpg", strings.Repeat("x", 10_000_001)}), http.StatusSeeOther)
	h.want(h.get(path), http.StatusOK, "10 MB")
	h.want(h.send(path, h.portrait(2), part{"files", "02.JPG", "x"}), http.StatusSeeOther)
	h.want(h.get(path), http.StatusOK, "Δύο αρχεία με το όνομα")
	var folder []part
	for n := range 500 {
		folder = append(folder, part{"files", fmt.Sprintf("IMG_%d.HEIC", n), "ftypheic"})
	}
	h.want(h.send(path, folder...), http.StatusUnprocessableEntity, "500 αρχεία δεν τα αναφέρει καμία γραμμή", "IMG_9.HEIC. Διορθώστε")
	h.want(h.send(path), http.StatusUnprocessableEntity, "Επιλέξτε αρχεία")
	h.want(h.send(path, table(pupil(3))), http.StatusUnprocessableEntity, "Ήρθαν δύο πίνακες")
	h.want(h.send(path, h.portrait(2)), http.StatusSeeOther)
	if page := said(h.get(path)); strings.Contains(page, "Χρειάζεται διόρθωση") || strings.Contains(page, "Λείπ") {
		t.Error(page)
	}
	if h.Count(t, "uploads") != 2 {
		t.Errorf("%d drafts", h.Count(t, "uploads"))
	}
}

// TestWhatThePageDidNotShowIsNotConfirmed: a tick is about what was looked at.
func TestWhatThePageDidNotShowIsNotConfirmed(t *testing.T) {
	t.Parallel()
	h := open(t)
	path := h.send("/studio/batch", table(pupil(1), pupil(2)), h.portrait(1)).Header().Get("Location")
	shown := h.shown(path)
	h.want(h.send(path, h.portrait(2)), http.StatusSeeOther) // in another window
	seen := h.press(path, shown, "agreed", "acknowledged")
	h.want(seen, http.StatusUnprocessableEntity, "1 γραμμή άλλαξε αφότου είδατε τη σελίδα", "Στάλθηκε", "Αποστολή 1 γραμμής")
	if strings.Contains(seen.Body.String(), " checked") {
		t.Error("ticked for what was not seen")
	}
	h.want(h.press(path, "", "agreed", "acknowledged"), http.StatusUnprocessableEntity, "1 γραμμή άλλαξε")
	if seen := h.sendOff(path, "agreed", "acknowledged"); seen.Header().Get("Location") != path+"?done=sent" {
		t.Errorf("%d %s", seen.Code, said(seen))
	}
}

// TestOwnerSendsWhatAnEmployeeFilled: drafts belong to who makes them.
func TestOwnerSendsWhatAnEmployeeFilled(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Clock.Move(time.Minute)
	nikos := h.AsPhotographer("nikos")
	servicetest.Must(t, h.Staff.AddEmployee(t.Context(), nikos, "987654324", "Ελένη"))
	h.as("eleni", photo.RoleEmployee)
	path := h.send("/studio/batch", table(pupil(1), pupil(2)), h.portrait(1)).Header().Get("Location")
	h.want(h.get(path), http.StatusOK, "Προσθήκη αρχείων")
	h.as("nikos", photo.RolePhotographer)
	seen := h.get(path)
	h.want(seen, http.StatusOK, "Τα αρχεία προσθέτει όποιος ξεκίνησε", "Αποστολή 1 γραμμής")
	if strings.Contains(said(seen), "Προσθήκη αρχείων") {
		t.Error("the owner is offered what is refused")
	}
	h.want(h.send(path, h.portrait(2)), http.StatusForbidden)
	if seen := h.sendOff(path, "agreed", "acknowledged"); seen.Header().Get("Location") != path+"?done=sent" {
		t.Errorf("%d %s", seen.Code, said(seen))
	}
}

func TestExampleIsATableThatIsTaken(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, path := range []string{"/studio/batch/example.csv", "/en/studio/batch/example.csv"} {
		seen := h.send("/studio/batch", part{"table", "example.csv", h.get(path).Body.String()})
		if seen.Code != http.StatusSeeOther {
			t.Errorf("%s: %d %s", path, seen.Code, said(seen))
		}
	}
}
