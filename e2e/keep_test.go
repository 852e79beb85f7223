package e2e_test

import (
	"strings"
	"testing"
)

// idle lets the page believe that nothing happened for so long that its session ends.
func (v *person) idle() {
	v.t.Helper()
	v.Evaluate(`(() => { const now = Date.now; Date.now = () => now() + 21 * 60 * 1000; document.dispatchEvent(new Event("visibilitychange")); return true })()`, nil)
	v.seeInTime("Αποσυνδεθήκατε")
}

// What was typed when the session ended is there again after signing in, for the same
// person alone. Nobody who sits down at the browser can read it.
func TestTypedFormOutlivesTheSession(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.arrive(t)
	v.signInFirst("maria")
	v.visit("/citizen/ticket")
	v.Choose("documents", "passport")
	v.visit("/citizen/code")
	v.Fill("code", "TYPED-BY-MARIA")
	v.idle()
	var kept string
	v.Evaluate(`JSON.stringify(sessionStorage)`, &kept)
	if !strings.Contains(kept, "/citizen/code") || strings.Contains(kept, "TYPED") {
		t.Errorf("kept: %s", kept)
	}
	v.inspect("timed-out")
	v.press("Σύνδεση ξανά")
	v.passTaxisnet("maria")
	v.expect("/citizen/code")
	v.seeInTime("Η φόρμα συμπληρώθηκε με όσα είχατε γράψει")
	if got := v.Value("code"); got != "TYPED-BY-MARIA" {
		t.Errorf("filled in: %q", got)
	}
	v.inspect("kept")
	var asked int
	v.visit("/citizen/ticket")
	if v.Evaluate(`sessionStorage.length`, &asked); asked != 0 {
		t.Errorf("%d forms are still kept", asked)
	}
	v.visit("/citizen/code")
	if got := v.Value("code"); got != "" {
		t.Errorf("filled in once more: %q", got)
	}
	v.Fill("code", "TYPED-BY-MARIA")
	v.idle()
	v.press("Σύνδεση ξανά")
	v.passTaxisnet("giorgos")
	v.expect("/terms/accept")
	v.press("Έλαβα γνώση")
	v.expect("/citizen/code")
	if got := v.Value("code"); got != "" {
		t.Errorf("giorgos finds %q", got)
	}
	v.Fill("code", "TYPED-BY-GIORGOS")
	v.Await(`fetch("/logout", { method: "POST", redirect: "manual" }).then(() => true)`, nil)
	v.press("Συνέχεια")
	v.see("Η φόρμα δεν στάλθηκε")
	v.inspect("form-back")
}

// Clients that are not sent make the page ask before it is left, but not when its session
// ends: nobody may be there to answer, and the clients' pictures would stay in sight.
func TestAnEndedSessionLeavesTheDeskUnasked(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t)
	v.atCounter()
	v.ChooseFile("photo", portrait(t))
	v.awaitCheck("photo")
	v.Keys("\t")
	if !v.asksBeforeLeaving() {
		t.Fatal("the page is left without a question")
	}
	v.idle()
}
