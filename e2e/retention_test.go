package e2e_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The copied data of a service whose clock is fifteen days later has no picture
// any more.
func TestUnassociatedUploadVanishesAfterFifteenDays(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	nikos := w.arrive(t)
	nikos.signInAs("nikos", "Σύνδεση ως Φωτογράφος")
	upload := nikos.upload()
	code := w.codeOnPhone(t, 0)
	if sealed := w.sealedFiles(t); sealed == 0 {
		t.Fatal("no sealed file on disk after the upload")
	}
	w.Stop(t)
	copied := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(copied, os.DirFS(w.Data)); err != nil {
		t.Fatal(err)
	}

	later := newTown(t, "--data", copied, "--clock-offset=361h")
	later.Data = copied
	nikos = later.arrive(t)
	nikos.signIn("nikos")
	nikos.press("Σύνδεση ως Φωτογράφος")
	nikos.visit(upload)
	nikos.see("Έληξε")
	if n := nikos.Has("main img"); n != 0 {
		t.Errorf("the page of the upload still shows %d pictures", n)
	}
	maria := later.arrive(t)
	maria.signInFirst("maria")
	maria.submit(code)
	maria.see("Δεν βρέθηκε κωδικάριθμος")
	if left := later.sealedFiles(t); left != 0 {
		t.Errorf("%d sealed files are left on disk", left)
	}
}

// sealedFiles counts the encrypted pictures in the data folder.
func (w town) sealedFiles(t *testing.T) (n int) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(w.Data, "files"), func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() && !strings.HasPrefix(entry.Name(), ".") {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// The dry run shows an operator every rule and what is due, and erases nothing.
func TestSweepDryRunOnlyTells(t *testing.T) {
	t.Parallel()
	p := surround(t).prepare(t)
	furnish(t, p)
	if out := p.Command(t, "", "migrate"); out.Code != 0 {
		t.Fatalf("migrate: %s", out.Stderr)
	}
	out := p.Command(t, "", "sweep", "--dry-run")
	head, rules, _ := strings.Cut(out.Stdout, "\n")
	if out.Code != 0 || strings.Join(strings.Fields(head), " ") != "rule due erased failed" {
		t.Fatalf("sweep --dry-run: %d %s %s", out.Code, out.Stdout, out.Stderr)
	}
	lines := strings.Split(strings.TrimSpace(rules), "\n")
	if len(lines) < 5 {
		t.Errorf("the table has %d rules", len(lines))
	}
	for _, line := range lines {
		if cells := strings.Fields(line); !slices.Equal(cells[len(cells)-3:], []string{"0", "0", "0"}) {
			t.Errorf("in a service without uploads: %s", line)
		}
	}
}
