package ticket_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/ticket"
)

func noon(day string) time.Time {
	d, err := time.ParseInLocation(time.DateOnly, day, photo.Athens())
	if err != nil {
		panic(err)
	}
	return d.Add(12 * time.Hour)
}

func TestEveryStateOfATicketAllowsOnlyItsActs(t *testing.T) {
	t.Parallel()
	for _, state := range ticket.States() {
		for _, act := range ticket.Acts() {
			to, ok := ticket.Next(state, act)
			if ok != (state == ticket.Open) || ok && to == ticket.Open {
				t.Errorf("%s in %s: %v, to %q", act, state, ok, to)
			}
		}
	}
}

// ticketIn returns a ticket that was made at noon, in a state.
func ticketIn(state ticket.State) ticket.Ticket {
	made := ticket.New(photo.Citizen{Person: photo.Person{Subject: "sub_a"}}, []photo.ProfileID{photo.Passport}, noon("2026-11-21"))
	made.State = state
	return made
}

func TestTicketThatHasEndedSaysHow(t *testing.T) {
	t.Parallel()
	now := noon("2026-11-21").Add(time.Hour)
	for state, want := range map[ticket.State]error{
		ticket.Open: nil, ticket.Used: photo.ErrTicketUsed, ticket.Cancelled: photo.ErrTicketCancelled, ticket.Expired: photo.ErrTicketExpired,
	} {
		made := ticketIn(state)
		used, err := made.Use("upl_x", now)
		if !errors.Is(err, want) || err == nil && (used.Upload != "upl_x" || !used.EndedAt.Equal(now)) {
			t.Errorf("%s was used: %+v, %v", state, used, err)
		}
		if _, err := made.Cancel(now); !errors.Is(err, want) {
			t.Errorf("%s was cancelled: %v", state, err)
		}
	}
}

func TestTicketLivesTwentyFourHours(t *testing.T) {
	t.Parallel()
	made := ticketIn(ticket.Open)
	end := noon("2026-11-21").Add(ticket.Hours * time.Hour)
	if _, err := made.Use("upl_x", end.Add(-time.Nanosecond)); err != nil {
		t.Errorf("a moment before its end: %v", err)
	}
	if _, err := made.Expire(end.Add(-time.Nanosecond)); !errors.Is(err, photo.ErrMoved) {
		t.Errorf("expired early: %v", err)
	}
	if _, err := made.Use("upl_x", end); !errors.Is(err, photo.ErrTicketExpired) {
		t.Errorf("at its end: %v", err)
	}
	if expired, err := made.Expire(end.Add(time.Hour)); err != nil || expired.State != ticket.Expired || !expired.EndedAt.Equal(end) {
		t.Errorf("expired: %+v, %v", expired, err)
	}
	if _, err := ticketIn(ticket.Used).Expire(end); !errors.Is(err, photo.ErrMoved) {
		t.Errorf("a used one expired: %v", err)
	}
}

// A scanner types keys, so that a computer set to Greek writes Greek letters; people
// type what they see, and what they hear.
func TestTicketIsReadAsPeopleAndScannersTypeIt(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"K7X2M4TB9A":               "K7X2M4TB9A",
		"k7x 2m4 tb9a":             "K7X2M4TB9A",
		"  K7X-2M4–TB9A\r\n":       "K7X2M4TB9A",
		"Κ7Χ2Μ4ΤΒ9Α":               "K7X2M4TB9A", // Greek capitals
		"κ7χ2μ4τβ9α":               "K7X2M4TB9A", // the same keys without Shift
		"ΨΔΦΓΞΩΥΖΝΗ":               "CDFGJVYZNH", // keys whose letters look otherwise
		"O0oΟοIiLlΙ":               "0000011111", // zero and one, in every likeness
		"Ｋ７Ｘ２Ｍ４ＴＢ９Ａ":               "K7X2M4TB9A",
		"\u200bK7X2M4TB9A\u200e":   "K7X2M4TB9A",
		"K 7 X . 2 M 4 . T B 9 A.": "K7X2M4TB9A",
	} {
		code, err := ticket.Parse(typed)
		if err != nil || code.Reveal() != want {
			t.Errorf("%q is read as %q, %v; want %q", typed, code.Reveal(), err, want)
		}
	}
}

func TestWhatIsNoTicketIsNamed(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]error{
		"":                             photo.ErrTicketEmpty,
		" - ":                          photo.ErrTicketEmpty,
		"K7X2M4TB9":                    photo.ErrTicketLength,
		"K7X2M4TB9AA":                  photo.ErrTicketLength,
		"K7X2M4TB9P":                   photo.ErrTicketCharacter,
		"K7X2M4TBΣΡ":                   photo.ErrTicketCharacter,
		"B3+O3VCZAsaddxDuxLg0bQ":       photo.ErrTicketOther, // the code of an upload
		"5901234123457":                photo.ErrTicketOther, // a bar code of goods
		strings.Repeat("K", 5_000):     photo.ErrTicketOther,
		"WIFI:S:cafe;T:WPA;P:secret;;": photo.ErrTicketOther,
		"https://myphoto.example/c/B3-O3VCZAsaddxDuxLg0bQ":   photo.ErrTicketOther,
		"https://example.org/menu?table=12&from=qr&lang=el#": photo.ErrTicketOther,
	} {
		if _, err := ticket.Parse(typed); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", typed, err, want)
		}
	}
	_, err := ticket.Parse("K7X2M4TBPΣ")
	if refusal, _ := photo.RefusalIn(err); refusal.Args["list"] != "P Σ" {
		t.Errorf("named %v", refusal.Args["list"])
	}
}

func TestTicketCodesAreRandomAndHidden(t *testing.T) {
	t.Parallel()
	seen, letters := map[string]bool{}, map[rune]int{}
	for range 2_000 {
		code := ticket.NewCode()
		if again, err := ticket.Parse(code.Grouped()); err != nil || again != code || len(code.Reveal()) != ticket.CodeLength {
			t.Fatalf("its groups are read as another one: %v", err)
		}
		if shown := fmt.Sprintf("%v %+v %#v %s", code, code, code, []ticket.Code{code}); strings.Contains(shown, code.Reveal()) {
			t.Fatalf("printed %s", shown)
		}
		seen[code.Reveal()] = true
		for _, c := range code.Reveal() {
			letters[c]++
		}
	}
	if len(seen) != 2_000 || len(letters) != 27 {
		t.Errorf("%d different codes of %d characters", len(seen), len(letters))
	}
	for c, n := range letters { // 741 are expected, give or take 27
		if n < 560 || n > 920 {
			t.Errorf("%c comes %d times", c, n)
		}
	}
}

func FuzzParseTicket(f *testing.F) {
	for _, typed := range []string{"K7X 2M4 TB9A", "κ7χ2μ4τβ9α", "tel:K7X2M4TB9A", "https://h/c/B3-O", "O0oΟοIiLlΙ", "\xff\xfe", "K7X\u00002M4"} {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		code, err := ticket.Parse(typed)
		if err != nil {
			if !code.IsZero() || !photo.IsRefusal(err) {
				t.Fatalf("%q: %v", typed, err)
			}
			return
		}
		again, err := ticket.Parse(code.Reveal())
		if err != nil || again != code || len(code.Reveal()) != ticket.CodeLength {
			t.Fatalf("%q is not read as itself: %v", code.Reveal(), err)
		}
	})
}
