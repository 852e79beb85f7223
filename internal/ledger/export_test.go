package ledger_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/ledger"
)

// export returns the export of a book that its last checkpoint covers.
func (b *book) export(tb testing.TB) []byte {
	tb.Helper()
	var text bytes.Buffer
	if err := ledger.WriteExport(&text, b.all(), b.head(tb, int64(len(b.rows))).Text); err != nil {
		tb.Fatal(err)
	}
	return text.Bytes()
}

func TestExportVerifiesByItself(t *testing.T) {
	t.Parallel()
	b := aBook(t)
	b.remove(0, 5, b.sign(t, dueRemoval()))
	got, err := ledger.VerifyExport(bytes.NewReader(b.export(t)), b.rules(b.heads[1].Text))
	want := ledger.Report{Records: 14, Checkpoints: 2, Outside: 2, Integrated: 14, Removed: 5, RemovedTo: noon()}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	b.rows[9] = anotherRow(9)
	got, err = ledger.VerifyExport(bytes.NewReader(b.export(t)), b.rules(b.heads[2].Text))
	if err != nil || got.Whole() || got.Faults[0].Reason != ledger.OutsideDiffers {
		t.Errorf("rewritten: %+v, %v", got, err)
	}
}

func TestWhatIsNoExportIsRefused(t *testing.T) {
	t.Parallel()
	b := aBook(t)
	good := string(b.export(t))
	lines := strings.SplitAfter(good, "\n")
	checkpoint := lines[len(lines)-2]
	for what, text := range map[string]string{
		"nothing":                     "",
		"no checkpoint":               strings.TrimSuffix(good, checkpoint),
		"a record after it":           good + lines[0],
		"a checkpoint twice":          good + checkpoint,
		"an unknown member":           strings.Replace(good, `{"Seq":`, `{"x":1,"Seq":`, 1),
		"two values in a line":        "{} " + good,
		"a line that is too long":     strings.Repeat(" ", 1<<20) + good,
		"a checkpoint and a record":   strings.Replace(good, `{"Checkpoint":`, `{"Seq":0,"Checkpoint":`, 1),
		"neither of them in one line": "{}\n" + good,
	} {
		if _, err := ledger.VerifyExport(strings.NewReader(text), b.rules()); !errors.Is(err, ledger.ErrExport) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func FuzzVerifyExport(f *testing.F) {
	b := &book{keys: newKeys(f, origin)}
	b.write()
	f.Add(b.export(f))
	f.Add([]byte("{\"Seq\":0}\n{\"Checkpoint\":\"x\"}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		report, err := ledger.VerifyExport(bytes.NewReader(text), b.rules())
		if err == nil && report.Whole() && report.Records != 1 {
			t.Errorf("whole with %d records", report.Records)
		}
	})
}
