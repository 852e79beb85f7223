package studio_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// A form that is sent twice, by a double press or from the page that the browser shows
// at Back, does its act once, and leads where the first did.
func TestPressingTwiceIsPressingOnce(t *testing.T) {
	t.Parallel()
	h := atCounter(t)
	path := h.uploaded(filled())
	h.Deliver()
	pictures := map[string][]byte{"photo": portrait(1000, 1500)}
	twice := func(what string, send func() *httptest.ResponseRecorder) {
		t.Helper()
		first := send()
		before := h.Count(t, "events")
		second := send()
		if first.Code != http.StatusSeeOther || second.Code != first.Code || second.Header().Get("Location") != first.Header().Get("Location") {
			t.Errorf("%s: %d to %s, then %d to %s", what, first.Code, first.Header().Get("Location"), second.Code, second.Header().Get("Location"))
		}
		if n := h.Count(t, "events") - before; n != 0 {
			t.Errorf("%s: the second press recorded %d events", what, n)
		}
	}
	post := func(to string, values url.Values) func() *httptest.ResponseRecorder {
		return func() *httptest.ResponseRecorder { return h.post(to, values) }
	}
	twice("resend", post(path+"/resend", url.Values{"idempotency_key": {"R1"}}))
	twice("correct", post(path+"/contact", url.Values{
		"mobile": {"6900000002"}, "channels": {"sms"}, "agreed": {"yes"}, "idempotency_key": {"C1"},
	}))
	twice("replace", func() *httptest.ResponseRecorder {
		return h.send(path+"/replace", url.Values{"agreed": {"yes"}, "idempotency_key": {"P1"}}, pictures)
	})
	twice("withdraw", post(path+"/withdraw", nil))
	twice("employee", post("/studio/staff/new", url.Values{"afm": {"987654324"}, "label": {"Ελένη"}}))
	_, rest, _ := strings.Cut(h.get("/studio/staff").Body.String(), `href="/studio/staff/emp_`)
	id, _, _ := strings.Cut(rest, "/")
	twice("remove", post("/studio/staff/emp_"+id+"/remove", nil))
}
