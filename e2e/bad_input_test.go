package e2e_test

import (
	"bytes"
	"fmt"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The sentence of the form names the fault, and the typed values stay. With scripts the
// page would not send them (TestCounterHoldsBackWhatIsSurelyRefused).
func TestBadPicturesAreRefusedInWords(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	nikos := w.arriveScriptless(t)
	nikos.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	whole := read(t, portrait(t))
	for _, bad := range []struct {
		name, sentence string
		content        []byte
	}{
		{"renamed.jpg", "Το αρχείο είναι PNG, χρειάζεται JPG", pngBytes(t)},
		{"half.jpg", "Το αρχείο είναι μισό", whole[:len(whole)/2]},
		{"bomb.jpg", "30000 × 30000", withSize(whole, 30000, 30000)},
		{"print.jpg", "Τα χρώματα είναι CMYK", withInk(whole)},
		{"nothing.jpg", "Το αρχείο είναι άδειο", nil},
	} {
		nikos.fillUpload()
		nikos.ChooseFile("photo", file(t, bad.name, bad.content))
		nikos.ChooseFile("signature", signature(t))
		nikos.press("Μεταφόρτωση και αποστολή")
		nikos.see(bad.sentence)
		if mobile, email := nikos.Value("mobile"), nikos.Value("email"); mobile != "6900000001" || email != "maria@example.gr" {
			t.Errorf("%s: the form keeps %q and %q", bad.name, mobile, email)
		}
	}
	if sent := w.sandbox.Messages(t, mobiles["maria"]); len(sent) != 0 {
		t.Errorf("%d messages were sent for files that were refused", len(sent))
	}
}

func pngBytes(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, flat(800, 1200)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// frameHeader returns the offset of the frame header of a JPEG, behind its marker
// (SOF0).
func frameHeader(jpeg []byte) int {
	return bytes.Index(jpeg, []byte{0xff, 0xc0}) + 2
}

// withSize returns a JPEG whose header declares another size in pixels.
func withSize(jpeg []byte, width, height int) []byte {
	lie, at := bytes.Clone(jpeg), frameHeader(jpeg)
	lie[at+3], lie[at+4] = byte(height>>8), byte(height)
	lie[at+5], lie[at+6] = byte(width>>8), byte(width)
	return lie
}

// withInk returns a JPEG with a fourth component in a scan of its own, as files
// for print (CMYK) have.
func withInk(jpeg []byte) []byte {
	at, end := frameHeader(jpeg), len(jpeg)-2
	frame := bytes.Clone(jpeg[at : at+17])
	frame[1], frame[7] = 20, 4
	frame = append(frame, 4, 0x11, 0)
	scan := []byte{0xff, 0xda, 0, 8, 1, 4, 0, 0, 63, 0, 0x55, 0x55, 0x55}
	return slices.Concat(jpeg[:at], frame, jpeg[at+17:end], scan, jpeg[end:])
}

// A body of 200 MB is refused within two seconds and does not fill the memory; the
// service keeps answering.
func TestHugeBodyIsRefusedUnread(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	nikos := w.arrive(t)
	nikos.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	before := w.peakMemory(t)
	var head bytes.Buffer
	form := multipart.NewWriter(&head)
	if _, err := form.CreateFormFile("photo", "huge.jpg"); err != nil {
		t.Fatal(err)
	}
	const huge = 200 << 20
	body := io.MultiReader(&head, io.LimitReader(zeros{}, huge))
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.URL+"/studio/new", body)
	if err != nil {
		t.Fatal(err)
	}
	request.ContentLength = int64(head.Len()) + huge
	request.Header.Set("Content-Type", form.FormDataContentType())
	request.Header.Set("Origin", w.URL)
	for _, cookie := range nikos.Cookies() {
		request.AddCookie(cookie)
	}
	began := time.Now()
	status, page := send(t, request)
	if took := time.Since(began); status != http.StatusRequestEntityTooLarge || took > 2*time.Second {
		t.Errorf("200 MB answer %d after %v: %.300s", status, took, page)
	}
	if grown := w.peakMemory(t) - before; grown > 200<<20 {
		t.Errorf("the service took %d MB more", grown>>20)
	}
	if status, _ := nikos.get("/studio"); status != http.StatusOK {
		t.Errorf("afterwards the service answers %d", status)
	}
}

// zeros is an endless reader of zeros.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

// peakMemory returns the highest resident memory of the service so far, in bytes.
func (w town) peakMemory(t *testing.T) int64 {
	t.Helper()
	status := string(read(t, fmt.Sprintf("/proc/%d/status", w.PID())))
	_, rest, _ := strings.Cut(status, "VmHWM:")
	kilobytes, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return kilobytes << 10
}

// Neither the upload of another studio nor the authorisation of another citizen is
// found.
func TestOthersThingsAreNotThere(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	nikos, kostas, maria, giorgos := w.arrive(t), w.arrive(t), w.arrive(t), w.arrive(t)
	nikos.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	upload := nikos.upload()
	kostas.signInAs("kostas", "Σύνδεση ως Φωτογράφος")
	for _, page := range []string{"", "/photo", "/slip", "/contact", "/replace", "/withdraw"} {
		if status, _ := kostas.get(upload + page); status != http.StatusNotFound {
			t.Errorf("%s answers another studio %d", page, status)
		}
	}
	for _, act := range []string{"/resend", "/withdraw", "/contact"} {
		if status := kostas.post(upload+act, w.URL); status != http.StatusNotFound {
			t.Errorf("%s by another studio answers %d", act, status)
		}
	}
	maria.signInFirst("maria")
	maria.submit(w.codeOnPhone(t, 0))
	maria.link()
	maria.authorise()
	var revoke string
	maria.Evaluate(`document.querySelector('a[href$=revoke]').getAttribute('href')`, &revoke)
	giorgos.signInFirst("giorgos")
	if status, _ := giorgos.get(revoke); status != http.StatusNotFound {
		t.Errorf("somebody else's authorisation answers %d", status)
	}
	if status := giorgos.post(revoke, w.URL); status != http.StatusNotFound {
		t.Errorf("withdrawing somebody else's authorisation answers %d", status)
	}
	if status, _ := w.application(t).retrieve("ΑΠ-1"); status != http.StatusCreated {
		t.Errorf("after the attempts the authorisation answers %d", status)
	}
}

// post sends an empty form without the browser, from a page of the given origin,
// and returns the status.
func (v *person) post(path, origin string) int {
	v.t.Helper()
	request, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.at(path), strings.NewReader("idempotency_key=KEYKEYKEYKEYKEYKEYKEYKEYKE"))
	if err != nil {
		v.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", origin)
	for _, cookie := range v.Cookies() {
		request.AddCookie(cookie)
	}
	status, _ := send(v.t, request)
	return status
}

// A cookie is invalid after sign-out, a form of another site changes nothing, and
// forwarding headers from clients are not trusted.
func TestSessionsEndAndStayAtHome(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	maria := w.arrive(t)
	maria.signInFirst("maria")
	if status := maria.post("/citizen/code", "https://evil.example"); status != http.StatusForbidden {
		t.Errorf("a form of another site answers %d", status)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.URL+"/citizen", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, cookie := range maria.Cookies() {
		request.AddCookie(cookie)
	}
	request.Header.Set("X-Forwarded-For", "203.0.113.77")
	request.Header.Set("X-Forwarded-Host", "evil.example")
	request.Header.Set("X-Forwarded-Proto", "https")
	status, page := send(t, request)
	if status != http.StatusOK || bytes.Contains(page, []byte("evil.example")) || strings.Contains(w.Log(), "203.0.113.77") {
		t.Errorf("forged forwarding headers are believed: %d", status)
	}
	maria.press("Έξοδος")
	reply, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	if to := reply.Header.Get("Location"); reply.StatusCode != http.StatusSeeOther || !strings.HasPrefix(to, "/login") {
		t.Errorf("a cookie replayed after sign-out answers %d %s", reply.StatusCode, to)
	}
}

// With scripts, the page reports missing fields before sending, so that nobody has
// to choose the pictures again.
func TestForgottenAgreementKeepsTheFiles(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	nikos := w.arrive(t)
	nikos.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	nikos.fillUpload()
	nikos.ChooseFile("photo", portrait(t))
	nikos.ChooseFile("signature", signature(t))
	nikos.Untick("agreed", "yes")
	nikos.Press("Μεταφόρτωση και αποστολή")
	nikos.see("Επιβεβαιώστε ότι ο πελάτης είδε τα αρχεία")
	nikos.Choose("agreed", "yes")
	nikos.press("Μεταφόρτωση και αποστολή")
	nikos.uploadPath()
}
