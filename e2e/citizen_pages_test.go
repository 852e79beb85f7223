package e2e_test

import (
	"testing"
)

// The pages are inspected in every state: without files, with a code claimed,
// associated, authorised, retrieved, replaced, dissociated.
func TestCitizenPages(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	nikos, maria := w.arrive(t), w.arrive(t)
	maria.signInFirst("maria")
	maria.tour("empty", "/citizen", "/citizen/code", "/citizen/scan", "/citizen/apps", "/citizen/history", "/citizen/freeze", "/citizen/notices", "/citizen/sessions")
	maria.refused("code", func() { maria.submit("B3+O3VCZAsaddxDuxLg0") })
	maria.refused("qr", func() {
		maria.visit("/citizen/code")
		maria.ChooseFile("qr", jpegFile(t, "no-qr.jpg", flat(600, 600)))
		maria.press("Ανάγνωση του QR code")
	})
	nikos.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	nikos.upload()
	maria.submit(w.codeOnPhone(t, 0))
	claimed(maria)
	maria.visit("/citizen/preview")
	maria.press("Επιβεβαίωση")
	maria.tour("", "/citizen/link", "/citizen/link?confirm=1")
	maria.visit("/citizen/preview")
	maria.link()
	maria.inspect("linked")
	linked(w, maria)
	nikos.upload()
	maria.submit(w.codeOnPhone(t, 1))
	maria.tour("second", "/citizen", "/citizen/code")
	maria.visit("/citizen/preview")
	maria.press("Επιβεβαίωση")
	maria.refused("replace", func() {
		maria.visit("/citizen/link")
		maria.press("Συσχέτιση")
	})
	unlinked(maria)
}

// claimed inspects the pages between a code and its approval.
func claimed(maria *person) {
	maria.t.Helper()
	maria.tour("", "/citizen/preview", "/citizen/preview/photo", "/citizen/preview/signature", "/citizen/reject")
	maria.tour("claimed", "/citizen", "/citizen/code")
	maria.refused("reject", func() {
		maria.visit("/citizen/reject")
		maria.press("Απόρριψη")
	})
}

// linked inspects the pages of a citizen with associated files.
func linked(w town, maria *person) {
	maria.t.Helper()
	maria.tour("", "/citizen/photo", "/citizen/download", "/citizen/apps/new", "/citizen/apps/new/driving-licences",
		"/citizen/apps/new/identity-cards", "/citizen/unlink", "/citizen/erase")
	maria.tour("linked", "/citizen", "/citizen/apps")
	maria.refused("choose", func() {
		maria.visit("/citizen/apps/new?application=")
	})
	maria.refused("grant", func() {
		maria.visit("/citizen/apps/new/driving-licences")
		maria.shownWithItsAnswer("mode", "until")
		maria.Choose("mode", "once")
		maria.press("Εξουσιοδότηση")
	})
	maria.refused("erase", func() {
		maria.visit("/citizen/erase")
		maria.press("Διαγραφή των αρχείων μου")
	})
	maria.authorise()
	maria.inspect("given")
	w.application(maria.t).retrieve("ΑΠ-2026-000123")
	maria.tour("authorised", "/citizen", "/citizen/photo", "/citizen/apps", "/citizen/history", "/citizen/unlink")
	maria.visit("/citizen/apps")
	maria.press("Ανάκληση")
	maria.inspect("revoke")
	maria.press("Ανάκληση")
	maria.inspect("withdrawn")
}

// unlinked inspects the pages of the dissociation, and the page of a citizen whose
// daily submissions are used.
func unlinked(maria *person) {
	maria.t.Helper()
	maria.visit("/citizen/unlink")
	maria.press("Συνέχεια")
	maria.tour("", "/citizen/unlinked")
	maria.tour("unlinked", "/citizen", "/citizen/apps", "/citizen/history")
	for maria.visit("/citizen/code"); maria.Has("[name=code]") == 1; maria.visit("/citizen/code") {
		maria.submit("B3+O3VCZAsaddxDuxLg0bQ")
	}
	maria.tour("quota", "/citizen/code")
}

// shownWithItsAnswer checks that what only one answer needs is there, and sent, with that answer
// alone.
func (v *person) shownWithItsAnswer(name, answer string) {
	v.t.Helper()
	part := "[data-when='" + name + "=" + answer + "']"
	if v.Has(part+"[hidden] input:disabled") != 1 {
		v.t.Errorf("%s is there before its answer is chosen", part)
	}
	v.Choose(name, answer)
	if v.Has(part+":not([hidden]) input:enabled") != 1 {
		v.t.Errorf("%s is missing with its answer", part)
	}
}
