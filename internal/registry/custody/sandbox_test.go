package custody_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/photo"
	"myphoto/internal/registry"
	"myphoto/internal/registry/custody"
	"myphoto/internal/sandbox"
)

func now() time.Time { return time.Date(2026, 11, 30, 22, 0, 0, 0, time.UTC) }

// audit is a whole record: the registers refuse less.
func audit() registry.Audit { return registry.OwnAudit("case", now()) }

// house is the client before a sandbox of its own.
type house struct {
	*custody.Register
	*sandbox.Sandbox
}

func surroundings(t *testing.T) house {
	t.Helper()
	s, err := sandbox.New(sandbox.Config{Listen: "127.0.0.1:0", SMTPListen: "127.0.0.1:0", Now: now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	r, err := custody.New(custody.Config{URL: s.URL() + "/esb", User: sandbox.RegisterUser, Password: sandbox.RegisterPassword, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return house{r, s}
}

func (h house) fault(t *testing.T, system, mode string) {
	t.Helper()
	body := `{"system":"` + system + `","mode":"` + mode + `","seconds":600}`
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.URL()+"/api/faults", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil || resp.StatusCode != http.StatusNoContent {
		t.Fatal(resp, err)
	}
	_ = resp.Body.Close()
}

// day returns when a day (yyyy-mm-dd) began in Athens.
func day(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation(time.DateOnly, s, photo.Athens())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestCustodyOfTheDemoPeople(t *testing.T) {
	t.Parallel()
	h := surroundings(t)
	const maria, giorgos, vasso, stelios, thalia, amina, pavlos = "123456783", "700000011", "700000115", "700000139", "700000152", "700000164", "700000176"
	for _, c := range []struct {
		q    registry.CustodyQuestion
		want registry.CustodyKind
	}{
		{registry.CustodyQuestion{AFM: maria, AMKA: "15061200018"}, registry.CustodyJoint},
		{registry.CustodyQuestion{AFM: giorgos, AMKA: "15061200018"}, registry.CustodyJoint},
		{registry.CustodyQuestion{AFM: maria, AMKA: "15061200026"}, registry.CustodySole},
		{registry.CustodyQuestion{AFM: giorgos, AMKA: "15061200026"}, registry.CustodyNone},
		{registry.CustodyQuestion{AFM: vasso, AMKA: "01030900011"}, registry.CustodySole},
		{registry.CustodyQuestion{AFM: maria, AMKA: "01030900011"}, registry.CustodyNone},
		{registry.CustodyQuestion{AFM: stelios, AMKA: "10021400014"}, registry.CustodyParent},
		{registry.CustodyQuestion{AFM: thalia, AMKA: "23041100043"}, registry.CustodyGuardian},
		{registry.CustodyQuestion{AFM: thalia, AMKA: "23041100027"}, registry.CustodyNone}, // replaced: resolve it first
		{registry.CustodyQuestion{AFM: amina, PAAYPA: "99A00000018"}, registry.CustodySole},
		{registry.CustodyQuestion{AFM: amina, PAAYPA: "99X00000034"}, registry.CustodySole},
		{registry.CustodyQuestion{AFM: pavlos, AMKA: "12060400020"}, registry.CustodySole}, // of age
		{registry.CustodyQuestion{AFM: maria, AMKA: "01013099997"}, registry.CustodyNone},  // nobody
	} {
		got, err := h.Custody(t.Context(), c.q, audit())
		if err != nil || got != c.want {
			t.Errorf("%s of %s%s: %s, %v; want %s", c.q.AFM.Digits(), c.q.AMKA.Digits(), c.q.PAAYPA.Number(), string(got), err, string(c.want))
		}
	}
}

func TestPersonsOfTheRegisterByEachNumber(t *testing.T) {
	t.Parallel()
	h := surroundings(t)
	faidra := registry.RegisteredPerson{AMKA: "23041100043", BirthDate: day(t, "2011-04-23"), Surname: "ΜΑΚΡΗ", Name: "ΦΑΙΔΡΑ"}
	iason := registry.RegisteredPerson{AMKA: "10021400014", AFM: "700000188", BirthDate: day(t, "2014-02-10"), Surname: "ΣΤΕΡΓΙΟΥ", Name: "ΙΑΣΩΝ"}
	leila := registry.RegisteredPerson{AMKA: "30111300023", PAAYPA: "99000000026", BirthDate: day(t, "2013-11-30"), Surname: "ΧΑΣΑΝ", Name: "ΛΕΪΛΑ"}
	for _, c := range []struct {
		number registry.PersonNumber
		want   registry.RegisteredPerson
	}{
		{registry.PersonNumber{AMKA: "15061200018"}, registry.RegisteredPerson{AMKA: "15061200018", BirthDate: day(t, "2012-06-15"), Surname: "ΠΑΠΑΔΟΠΟΥΛΟΣ", Name: "ΔΗΜΗΤΡΙΟΣ"}},
		{registry.PersonNumber{AMKA: "01030900011"}, registry.RegisteredPerson{AMKA: "01030900011", AFM: "700000190", BirthDate: day(t, "2009-03-01"), Surname: "ΒΑΣΙΛΕΙΟΥ", Name: "ΕΜΜΑΝΟΥΗΛ"}},
		{registry.PersonNumber{AMKA: "23041100043"}, faidra},
		{registry.PersonNumber{AMKA: "23041100027"}, faidra},
		{registry.PersonNumber{AMKA: "10021400014"}, iason},
		{registry.PersonNumber{AFM: "700000188"}, iason},
		{registry.PersonNumber{PAAYPA: "99A00000018"}, registry.RegisteredPerson{PAAYPA: "99A00000018", BirthDate: day(t, "2015-08-07"), Surname: "ΧΑΣΑΝ", Name: "ΓΙΟΥΣΟΥΦ"}},
		{registry.PersonNumber{PAAYPA: "99000000026"}, leila},
		{registry.PersonNumber{AMKA: "30111300023"}, leila},
		{registry.PersonNumber{PAAYPA: "99X00000034"}, registry.RegisteredPerson{PAAYPA: "99X00000034", BirthDate: day(t, "2010-01-20"), Surname: "ΧΑΣΑΝ", Name: "ΟΜΑΡ", Lapsed: true}},
		{registry.PersonNumber{AMKA: "01031200015"}, registry.RegisteredPerson{AMKA: "01031200015", BirthDate: day(t, "2012-02-29"), Surname: "ΠΑΥΛΙΔΗΣ", Name: "ΘΗΣΕΑΣ"}},
		{registry.PersonNumber{AMKA: "29021200026"}, registry.RegisteredPerson{AMKA: "29021200026", BirthDate: day(t, "2012-02-28"), Surname: "ΠΑΥΛΙΔΟΥ", Name: "ΔΑΦΝΗ"}},
		{registry.PersonNumber{AMKA: "01010000014"}, registry.RegisteredPerson{AMKA: "01010000014", BirthDate: day(t, "2010-10-01"), Surname: "ΠΑΥΛΙΔΗΣ", Name: "ΟΡΕΣΤΗΣ"}},
		{registry.PersonNumber{AMKA: "12060400020"}, registry.RegisteredPerson{AMKA: "12060400020", BirthDate: day(t, "2004-06-12"), Surname: "ΠΑΥΛΙΔΟΥ", Name: "ΑΡΙΑΔΝΗ"}},
		{registry.PersonNumber{AFM: "123456783"}, registry.RegisteredPerson{AMKA: "14058000028", AFM: "123456783", BirthDate: day(t, "1980-05-14"), Surname: "ΠΑΠΑΔΟΠΟΥΛΟΥ", Name: "ΜΑΡΙΑ"}},
	} {
		got, err := h.Person(t.Context(), c.number, audit())
		if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
			t.Errorf("%s%s%s: %v %s", c.number.AMKA.Digits(), c.number.PAAYPA.Number(), c.number.AFM.Digits(), err, diff)
		}
	}
	for _, nobody := range []registry.PersonNumber{{AMKA: "01013099997"}, {PAAYPA: "00000000000"}, {AFM: "700000023"}} {
		_, err := h.Person(t.Context(), nobody, audit())
		wants(t, "nobody", err, "not-registered")
	}
}

// Each failure of the sandbox must become "try later", for either register.
func TestFailuresOfTheSandboxAreUnavailable(t *testing.T) {
	t.Parallel()
	h := surroundings(t)
	ask := func(ctx context.Context, name string) {
		_, err := h.Custody(ctx, registry.CustodyQuestion{AFM: "123456783", AMKA: "15061200018"}, audit())
		wants(t, name+", custody", err, "register-unavailable")
		_, err = h.Person(ctx, registry.PersonNumber{AMKA: "15061200018"}, audit())
		wants(t, name+", person", err, "register-unavailable")
	}
	for _, mode := range []string{"down", "error"} {
		h.fault(t, "custody", mode)
		ask(t.Context(), mode)
	}
	h.fault(t, "custody", "nonsense")
	for range 8 { // each kind of nonsense for each register
		ask(t.Context(), "nonsense")
	}
	_, err := h.Custody(t.Context(), registry.CustodyQuestion{AFM: "123456783", AMKA: "15061200018"}, audit())
	wants(t, "the rest of the nonsense", err, "register-unavailable")
	for range 8 {
		ask(t.Context(), "nonsense")
	}
	h.fault(t, "custody", "slow")
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	ask(ctx, "slow")
	h.fault(t, "custody", "ok")
	if kind, err := h.Custody(t.Context(), registry.CustodyQuestion{AFM: "123456783", AMKA: "15061200018"}, audit()); err != nil || kind != registry.CustodyJoint {
		t.Errorf("after it recovered: %v", err)
	}
}

func wants(t *testing.T, name string, err error, code string) {
	t.Helper()
	refusal, ok := errors.AsType[*photo.Error](err)
	if !ok || refusal.Code != code {
		t.Errorf("%s: %v; want %s", name, err, code)
		return
	}
	for _, private := range []string{"15061200018", "123456783", "ΔΗΜΗΤΡΙΟΣ", "http", "127.0.0.1", "JOINT"} {
		if strings.Contains(err.Error(), private) {
			t.Errorf("%s: the error says too much: %v", name, err)
		}
	}
}
