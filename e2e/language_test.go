package e2e_test

import (
	"testing"
)

// The language is changed in the middle of a form. Secrets are not carried over,
// and nothing stays in the browser's storage.
func TestChangeOfLanguageKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	nikos := w.arrive(t)
	nikos.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	nikos.fillUpload()
	nikos.Fill("label", "Γάμος «Ω»")
	nikos.press("Ιατρικός ή άλλος λόγος")
	nikos.Choose("override", "told")
	nikos.Fill("override_reason", "βρέφος")
	if nikos.asksBeforeLeaving() {
		t.Error("the form asks before it is left although no file was chosen")
	}
	nikos.Press("English")
	nikos.lang = "en"
	nikos.expect("/studio/new")
	for name, want := range map[string]string{
		"mobile": "6900000001", "email": "maria@example.gr", "label": "Γάμος «Ω»", "override_reason": "βρέφος",
	} {
		if got := nikos.Value(name); got != want {
			t.Errorf("%s holds %q instead of %q", name, got, want)
		}
	}
	for _, box := range []string{"[value=driving-licence]", "[value=sms]", "[value=email]", "[name=agreed]", "[name=override]"} {
		if nikos.Has(box+":checked") != 1 {
			t.Errorf("%s is no longer ticked", box)
		}
	}
	if nikos.Has("details[open] [name=override_reason]") != 1 || nikos.Has("[name=documents]:checked") != 1 {
		t.Error("the reason is folded away, or more documents are ticked than were")
	}
	nikos.TextOf(`[data-echo="mobile"]:not([hidden])`)
	nikos.leavesNothing()
	nikos.visit("/studio/new")
	if got := nikos.Value("mobile"); got != "" {
		t.Errorf("a new form begins with %q", got)
	}
	nikos.ChooseFile("photo", portrait(t))
	nikos.See(" KB") // the script has read it
	if !nikos.asksBeforeLeaving() {
		t.Error("a chosen file is lost without a question")
	}

	maria := w.arrive(t)
	maria.signInFirst("maria")
	maria.visit("/citizen/code")
	maria.Fill("code", "B3+O3VCZAsaddxDuxLg0bQ")
	maria.Press("English")
	if got := maria.Value("code"); got != "" {
		t.Errorf("the code was stored: %q", got)
	}
	maria.leavesNothing()
}

// asksBeforeLeaving reports whether the page would ask before it is left.
func (v *person) asksBeforeLeaving() (asks bool) {
	v.t.Helper()
	v.Evaluate(`(() => { const leave = new Event('beforeunload', {cancelable: true}); dispatchEvent(leave); return leave.defaultPrevented; })()`, &asks)
	return asks
}

// leavesNothing fails the test when the page left something in the browser.
func (v *person) leavesNothing() {
	v.t.Helper()
	var n int
	if v.Evaluate(`sessionStorage.length + localStorage.length`, &n); n != 0 {
		v.t.Errorf("%s left %d things in the browser's storage", v.Address(), n)
	}
}
