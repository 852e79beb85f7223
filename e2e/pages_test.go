package e2e_test

import (
	"os"
	"strings"
	"testing"
)

var shotNames = strings.NewReplacer("/", "-", "?", "-", "&", "-")

// inspect checks the page that the tab shows, in the sizes of a phone and of a
// desktop, and where columns begin on the pages that have any: it must be accessible, have one h1, fit a viewport of 320 pixels, and
// leave nothing in the console. With MYPHOTO_SHOTS set it also saves screenshots.
func (v *person) inspect(state string) {
	v.t.Helper()
	sizes := [][2]int64{{390, 844}, {1440, 900}}
	if v.Has(".desk-page") != 0 {
		sizes = append(sizes, [2]int64{1100, 800})
	}
	for _, size := range sizes {
		v.Resize(size[0], size[1])
		v.Accessible()
		if size[0] != 1100 && os.Getenv("MYPHOTO_SHOTS") != "" {
			v.Screenshot(shotName(state, v.lang, size[0]))
		}
	}
	v.Resize(390, 844)
	v.NoHorizontalScroll(320)
	if n := v.Has("h1"); n != 1 {
		v.t.Errorf("%s has %d h1", v.Address(), n)
	}
	for _, line := range v.ConsoleErrors() {
		v.t.Errorf("%s: console: %s", v.Address(), line)
	}
}

func shotName(state, lang string, width int64) string {
	side := map[int64]string{390: "phone", 1440: "desk"}[width]
	return strings.Trim(shotNames.Replace(state), "-") + "." + lang + "." + side
}

// inBoth acts once in Greek and once in English.
func (v *person) inBoth(act func()) {
	v.t.Helper()
	for _, lang := range []string{"el", "en"} {
		v.lang = lang
		act()
	}
	v.lang = "el"
}

// tour inspects pages in both languages; each must exist.
func (v *person) tour(state string, paths ...string) {
	v.t.Helper()
	for _, path := range paths {
		v.inBoth(func() {
			v.visit(path)
			bare, _, _ := strings.Cut(path, "?")
			v.expect(bare)
			v.inspect(state + path)
		})
	}
}

// refused inspects, in both languages, the page with which a form is refused.
func (v *person) refused(state string, send func()) {
	v.t.Helper()
	v.inBoth(func() {
		send()
		if v.Has(".govgr-error-summary") != 1 {
			v.t.Errorf("%s shows no error summary after %s:\n%s", v.Address(), state, v.Text())
		}
		v.inspect(state + "-error")
	})
}

// Public pages need no session.
func TestPublicPages(t *testing.T) {
	t.Parallel()
	v := newTown(t).arrive(t)
	v.tour("", "/", "/help", "/help/code", "/help/files", "/help/photographers", "/help/accessibility",
		"/terms", "/privacy", "/cookies", "/accessibility", "/claim", "/timed-out", "/signed-out", "/dev", "/dev/docs", "/status")
	v.inBoth(func() {
		v.visit("/no-such-page")
		v.inspect("not-found")
	})
}

// The pages of sign-in, from the one-time code to the terms.
func TestPagesOnTheWayIn(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	nikos := w.arrive(t)
	nikos.visit("/login")
	nikos.Fill("username", "nikos")
	nikos.Fill("password", "nikos")
	nikos.Press("Σύνδεση")
	nikos.tour("", "/otp")
	nikos.refused("otp", func() {
		nikos.visit("/otp")
		nikos.Fill("otp", "000")
		nikos.press("Συνέχεια")
	})
	text := w.sandbox.NextMessage(t, mobiles["nikos"], 0).Text
	nikos.visit("/otp")
	nikos.Fill("otp", sixDigits.FindString(text))
	nikos.press("Συνέχεια")
	nikos.tour("", "/me")
	nikos.visit("/me")
	nikos.press("Συνέχεια")
	nikos.tour("", "/profile")
	nikos.visit("/profile")
	nikos.press("Σύνδεση ως Φωτογράφος")
	nikos.tour("", "/terms/accept")

	anna := w.arrive(t)
	anna.visit("/login")
	anna.Fill("username", "anna")
	anna.Fill("password", "anna")
	anna.Press("Σύνδεση")
	anna.tour("nophone", "/otp")

	petros := w.arrive(t)
	petros.signInFirst("petros")
	petros.tour("closed", "/citizen", "/profile", "/studio/not-eligible", "/logout")
	petros.visit("/studio")
	petros.expect("/studio/not-eligible")

	giorgos := w.arrive(t)
	giorgos.signInFirst("giorgos")
	giorgos.visit("/studio")
	giorgos.inspect("forbidden")
}

// The studio's pages without uploads, with refusals, and with uploads.
func TestStudioPages(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v := w.arrive(t)
	v.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	v.tour("empty", "/studio", "/studio/new", "/studio/list?from=2020-01-01&to=2020-01-02")
	v.tour("", "/studio/staff", "/studio/staff/new", "/studio/specs", "/studio/sessions")
	v.tour("empty", "/studio/stats")
	v.refused("new", func() {
		v.visit("/studio/new")
		v.press("Μεταφόρτωση και αποστολή")
	})
	v.refused("staff", func() {
		v.visit("/studio/staff/new")
		v.Fill("afm", "123456789")
		v.press("Προσθήκη")
	})
	upload := v.upload()
	v.tour("filled", "/studio", "/studio/new", "/studio/list")
	for _, page := range []string{"", "/slip", "/contact", "/replace", "/withdraw"} {
		v.inBoth(func() {
			v.visit(upload + page)
			v.inspect("upload" + page)
		})
	}
	v.visit(upload + "/slip")
	if n := v.Sheets(); n != 1 {
		t.Errorf("the slip takes %d sheets", n)
	}
	v.refused("contact", func() {
		v.visit(upload + "/contact")
		v.Fill("mobile", "2101234567")
		v.press("Διόρθωση και επαναποστολή")
	})
	v.inBoth(func() {
		v.fillUpload()
		v.ChooseFile("photo", jpegFile(t, "small.jpg", flat(300, 450)))
		v.ChooseFile("signature", signature(t))
		v.press("Μεταφόρτωση και αποστολή")
		v.uploadPath()
		v.inspect("draft")
	})
	v.visit("/studio/staff")
	var leave string
	v.Evaluate(`document.querySelector('main li a[href*=remove]').getAttribute('href')`, &leave)
	v.tour("", leave)
}

// Drafts with a full table of checks, of pictures with different faults; the
// exemptions that would help and the effect of one; and the statistics.
func TestVerdictPages(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	v, maria := w.arrive(t), w.arrive(t)
	maria.signInFirst("maria")
	v.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	everything := []string{"driving-licence", "identity-card", "passport", "academic-id", "tachograph-card"}
	for name, documents := range map[string][]string{
		"good": everything, "two": everything, "dark": {"driving-licence", "academic-id"}, "small": everything,
	} {
		v.judge(name, documents)
		draft := v.draft()
		v.inBoth(func() {
			v.visit(draft)
			v.inspect("verdict-" + name)
		})
	}
	v.judge("tilted", everything[:1])
	tilted := v.draft()
	v.see("Δεν θα εμποδίζουν: Κλίση κεφαλιού")
	v.inBoth(func() {
		v.visit(tilted)
		v.inspect("verdict-tilted")
	})
	v.visit(tilted)
	v.Choose("override", "disability")
	v.Fill("override_reason", "φορά νάρθηκα")
	v.press("Μεταφόρτωση και αποστολή")
	v.see("Δεν εφαρμόστηκε ο κανόνας: Αναπηρία")
	v.inspect("verdict-lifted")
	v.Choose("acknowledged", "yes")
	v.press("Μεταφόρτωση και αποστολή")
	v.see("Η μεταφόρτωση έγινε")
	v.tour("lifted", tilted, tilted+"/replace")
	v.tour("", "/studio/stats")
	maria.submit(w.codeOnPhone(t, 0))
	maria.see("φορά νάρθηκα")
	maria.tour("lifted", "/citizen/preview")
	v.judge("wide", everything)
	v.see("Τι λαμβάνει κάθε υπηρεσία")
	v.inspect("cuts")
	v.Choose("acknowledged", "yes")
	v.press("Μεταφόρτωση και αποστολή")
	maria.submit(w.codeOnPhone(t, 1))
	maria.see("Τι λαμβάνει κάθε υπηρεσία")
	maria.tour("cuts", "/citizen/preview")
}

// judge uploads a picture of the kind that spoilt makes, for some documents.
func (v *person) judge(kind string, documents []string) {
	v.t.Helper()
	v.visit("/studio/new")
	for _, id := range documents {
		v.Choose("documents", id)
	}
	v.Choose("channels", "sms")
	v.Fill("mobile", "6900000001")
	v.Choose("agreed", "yes")
	v.ChooseFile("photo", spoilt(v.t, kind))
	v.ChooseFile("signature", signature(v.t))
	v.press("Μεταφόρτωση και αποστολή")
}

// draft returns the path of the draft that the tab shows.
func (v *person) draft() string {
	v.t.Helper()
	v.see("Δεν έχει σταλεί ακόμη τίποτα")
	return v.uploadPath()
}
