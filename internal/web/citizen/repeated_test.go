package citizen_test

import (
	"net/http"
	"testing"
	"time"

	"myphoto/internal/photo"
)

// twice returns the answer to a form that somebody sends twice: browsers show the
// second one. The second must lead where the first did, and record nothing.
func (r *room) twice(path string, pairs ...string) seen {
	r.t.Helper()
	first := r.post(path, pairs...).is(http.StatusSeeOther)
	before := r.Count(r.t, "events")
	second := r.post(path, pairs...).leads(first.to)
	if n := r.Count(r.t, "events") - before; n != 0 {
		r.t.Errorf("%s: the second press recorded %d events", path, n)
	}
	return second
}

func TestPressingTwiceIsPressingOnce(t *testing.T) {
	t.Parallel()
	r := open(t)
	upload, _ := r.linked()
	r.twice("/citizen/ticket", "documents", "passport")
	r.twice("/citizen/notices")
	r.twice("/citizen/freeze")
	r.twice("/citizen/freeze", "pause", "end")
	consent := []string{"purpose", "driving-licence-renewal", "items", "photo", "items", "signature", "mode", "files", "consent", "yes"}
	given := r.twice(licences, consent...).to
	r.get(given).has("Εξουσιοδοτήσατε την εφαρμογή «Licences»")
	day := photo.AthensDay(r.Clock.Now().Add(48 * time.Hour))
	r.twice(licences, "purpose", "driving-licence-issue", "items", "photo", "mode", "until", "until", day, "consent", "yes")
	r.Clock.Move(time.Hour) // no double click any more: the grant of before is named
	r.post(licences, consent...).is(http.StatusConflict).has("έχει ήδη ενεργή εξουσιοδότηση")
	r.twice("/citizen/apps/" + given[len("/citizen/apps?given="):] + "/revoke")
	r.post("/citizen/unlink").leads("/citizen/unlinked")
	r.post("/citizen/unlink").leads("/citizen/unlinked")
	r.twice("/citizen/associate-again", "upload", upload)
	r.twice("/citizen/erase", "upload", upload, "confirm", "yes")
	r.who = r.AsCitizen("giorgos")
	r.post("/citizen/erase", "upload", upload, "confirm", "yes").is(http.StatusNotFound)
}

// Also where another code waits, whose pictures the second press must not touch.
func TestRejectingTwiceIsRejectingOnce(t *testing.T) {
	t.Parallel()
	r := open(t)
	for _, waiting := range []string{"nothing", "another code"} {
		if waiting == "another code" {
			r.claimed()
			r.Clock.Move(time.Second)
		}
		upload, code := r.claimed()
		seen := hidden.FindStringSubmatch(r.get("/citizen/reject").has(`name="upload" value="` + upload + `"`).body)[1]
		form := []string{"upload", upload, "seen", seen, "reason", "quality"}
		r.twice("/citizen/reject", form...)
		r.who = r.AsCitizen("giorgos") // nothing is learned about what others rejected
		r.post("/citizen/reject", form...).is(http.StatusNotFound)
		r.who = r.AsCitizen("maria")
		r.post("/citizen/code", "code", code).leads("/citizen/preview")
		r.post("/citizen/reject", form...).is(http.StatusSeeOther) // opened again, rejected again
		if n := r.Count(t, "events WHERE act = 'claim.reject' AND outcome = 'done' AND upload_id = '"+upload+"'"); n != 2 {
			t.Errorf("%s waits: rejected %d times", waiting, n)
		}
	}
}
