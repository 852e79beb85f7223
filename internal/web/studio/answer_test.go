package studio_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/servicetest"
)

// told is what a script reads in the answer to a form.
type told struct {
	Upload, Number, State, Href string
	Advice, Seen                []string
	Faults                      []struct{ Field, Text string }
}

// fields returns where the faults are.
func (a told) fields() []string {
	var list []string
	for _, one := range a.Faults {
		list = append(list, one.Field)
	}
	return list
}

// script sends a form as the script of the counter does.
func (h *house) script(path string, values url.Values, files map[string][]byte) (status int, a told) {
	h.t.Helper()
	req := h.multipart(path, values, files)
	req.Header.Set("Accept", "application/json")
	seen := h.ask(req)
	if kind := seen.Header().Get("Content-Type"); kind != "application/json" || seen.Header().Get("Myphoto-Session-Left") == "" {
		h.t.Fatalf("answered %d with %s", seen.Code, kind)
	}
	if err := json.Unmarshal(seen.Body.Bytes(), &a); err != nil {
		h.t.Fatalf("%v in %s", err, seen.Body)
	}
	return seen.Code, a
}

// A script learns the same as a page says, and makes the same upload once.
func TestScriptsAreAnsweredWithWhatBecameOfTheForm(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	values, files := filled()
	status, first := h.script("/en/studio/new", values, files)
	if status != http.StatusOK || first.State != "sent" || first.Href != "/en/studio/u/"+first.Upload || first.Number == "" || len(first.Faults) != 0 {
		t.Fatalf("%d %+v", status, first)
	}
	if _, again := h.script("/studio/new", values, files); again.Upload != first.Upload {
		t.Error("the same form made two uploads")
	}
	values.Set("mobile", "6900000002")
	if status, other := h.script("/studio/new", values, files); status != http.StatusUnprocessableEntity || !slices.Equal(other.fields(), []string{""}) {
		t.Errorf("of a key with other content is told %d %+v", status, other)
	}
}

// Each fault is told at its field. The pictures stay in a draft, from which the script
// goes on.
func TestScriptsAreToldEachFaultAtItsField(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	values, files := filled()
	values.Set("mobile", "12345")
	values.Del("agreed")
	status, refused := h.script("/studio/new", values, files)
	if status != http.StatusUnprocessableEntity || refused.State != "draft" || !slices.Equal(refused.fields(), []string{"mobile", "agreed"}) {
		t.Fatalf("%d %+v", status, refused)
	}
	values, _ = filled()
	values.Set("idempotency_key", "KEY2")
	if status, sent := h.script(refused.Href, values, nil); status != http.StatusOK || sent.State != "sent" || sent.Upload != refused.Upload {
		t.Errorf("the corrected form is answered %d %+v", status, sent)
	}
	values, files = filledForAnother()
	values.Set("idempotency_key", "KEY3")
	files["photo"] = servicetest.Tilted(t)
	status, blocked := h.script("/studio/new", values, files)
	if status != http.StatusOK || blocked.State != "draft" || !slices.Contains(blocked.fields(), "photo") || !strings.Contains(blocked.Faults[0].Text, "γέρνει") {
		t.Errorf("of a tilted head is told %d %+v", status, blocked)
	}
}

// What a form says that it showed is taken only when the server advises nothing else.
func TestScriptsAcknowledgeTheAdviceThatTheyShowed(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	h.uploaded(filled())
	values, files := filledForAnother() // the same pictures: advice
	values.Set("acknowledged", "yes")
	values.Set("seen", "photo//else photo/driving-licence/else")
	status, asked := h.script("/studio/new", values, files)
	if status != http.StatusOK || asked.State != "draft" || len(asked.Faults) != 0 || len(asked.Advice) != 2 || len(asked.Seen) != 2 {
		t.Fatalf("%d %+v", status, asked)
	}
	if code := h.codeOf("+306900000002"); code != "" {
		t.Error("a code is on its way before the advice was read")
	}
	values.Set("idempotency_key", "KEY3")
	if _, again := h.script(asked.Href, values, nil); again.State != "draft" || len(again.Advice) != 2 {
		t.Errorf("advice that was not shown is taken as read: %+v", again)
	}
	values.Set("idempotency_key", "KEY4")
	values.Set("seen", strings.Join(asked.Seen, " "))
	if _, sent := h.script(asked.Href, values, nil); sent.State != "sent" {
		t.Errorf("acknowledged advice is asked about again: %+v", sent)
	}
}

// A counter knows its clients by its own note, then by the number; the reference says
// nothing to anybody.
func TestClientsAreNamedByNoteThenByNumber(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	h.uploaded(filled())
	values, files := filledForAnother() // the same pictures: kept as a draft
	values.Del("label")
	h.uploaded(values, files)
	for _, path := range []string{"/studio", "/studio/new"} {
		body := h.get(path).Body.String()
		names := regexp.MustCompile(`desk-queue__name" href="[^"]*">([^<]*)<`).FindAllStringSubmatch(body, -1)
		if len(names) != 2 || names[0][1] != "69••••0002" || names[1][1] != "Μ. Παπαδοπούλου" {
			t.Errorf("%s names %q", path, names)
		}
		if strings.Contains(body, "6900000002") || !strings.Contains(body, "69••••0001 · ") {
			t.Errorf("%s does not show the numbers masked, beside the notes", path)
		}
	}
}

// An employee who was removed meanwhile learns that the right is gone, in the words of the
// page.
func TestScriptsAreToldThatTheRightIsGone(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	h.post("/studio/staff/new", url.Values{"afm": {"987654324"}, "label": {"Ελένη"}})
	removal := regexp.MustCompile(`/studio/staff/emp_[a-z0-9]+/remove`).FindString(h.get("/studio/staff").Body.String())
	h.as("eleni", photo.RoleEmployee)
	eleni := h.visitor
	h.as("nikos", photo.RolePhotographer)
	h.post(removal, nil)
	h.visitor = eleni
	values, files := filled()
	status, refused := h.script("/studio/new", values, files)
	if status != http.StatusForbidden || len(refused.Faults) != 1 || !strings.Contains(refused.Faults[0].Text, "Δεν έχετε πρόσβαση") {
		t.Errorf("%d %+v", status, refused)
	}
}

// The column shows the newest clients, and says how many they are in all.
func TestTodaysClientsAreAllCounted(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	for n := range 14 {
		form := h.Form(fmt.Sprintf("69000003%02d", n))
		form.IdempotencyKey = fmt.Sprint("KEY", n)
		h.UploadForm(h.AsPhotographer("nikos"), form)
		h.Clock.Move(time.Minute)
	}
	body := h.get("/studio/new").Body.String()
	if rows := strings.Count(body, "desk-queue__name"); rows != 12 || !strings.Contains(body, "Σημερινοί πελάτες (14)") || !strings.Contains(body, `href="/studio/list"`) {
		t.Errorf("%d rows under %s", rows, regexp.MustCompile(`Σημερινοί πελάτες \(\d+\)`).FindString(body))
	}
}
