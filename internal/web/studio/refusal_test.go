package studio_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// sendTwice posts the form of a multipart body in which one field comes a second time.
func (h *house) sendTwice(path, name string, values url.Values, files map[string][]byte) *httptest.ResponseRecorder {
	h.t.Helper()
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	add := func(field, value string) { must(0, parts.WriteField(field, value)) }
	for field, all := range values {
		for _, value := range all {
			add(field, value)
		}
	}
	for field, content := range files {
		must(must(parts.CreateFormFile(field, field+".jpg")).Write(content))
	}
	if content, isFile := files[name]; isFile {
		must(must(parts.CreateFormFile(name, "other.jpg")).Write(content))
	} else {
		add(name, values.Get(name))
	}
	_ = parts.Close()
	req := httptest.NewRequest(http.MethodPost, path, &body)
	req.Header.Set("Content-Type", parts.FormDataContentType())
	return h.ask(req)
}

// The picture that was looked at and the picture that is sent must be one; the other
// field has nothing to do with it.
func TestTwoFilesInOneFieldLeaveTheOtherPicture(t *testing.T) {
	t.Parallel()
	for name, kept := range map[string]string{"photo": "διατηρούνται: Υπογραφή.", "signature": "διατηρούνται: Φωτογραφία προσώπου."} {
		h := atCounter(t)
		values, files := filled()
		before := h.Count(t, "messages")
		seen := h.sendTwice("/studio/new", name, values, files)
		if seen.Code != http.StatusUnprocessableEntity || !strings.Contains(seen.Body.String(), `href="#`+name+`">Ήρθαν περισσότερα από ένα αρχεία`) ||
			!strings.Contains(said(seen), kept) || !strings.Contains(seen.Body.String(), `value="Μ. Παπαδοπούλου"`) {
			t.Errorf("%s: %d %s", name, seen.Code, said(seen))
		}
		if n := h.Count(t, "messages") - before; n != 0 {
			t.Errorf("%s: %d messages", name, n)
		}
	}
}

// Which of two values was read must not depend on who reads them.
func TestAFieldSentTwiceIsRefusedAndNothingIsTaken(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	for _, name := range []string{
		"mobile", "email", "label", "agreed", "acknowledged", "age", "override",
		"override_reason", "idempotency_key", "crop_driving-licence",
	} {
		values, files := filled()
		if !values.Has(name) && files[name] == nil {
			values.Set(name, "")
		}
		seen := h.sendTwice("/studio/new", name, values, files)
		if seen.Code != http.StatusUnprocessableEntity || !strings.Contains(said(seen), "ήρθε περισσότερες από μία φορές") {
			t.Errorf("%s: %d %s", name, seen.Code, said(seen))
		}
		if name != "label" && !strings.Contains(seen.Body.String(), `value="Μ. Παπαδοπούλου"`) {
			t.Errorf("%s: what was typed is lost", name)
		}
	}
	if n := h.Count(t, "uploads"); n != 0 {
		t.Errorf("%d uploads", n)
	}
	values, files := filled()
	values.Set("idempotency_key", "KEY2")
	path := h.uploaded(values, files)
	for form, name := range map[string]string{"/contact": "mobile", "/resend": "idempotency_key"} {
		seen := h.post(path+form, url.Values{name: {"1", "2"}})
		if seen.Code != http.StatusUnprocessableEntity || !strings.Contains(said(seen), "ήρθε περισσότερες από μία φορές") {
			t.Errorf("%s: %d %s", form, seen.Code, said(seen))
		}
	}
	for _, name := range []string{"afm", "label"} {
		if seen := h.post("/studio/staff/new", url.Values{name: {"1", "2"}}); seen.Code != http.StatusUnprocessableEntity {
			t.Errorf("staff: %d", seen.Code)
		}
	}
}

func TestADocumentNamedTwiceCountsOnce(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	values, files := filled()
	values["documents"] = []string{"driving-licence", "academic-id", "driving-licence", "academic-id"}
	values["channels"] = []string{"sms", "sms"}
	values.Set("crop_academic-id", "0.5,0.5,0.8,0")
	path := h.uploaded(values, files)
	if seen := said(h.get(path)); !strings.Contains(seen, "Μεταφορτώθηκε") {
		t.Error(seen)
	}
	files["photo"] = portrait(600, 900)
	values.Set("idempotency_key", "KEY2")
	draft := h.uploaded(values, files)
	values.Set("idempotency_key", "KEY3")
	if seen := h.send(draft, values, map[string][]byte{"photo": portrait(800, 1200)}); seen.Code != http.StatusSeeOther {
		t.Errorf("the draft: %d %s", seen.Code, said(seen))
	}
}

// Choosing both files again because of a mistyped number is what people complain about.
func TestEveryRefusedFormWithPicturesIsKeptAsADraft(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(url.Values, map[string][]byte)
		want  string
		items string
	}{
		"mobile": {func(v url.Values, _ map[string][]byte) { v.Set("mobile", "210") }, `href="#mobile"`, "Φωτογραφία προσώπου, Υπογραφή"},
		"email": {func(v url.Values, _ map[string][]byte) {
			v["channels"], v["email"] = []string{"sms", "email"}, []string{"nobody"}
		}, `href="#email"`, "Φωτογραφία προσώπου, Υπογραφή"},
		"label":      {func(v url.Values, _ map[string][]byte) { v.Set("label", strings.Repeat("x", 70)) }, `href="#label"`, "Φωτογραφία προσώπου, Υπογραφή"},
		"long label": {func(v url.Values, _ map[string][]byte) { v.Set("label", strings.Repeat("x", 5000)) }, `href="#label"`, "Φωτογραφία προσώπου, Υπογραφή"},
		"huge label": {func(v url.Values, _ map[string][]byte) { v.Set("label", strings.Repeat("x", 50_000)) }, `href="#label"`, "Φωτογραφία προσώπου, Υπογραφή"},
		"agreement":  {func(v url.Values, _ map[string][]byte) { v.Del("agreed") }, `href="#agreed"`, "Φωτογραφία προσώπου, Υπογραφή"},
		"documents":  {func(v url.Values, _ map[string][]byte) { v.Del("documents") }, `href="#documents"`, "Φωτογραφία προσώπου, Υπογραφή"},
		"exemption":  {func(v url.Values, _ map[string][]byte) { v.Set("override", "disability") }, `href="#override_reason"`, "Φωτογραφία προσώπου, Υπογραφή"},
		"unreadable": {func(_ url.Values, f map[string][]byte) { f["signature"] = []byte("GIF89a") }, `href="#signature"`, "Φωτογραφία προσώπου"},
		"missing":    {func(_ url.Values, f map[string][]byte) { delete(f, "photo") }, `href="#photo"`, "Υπογραφή"},
		"over 21 MB": {func(_ url.Values, f map[string][]byte) { f["signature"] = make([]byte, 23_000_000) }, `href="#signature"`, "Φωτογραφία προσώπου"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := atCounter(t)
			values, files := filled()
			c.spoil(values, files)
			seen := h.send("/studio/new", values, files)
			if seen.Code != http.StatusUnprocessableEntity || !strings.Contains(seen.Body.String(), c.want) {
				t.Fatalf("%d %s", seen.Code, said(seen))
			}
			if !strings.Contains(said(seen), "Δεν έχει σταλεί ακόμη τίποτα") || !strings.Contains(said(seen), "διατηρούνται: "+c.items+". Επιλέξτε") {
				t.Errorf("it does not say what was kept: %s", said(seen))
			}
			again := h.send("/studio/new", values, files) // the page is loaded again
			draft := again.Header().Get("Location")
			if again.Code != http.StatusSeeOther || !strings.Contains(seen.Body.String(), `action="`+draft+`"`) {
				t.Fatalf("%d %s", again.Code, draft)
			}
			values, files = filled()
			values.Set("idempotency_key", "KEY2")
			values.Set("age", "adult")
			if c.items == "Υπογραφή" {
				delete(files, "signature")
			} else if delete(files, "photo"); c.items != "Φωτογραφία προσώπου" {
				delete(files, "signature")
			}
			if seen = h.send(draft, values, files); seen.Code != http.StatusSeeOther {
				t.Fatalf("corrected: %d %s", seen.Code, said(seen))
			}
			if page := said(h.get(draft)); !strings.Contains(page, "Μεταφορτώθηκε") {
				t.Error(page)
			}
		})
	}
}

func TestTheSixthMessageOfADayLeavesADraft(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	values, files := filled()
	for n := range 5 {
		values.Set("idempotency_key", strings.Repeat("K", n+1))
		values.Set("acknowledged", "yes")
		h.uploaded(values, files)
	}
	values.Set("idempotency_key", "sixth")
	seen := h.send("/studio/new", values, files)
	if seen.Code != http.StatusTooManyRequests || !strings.Contains(said(seen), "5 μηνύματα σήμερα") ||
		!strings.Contains(said(seen), "διατηρούνται: Φωτογραφία προσώπου, Υπογραφή") || !strings.Contains(seen.Body.String(), `value="690 000 0001"`) {
		t.Fatalf("%d %s", seen.Code, said(seen))
	}
	draft := h.send("/studio/new", values, files).Header().Get("Location")
	values.Set("mobile", "6900000009")
	values.Set("idempotency_key", "seventh")
	if seen = h.send(draft, values, nil); seen.Code != http.StatusSeeOther {
		t.Errorf("%d %s", seen.Code, said(seen))
	}
}

// The new picture of a draft that is refused again must not be lost either, nor may a
// broken one take the place of the one that is kept.
func TestARefusedDraftKeepsItsNewPictures(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	values, files := filled()
	files["photo"] = portrait(600, 900)
	draft := h.uploaded(values, files)
	values.Set("mobile", "1")
	values.Set("idempotency_key", "KEY2")
	if seen := h.send(draft, values, map[string][]byte{"photo": portrait(800, 1200)}); seen.Code != http.StatusUnprocessableEntity {
		t.Fatalf("%d %s", seen.Code, said(seen))
	}
	values.Set("idempotency_key", "KEY3")
	if seen := h.send(draft, values, map[string][]byte{"photo": []byte("GIF89a")}); seen.Code != http.StatusUnprocessableEntity || !strings.Contains(seen.Body.String(), `href="#photo"`) {
		t.Fatalf("%d %s", seen.Code, said(seen))
	}
	values.Set("mobile", "6900000001")
	values.Set("idempotency_key", "KEY4")
	if seen := h.send(draft, values, nil); seen.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", seen.Code, said(seen))
	}
	if page := said(h.get(draft)); !strings.Contains(page, "Μεταφορτώθηκε") || !strings.Contains(page, "800 × 1200") {
		t.Error(page)
	}
}

func TestRefusedReplacementKeepsItsPictures(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	path := h.uploaded(filled())
	values := url.Values{"override": {"disability"}, "age": {"adult"}, "acknowledged": {"yes"}, "agreed": {"yes"}}
	seen := h.send(path+"/replace", values, map[string][]byte{"photo": portrait(1000, 1500)})
	body := seen.Body.String()
	if seen.Code != http.StatusUnprocessableEntity || !strings.Contains(body, `href="#override_reason"`) || !strings.Contains(said(seen), "Οι νέες εικόνες περιμένουν") {
		t.Fatalf("%d %s", seen.Code, said(seen))
	}
	if summary, _, _ := strings.Cut(body, "</ul>"); strings.Contains(summary, "Επιλέξτε ξανά") {
		t.Error("files are asked for before the reason")
	}
	if page := said(h.get(path + "/replace")); !strings.Contains(page, "Οι νέες εικόνες περιμένουν") || !strings.Contains(page, "1000 × 1500") {
		t.Errorf("the page forgets that files wait: %s", page)
	}
	if page := said(h.get(path)); !strings.Contains(page, "περιμένουν") || strings.Contains(page, "1000 × 1500") {
		t.Errorf("the page of the upload: %s", page)
	}
	waiting := h.get("/studio").Body.String()
	for _, link := range strings.Split(waiting, `href="/studio/u/`)[1:] {
		if id, _, _ := strings.Cut(link, `"`); !strings.HasSuffix(path, id) {
			if to := h.get("/studio/u/" + id).Header().Get("Location"); to != "" && to != path+"/replace" {
				t.Errorf("the draft leads to %s", to)
			}
		}
	}
	twice := url.Values{"age": {"adult", "adult"}}
	if page := said(h.send(path+"/replace", twice, map[string][]byte{"photo": portrait(800, 1200)})); !strings.Contains(page, "Επιλέξτε ξανά τα αρχεία") ||
		!strings.Contains(page, "1000 × 1500") {
		t.Errorf("pictures that were not kept look as if they waited: %s", page)
	}
	values.Set("override_reason", "φορά νάρθηκα")
	if seen = h.send(path+"/replace", values, nil); seen.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", seen.Code, said(seen))
	}
	if page := said(h.get(path)); !strings.Contains(page, "1000 × 1500") || strings.Contains(page, "περιμένουν") {
		t.Error(page)
	}
	if n := h.Count(t, "uploads WHERE state = 'draft'"); n != 0 {
		t.Errorf("%d drafts stay", n)
	}
}

// What waits ends as every draft does, and with the upload that it belongs to.
func TestWaitingPicturesEndWithTheirUpload(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	path := h.uploaded(filled())
	small := map[string][]byte{"photo": portrait(600, 900)}
	if seen := h.send(path+"/replace", url.Values{}, small); seen.Code != http.StatusUnprocessableEntity {
		t.Fatalf("%d %s", seen.Code, said(seen))
	}
	if n := h.Count(t, "uploads WHERE state = 'draft'"); n != 1 {
		t.Fatalf("%d drafts", n)
	}
	if seen := h.post(path+"/withdraw", nil); seen.Code != http.StatusSeeOther {
		t.Fatal(seen.Code)
	}
	if n := h.Count(t, "uploads WHERE state <> 'erased'"); n != 0 {
		t.Errorf("%d uploads stay", n)
	}
	values, files := filled()
	values.Set("idempotency_key", "KEY2")
	path = h.uploaded(values, files)
	h.send(path+"/replace", url.Values{}, small)
	h.Clock.Move(25 * time.Hour)
	h.as("nikos", "photographer")
	h.Sweep()
	if page := said(h.get(path + "/replace")); strings.Contains(page, "περιμένουν") {
		t.Error(page)
	}
}

// Whoever has the custody links the files of a child, whose pictures are judged more
// mildly.
func TestFilesOfChildrenAreTaken(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	if form := h.get("/studio/new").Body.String(); !strings.Contains(form, `value="infant"`) || !strings.Contains(form, `value="under-6"`) {
		t.Error("the form offers no age of children, or no exemption of infants")
	}
	for n, spoil := range []func(url.Values){
		func(v url.Values) { v.Set("age", "under-10") },
		func(v url.Values) { v.Set("age", "under-6") },
		func(v url.Values) { v.Set("override", "infant"); v.Set("override_reason", "κοιμάται") },
	} {
		values, files := filled()
		spoil(values)
		values.Set("idempotency_key", strings.Repeat("K", n+1))
		if page := h.get(h.uploaded(values, files)); !strings.Contains(said(page), "Η μεταφόρτωση έγινε") {
			t.Errorf("%d: %s", n, said(page))
		}
	}
}
