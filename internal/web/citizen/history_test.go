package citizen_test

import (
	"encoding/csv"
	"errors"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/service/application"
	. "myphoto/internal/service/servicetest"
)

func TestHistoryTellsEveryRetrievalWithItsProof(t *testing.T) {
	t.Parallel()
	r := open(t)
	r.get("/citizen/history").is(http.StatusOK).has("Δεν υπάρχουν εγγραφές")
	r.linked()
	r.granted("files")
	r.retrieve(1)
	for n := 1; n > 0; {
		var err error
		n, err = r.Integrator.Integrate(t.Context())
		Must(t, err)
	}
	s := r.get("/citizen/history?kind=retrievals").has("Αίτημα άντλησης", "Άντληση αρχείου", "Licences, Ministry, renewal", "Φωτογραφία προσώπου",
		"=HYPERLINK", "officer-7", "Λήψη απόδειξης", `value="retrievals" selected`).lacks(">Εξουσιοδότηση<", "Σφραγίζεται", "Δεν παραδόθηκε αρχείο")
	proof := regexp.MustCompile(`/citizen/history/evt_[a-z2-7]+/proof`).FindString(s.body)
	if p := r.get(proof).is(http.StatusOK); !strings.Contains(p.body, `"checkpoint"`) || p.head.Get("Content-Type") != "application/json" {
		t.Errorf("proof %v %s", p.head, p.body)
	}
	r.get("/citizen/history?kind=grants").has("Εξουσιοδότηση").lacks("Άντληση αρχείου")
	r.get("/citizen/history?kind=nonsense").is(http.StatusOK).has("Άντληση αρχείου", "Συσχέτιση με τον ΑΦΜ σας")
	r.who = r.AsCitizen("giorgos")
	r.get(proof).is(http.StatusNotFound)
}

// A case number is the office's own text: a spreadsheet must not take it for a
// formula.
func TestHistoryTableIsSafeInASpreadsheet(t *testing.T) {
	t.Parallel()
	r := open(t)
	r.linked()
	r.granted("once")
	r.retrieve(1)
	s := r.get("/citizen/history.csv").is(http.StatusOK)
	text, found := strings.CutPrefix(s.body, "\ufeff")
	if !found || s.head.Get("Content-Disposition") != "attachment; filename=history.csv" {
		t.Fatal(s.head)
	}
	table := csv.NewReader(strings.NewReader(text))
	table.Comma = ';'
	rows, err := table.ReadAll()
	Must(t, err)
	if len(rows) != 5 || rows[0][0] != "Πότε" {
		t.Fatalf("%q", rows)
	}
	if !strings.Contains(text, `'=HYPERLINK`) {
		t.Error(text)
	}
	if s := r.get("/en/citizen/history.csv?kind=grants"); strings.Count(s.body, "\r\n") != 2 || !strings.Contains(s.body, "Authorisation") {
		t.Error(s.body)
	}
}

func TestLongHistoryIsTurnedPageByPage(t *testing.T) {
	t.Parallel()
	r := open(t)
	r.linked()
	for range 26 {
		r.get("/citizen/download/code.pdf").is(http.StatusOK)
	}
	newest := r.get("/citizen/history?kind=files").has("Υπάρχουν και παλαιότερες εγγραφές", "Παλαιότερα").lacks("Από την πιο πρόσφατη")
	older := regexp.MustCompile(`/citizen/history\?kind=files&amp;after=evt_[a-z2-7]+`).FindString(newest.body)
	r.get(strings.ReplaceAll(older, "&amp;", "&")).has("Δεν υπάρχουν παλαιότερες εγγραφές", "Από την πιο πρόσφατη").lacks("Παλαιότερα<")
	r.get("/citizen/history?after=evt_nothing").is(http.StatusNotFound)
}

// A retrieval is one entry with the files that it handed over, not one for each of them.
func TestRetrievalHoldsItsOwnFetches(t *testing.T) {
	t.Parallel()
	r := open(t)
	r.linked()
	r.granted("files")
	for _, fetches := range []int{2, 0, 1} {
		r.retrieve(fetches)
		r.Clock.Move(time.Second) // within the time of the others
	}
	entries := strings.Split(r.get("/citizen/history?kind=retrievals").main(), `<li class="app-history__entry">`)[1:]
	if len(entries) != 3 {
		t.Fatalf("%d entries", len(entries))
	}
	for i, want := range []int{1, 0, 2} {
		if n := strings.Count(entries[i], "Άντληση αρχείου"); n != want || strings.Contains(entries[i], "Δεν παραδόθηκε αρχείο") != (want == 0) {
			t.Errorf("entry %d holds %d fetches, want %d: %s", i, n, want, entries[i])
		}
	}
}

// Own mistakes alarm nobody: they are shown to those who ask, and forms that were not
// complete are in the ledger alone.
func TestOwnMistakesAreNotAmongWhatWasDone(t *testing.T) {
	t.Parallel()
	r := open(t)
	r.linked()
	r.granted("files")
	r.post(licences, "purpose", "driving-licence-renewal", "items", "photo", "items", "signature", "mode", "once", "consent", "yes").
		is(http.StatusConflict)
	r.post(licences, "purpose", "driving-licence-renewal", "items", "photo", "items", "signature", "mode", "files")
	for _, kind := range []string{"all", "grants"} {
		r.get("/citizen/history?kind=" + kind).has("Εξουσιοδότηση").lacks("δεν έγινε")
	}
	refused := r.get("/citizen/history?kind=refused").has("Εξουσιοδότηση: δεν έγινε (υπήρχε ήδη εξουσιοδότηση)").lacks("Συσχέτιση με τον ΑΦΜ")
	if n := strings.Count(refused.main(), `<li class="app-history__entry">`); n != 1 {
		t.Errorf("%d entries, want that of the second authorisation", n)
	}
}

func TestDownloadNamesItsFile(t *testing.T) {
	t.Parallel()
	r := open(t)
	r.linked()
	r.get("/citizen/download/code.pdf").is(http.StatusOK)
	r.get("/citizen/history").has("Λήψη ψηφιακών αρχείων", "code.pdf")
}

// Every refusal that the history shows is told in words.
func TestRefusalsOfTheHistoryHaveTheirWords(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../store/query/ledger.sql")
	Must(t, err)
	list := regexp.MustCompile(`THEN outcome IN \(([^)]*)\)`).FindSubmatch(text)
	if list == nil {
		t.Fatal("the query of the history is not there")
	}
	for _, code := range regexp.MustCompile(`'([^']+)'`).FindAllSubmatch(list[1], -1) {
		for _, l := range []lang.Language{lang.Greek, lang.English} {
			if !l.Has("outcome." + string(code[1])) {
				t.Errorf("%s has no words for %s", l, code[1])
			}
		}
	}
}

// An authorisation for one file is none for two: the history does not deny it.
func TestHistorySaysWhatWasNotAuthorised(t *testing.T) {
	t.Parallel()
	r := open(t)
	r.linked()
	r.post(licences, "purpose", "driving-licence-renewal", "items", "photo", "mode", "files", "consent", "yes").is(http.StatusSeeOther)
	token, _, err := r.Application.Token(t.Context(), "driving-licences", "demo-driving-licences")
	Must(t, err)
	app, err := r.Application.Recognise(t.Context(), token)
	Must(t, err)
	if _, err = r.Application.Retrieve(t.Context(), app, application.RetrievalRequest{
		TaxID: r.who.TaxID.Digits(), Items: []photo.Item{photo.ItemPhoto, photo.ItemSignature}, Purpose: "driving-licence-renewal",
		Case: "1", Audit: application.Audit{TransactionID: "t", Unit: "u", UserID: "officer-7"},
	}); !errors.Is(err, photo.ErrNotAuthorised) {
		t.Fatal(err)
	}
	r.get("/citizen/history?kind=refused").has("δεν υπήρχε εξουσιοδότηση σε ισχύ για αυτά τα αρχεία και αυτόν τον σκοπό")
}

func TestNoticesAreSwitchedOnThePage(t *testing.T) {
	t.Parallel()
	r := open(t)
	r.get("/citizen").has(`href="/citizen/notices"`)
	r.get("/citizen/notices").has("checked", "ένα την ημέρα").lacks("αποθηκεύτηκε")
	r.post("/citizen/notices").leads("/citizen/notices?done=1")
	r.get("/citizen/notices?done=1").has("αποθηκεύτηκε").lacks("checked")
	r.post("/citizen/notices", "notices", "yes").leads("/citizen/notices?done=1")
	r.get("/citizen/notices").has("checked")
}

func TestPauseIsOnePressAndSaysSince(t *testing.T) {
	t.Parallel()
	r := open(t)
	r.linked()
	r.get("/citizen").has(`href="/citizen/freeze"`).lacks("σε παύση")
	r.get("/citizen/freeze").has(">Παύση</button>").lacks("Άρση παύσης")
	r.post("/citizen/freeze").leads("/citizen/freeze?done=1")
	r.post("/citizen/freeze").leads("/citizen/freeze?done=1") // in another window, too
	r.get("/citizen/freeze?done=1").has("Οι αντλήσεις σταμάτησαν", "σε παύση από τις", ">Άρση παύσης</button>")
	r.get("/citizen").has("σε παύση από τις")
	r.post("/citizen/freeze", "pause", "end").leads("/citizen/freeze?done=1")
	r.get("/citizen/freeze?done=1").has("Η παύση τελείωσε", ">Παύση</button>")
	r.get("/citizen/history").has("Παύση όλων των αντλήσεων", "Άρση της παύσης")
}
