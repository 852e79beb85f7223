package ledger_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"myphoto/internal/ledger"
)

func noon() time.Time { return time.Date(2026, 11, 21, 10, 0, 0, 123456000, time.UTC) }

func anEvent() ledger.Event {
	return ledger.Event{
		ID: "EV3NT", At: noon(), Act: "retrieval.create", Outcome: "done",
		Actor: "ACT0R", Role: "application",
		Subject: "SUBJ", Upload: "UPL", Grant: "GRNT", Application: "APP", Retrieval: "RTR",
		Facts:  map[string]string{"items": "photo signature", "mode": `Άδεια "οδήγησης" \ <&>`},
		Sealed: []byte{0, 1, 2, 255},
	}
}

// The literal is the contract: bytes recorded today must be readable in ten
// years, so this text may only change together with "v".
func TestCanonicalFormIsFixed(t *testing.T) {
	t.Parallel()
	e := anEvent()
	want := `{"act":"retrieval.create","actor":"ACT0R","application":"APP","at":"2026-11-21T10:00:00.123456Z",` +
		`"facts":{"items":"photo signature","mode":"Άδεια \"οδήγησης\" \\ <&>"},"grant":"GRNT","id":"EV3NT","outcome":"done",` +
		`"retrieval":"RTR","role":"application","sealed":"AAEC/w==","subject":"SUBJ","upload":"UPL","v":1}`
	if got := string(e.Bytes()); got != want {
		t.Errorf("canonical form:\n got %s\nwant %s", got, want)
	}
}

func TestEventSurvivesTheRoundTrip(t *testing.T) {
	t.Parallel()
	for _, e := range []ledger.Event{anEvent(), {ID: "a", At: noon(), Act: "x", Outcome: "done"}, greatest()} {
		if err := e.Check(); err != nil {
			t.Fatal(err)
		}
		got, err := ledger.ParseEvent(e.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(e, got); diff != "" {
			t.Error(diff)
		}
	}
}

// greatest fills every limit, with the character that doubles when escaped.
func greatest() ledger.Event {
	id := strings.Repeat("x", ledger.MaxID)
	e := ledger.Event{
		ID: id, At: noon(), Act: id[:ledger.MaxWord], Outcome: id[:ledger.MaxWord],
		Actor: id, Role: id, Subject: id, Studio: id, Upload: id, Grant: id, Application: id, Retrieval: id,
		Facts: map[string]string{}, Sealed: make([]byte, ledger.MaxSealed),
	}
	for i := range ledger.MaxFacts {
		e.Facts[fmt.Sprintf("%0*d", ledger.MaxWord, i)] = strings.Repeat(`\`, ledger.MaxValues/ledger.MaxFacts)
	}
	return e
}

// An event that passes Check must never be too long to be read again.
func TestLimitsOfFieldsKeepTheBodyWithinItsLimit(t *testing.T) {
	t.Parallel()
	e := greatest()
	if n := len(e.Bytes()); n > ledger.MaxBody {
		t.Errorf("%d bytes, limit %d", n, ledger.MaxBody)
	}
}

func TestTimeIsRecordedInUTCAndMicroseconds(t *testing.T) {
	t.Parallel()
	e := anEvent()
	e.At = noon().Add(789).In(time.FixedZone("Athens", 2*60*60))
	got, err := ledger.ParseEvent(e.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if !got.At.Equal(noon()) || got.At.Location() != time.UTC {
		t.Errorf("got %v", got.At)
	}
}

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*ledger.Event){
		"no id":            func(e *ledger.Event) { e.ID = "" },
		"no act":           func(e *ledger.Event) { e.Act = "" },
		"no outcome":       func(e *ledger.Event) { e.Outcome = "" },
		"no time":          func(e *ledger.Event) { e.At = time.Time{} },
		"far time":         func(e *ledger.Event) { e.At = noon().AddDate(9000, 0, 0) },
		"space in id":      func(e *ledger.Event) { e.Subject = "a b" },
		"greek id":         func(e *ledger.Event) { e.Studio = "Α" },
		"quote in role":    func(e *ledger.Event) { e.Role = `a"` },
		"long id":          func(e *ledger.Event) { e.Grant = strings.Repeat("x", ledger.MaxID+1) },
		"long act":         func(e *ledger.Event) { e.Act = strings.Repeat("x", ledger.MaxWord+1) },
		"unnamed fact":     func(e *ledger.Event) { e.Facts[""] = "x" },
		"greek fact name":  func(e *ledger.Event) { e.Facts["σκοπός"] = "x" },
		"control in fact":  func(e *ledger.Event) { e.Facts["a"] = "x\n" },
		"broken text":      func(e *ledger.Event) { e.Facts["a"] = "\xff" },
		"long fact":        func(e *ledger.Event) { e.Facts["a"] = strings.Repeat("x", ledger.MaxFact+1) },
		"too much sealed":  func(e *ledger.Event) { e.Sealed = make([]byte, ledger.MaxSealed+1) },
		"too many facts":   func(e *ledger.Event) { crowd(e, ledger.MaxFacts+1, 1) },
		"too long in all":  func(e *ledger.Event) { crowd(e, 4, ledger.MaxFact) },
		"deleted in value": func(e *ledger.Event) { e.Facts["a"] = "\x7f" },
	} {
		e := anEvent()
		spoil(&e)
		if err := e.Check(); !errors.Is(err, ledger.ErrEvent) {
			t.Errorf("%s: Check says %v", name, err)
		}
		if _, err := ledger.ParseEvent(e.Bytes()); !errors.Is(err, ledger.ErrEvent) {
			t.Errorf("%s: ParseEvent says %v", name, err)
		}
	}
}

func crowd(e *ledger.Event, facts, length int) {
	e.Facts = map[string]string{}
	for i := range facts {
		e.Facts[fmt.Sprint(i)] = strings.Repeat("x", length)
	}
}

// Two spellings of one event would give two commitments to the same act.
func TestOnlyTheCanonicalSpellingIsRead(t *testing.T) {
	t.Parallel()
	e := anEvent()
	good := string(e.Bytes())
	for name, edit := range map[string][2]string{
		"space":          {`"v":1`, `"v": 1`},
		"number form":    {`"v":1`, `"v":1.0`},
		"other version":  {`"v":1`, `"v":2`},
		"empty member":   {`"v":1`, `"studio":"","v":1`},
		"null":           {`"v":1`, `"studio":null,"v":1`},
		"unknown":        {`"v":1`, `"v":1,"w":1`},
		"capital":        {`"act"`, `"Act"`},
		"repeated":       {`"act":"retrieval.create"`, `"act":"x","act":"retrieval.create"`},
		"escaped":        {`"actor":"ACT0R"`, `"actor":"\u0041CT0R"`},
		"offset":         {`.123456Z`, `.123456+00:00`},
		"fewer decimals": {`.123456Z`, `.12345Z`},
		"no such day":    {`2026-11-21`, `2026-11-31`},
		"base64 tail":    {`AAEC/w==`, `AAEC/x==`},
		"fact order":     {`"items":"photo signature","mode"`, `"mode":"x","items"`},
		"trailing":       {`"v":1}`, `"v":1}` + "\n"},
	} {
		bad := strings.Replace(good, edit[0], edit[1], 1)
		if bad == good {
			t.Fatalf("%s: the edit does nothing", name)
		}
		if _, err := ledger.ParseEvent([]byte(bad)); !errors.Is(err, ledger.ErrEvent) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, bad := range []string{"", "{}", "null", "[]", strings.Repeat(" ", ledger.MaxBody) + good} {
		if _, err := ledger.ParseEvent([]byte(bad)); !errors.Is(err, ledger.ErrEvent) {
			t.Errorf("%.20q: %v", bad, err)
		}
	}
}

// Errors reach logs; ids and facts must not.
func TestRefusalOfAnEventDoesNotRepeatIt(t *testing.T) {
	t.Parallel()
	e := anEvent()
	e.Subject = "090000045 "
	e.Facts["mobile"] = "6900000000\n"
	for _, err := range []error{e.Check(), second(ledger.ParseEvent(e.Bytes()))} {
		if err == nil || strings.ContainsAny(err.Error(), "0123456789") {
			t.Errorf("error repeats the event: %v", err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func FuzzParseEvent(f *testing.F) {
	e := anEvent()
	f.Add(e.Bytes())
	e = ledger.Event{ID: "a", At: noon(), Act: "x", Outcome: "done"}
	f.Add(e.Bytes())
	f.Add([]byte(`{"v":1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := ledger.ParseEvent(b)
		if err != nil {
			return
		}
		if got := e.Bytes(); string(got) != string(b) {
			t.Errorf("read %q, wrote %q", b, got)
		}
		if !json.Valid(b) || e.Check() != nil {
			t.Errorf("accepted %q", b)
		}
	})
}

func FuzzEventRoundTrip(f *testing.F) {
	f.Add("id", "act", "fact", "value", []byte{1}, int64(1795255200_000000))
	f.Add("id", "a\"", "f", "\u2028\\\"", []byte{}, int64(0))
	f.Fuzz(func(t *testing.T, id, act, fact, value string, sealed []byte, at int64) {
		e := ledger.Event{
			ID: id, At: time.UnixMicro(at).UTC(), Act: act, Outcome: "done",
			Facts: map[string]string{fact: value}, Sealed: sealed,
		}
		ok := e.Check() == nil
		got, err := ledger.ParseEvent(e.Bytes())
		if ok != (err == nil) {
			t.Fatalf("Check says %v, ParseEvent %v", ok, err)
		}
		if diff := cmp.Diff(e, got, cmpopts.EquateEmpty()); ok && diff != "" {
			t.Error(diff)
		}
	})
}
