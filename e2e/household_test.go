package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const (
	dimitrios = "15061200018" // in the custody of maria and giorgos
	sofia     = "15061200026" // in that of maria alone
	emmanouil = "01030900011" // in that of vasso; of age on 1 March 2027
)

// addMinor enters a minor and returns the path of the pages about the minor's files.
func (v *person) addMinor(amka string) string {
	v.t.Helper()
	v.visit("/citizen/household")
	v.press("Προσθήκη ανηλίκου")
	v.Fill("amka", amka)
	v.press("Συνέχεια")
	path := strings.TrimPrefix(v.Address(), v.at(""))
	if !strings.HasPrefix(path, "/citizen/minor/sub_") {
		v.t.Fatalf("the minor's numbers led to %s:\n%s", path, v.Text())
	}
	return path
}

// linkFor links the pictures of a code to the minor with the pages at path.
func (v *person) linkFor(path, code string) {
	v.t.Helper()
	v.visit(path + "/code")
	v.Fill("code", code)
	v.press("Συνέχεια")
	v.press("Επιβεβαίωση")
	v.press("Συσχέτιση")
	v.press("Συνέχεια")
	v.expect(path + "/photo")
	v.see("Συγχαρητήρια!")
}

// A custodian manages the files of two children beside the own ones; the other custodian
// sees the shared child alone.
func TestCustodiansOfTwoChildren(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	nikos, maria, giorgos := w.arrive(t), w.arrive(t), w.arrive(t)
	nikos.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	nikos.upload()
	maria.signInFirst("maria")
	maria.refused("minor", func() {
		maria.visit("/citizen/minor")
		maria.Fill("amka", emmanouil)
		maria.press("Συνέχεια")
	})
	child := maria.addMinor(dimitrios)
	maria.tour("minor", "/citizen/household", "/citizen/minor", child, child+"/code")
	maria.linkFor(child, w.codeOnPhone(t, 0))
	maria.tour("minor-linked", child, child+"/photo", child+"/apps/new/driving-licences", child+"/history")
	maria.visit(child + "/apps/new/driving-licences")
	maria.see("ΔΗΜΗΤΡΙΟΣ ΠΑΠΑΔΟΠΟΥΛΟΣ")
	maria.addMinor(sofia)
	maria.tour("household", "/citizen/household")
	maria.see("ΣΟΦΙΑ ΠΑΠΑΔΟΠΟΥΛΟΥ")
	maria.visit("/citizen")
	maria.see("Δεν έχετε")

	giorgos.signInFirst("giorgos")
	if same := giorgos.addMinor(dimitrios); same != child {
		t.Errorf("the child of both is at %s and at %s", child, same)
	}
	giorgos.see("Συσχετίστηκε")
	giorgos.visit("/citizen/household")
	if strings.Contains(giorgos.Text(), "ΣΟΦΙΑ") {
		t.Error("giorgos sees a child of maria alone")
	}
	giorgos.visit("/citizen/minor")
	giorgos.Fill("amka", sofia)
	giorgos.press("Συνέχεια")
	giorgos.see("Η επιμέλεια δεν επιβεβαιώθηκε")
}

// On the 18th birthday the custodian's access ends, and the files are the young adult's.
func TestFilesOfWhoComesOfAgeAreTakenOver(t *testing.T) {
	t.Parallel()
	ofAge := time.Date(2027, 3, 1, 1, 0, 0, 0, time.UTC)
	at := func(when time.Time) string { return "--clock-offset=" + time.Until(when).Round(time.Second).String() }
	w := newTown(t, at(ofAge.AddDate(0, 0, -9)))
	nikos, vasso := w.arrive(t), w.arrive(t)
	nikos.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	nikos.upload()
	vasso.signInFirst("vasso")
	child := vasso.addMinor(emmanouil)
	vasso.linkFor(child, w.codeOnPhone(t, 0))
	w.Stop(t)
	copied := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(copied, os.DirFS(w.Data)); err != nil {
		t.Fatal(err)
	}
	later := newTown(t, "--data", copied, at(ofAge))
	later.Data = copied
	vasso, manolis := later.arrive(t), later.arrive(t)
	vasso.signIn("vasso")
	vasso.visit(child)
	vasso.see("Το μητρώο δεν επιβεβαιώνει ότι έχετε την επιμέλεια")
	manolis.signInFirst("manolis")
	manolis.expect("/citizen")
	manolis.see("Συσχετίστηκε")
	manolis.visit("/citizen/photo")
	manolis.seePictures(2)
}
