package photo_test

import (
	"strings"
	"testing"

	"myphoto/internal/photo"
)

func TestGreekMobileBecomesE164(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{
		"6912345678", "+306912345678", "00306912345678", "306912345678", "+30 691 234 5678", "691-234-5678",
		" 69 12 34 56 78 ", "(+30) 691.234.5678", "691/2345678", "691\u00a0234\u00a05678",
		"\u202d+30 691 234 5678\u202c", "\u200e6912345678", "691\u200b2345678", "\ufeff6912345678", "691\ufe0e2345678",
		"691‑234‑5678", "691−2345678", "691\u00ad2345678", "tel:+306912345678", "TEL:6912345678", "６９１２３４５６７８", "＋306912345678",
		"Κινητό: 691 2345678", "6912345678,", "6912345678\r\nX: y", "Μαρία (69) 1234 5678", "Γεια, το κινητό μου είναι 6912345678. Ευχαριστώ 1",
	} {
		got, err := photo.ParseMobile(typed)
		if err != nil || got.E164() != "+306912345678" {
			t.Errorf("ParseMobile(%q) = %q, %v", typed, got.E164(), err)
		}
	}
}

// People abroad write their number as they would call it from Greece.
func TestNumberWithItsCountryCodeBecomesE164(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"+357 99 123456": "+35799123456", "0035799123456": "+35799123456", "+44 7911 123456": "+447911123456", "0049-151-23456789": "+4915123456789",
		"τηλ: +357 99 123456": "+35799123456",
		// 69 is Frankfurt: a code sent to the Greek number would be given away.
		"+49 69 12345678": "+496912345678", "(+49) 69 12345678": "+496912345678", "0049 69 12345678": "+496912345678", "τηλ. +49-69-12345678": "+496912345678",
	} {
		if got, err := photo.ParseMobile(typed); err != nil || got.E164() != want {
			t.Errorf("ParseMobile(%q) = %q, %v", typed, got.E164(), err)
		}
	}
}

// A client abroad is reached by e-mail, and the studio must read that.
func TestMobileOfACountryThatIsNotOfferedIsRefused(t *testing.T) {
	t.Parallel()
	both, err := photo.ParseCountries([]string{"GR", "CY"})
	if err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]*photo.Error{"6912345678": nil, "+35799123456": nil, "+447911123456": photo.ErrMobileAbroad} {
		reach, faults := photo.ParseReach(photo.Contact{Mobile: typed, Channels: []photo.Channel{photo.ChannelSMS}, Agreed: true}, both)
		if want == nil && len(faults) > 0 || want != nil && (len(faults) != 1 || faults[0] != want || reach.Mobile != "") {
			t.Errorf("%s: %v", typed, faults)
		}
	}
	for _, unknown := range []string{"gr", "XX", "", "GRC"} {
		if _, err := photo.ParseCountries([]string{"GR", unknown}); err == nil {
			t.Errorf("%q is a country", unknown)
		}
	}
}

func TestOtherNumbersAreNoMobiles(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{
		"2101234567", "691234567", "69123456789", "447911123456", "+302101234567", "+35722123456", "+0791112345", "+4479111234567890",
		"0030", "+30", "69123456a8", "+30+306912345678", "6912345678;6900000000", "6912345678 ή 6900000000",
		strings.Repeat("6", 100), strings.Repeat(" 6912345678", 300),
		// A part of a longer number, or of a time, is nobody's number.
		"49 69 12345678", "+49_69 12345678", "+49 69 12345678 Αγία", "Ραντεβού 18:00 6912345678", "κόστος 15.00 6912345678",
		"+49 1511 2345678 10:30", "+45 20 12 34 56 15341 Αγία", "ΤΚ 15100 6912345678, 6945555555", "ΤΚ 15100 6912345678",
	} {
		if got, err := photo.ParseMobile(typed); err == nil || err.Code != "mobile" && err.Code != "mobile.char" || got != "" {
			t.Errorf("ParseMobile(%q) = %q, %v; want the refusal mobile", typed, got.E164(), err)
		}
	}
}

func TestMobileIsReadWithItsCountryCode(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"+49 - 69 12345678": "+496912345678", "+49   69 12345678": "+496912345678", "+49–69 12345678": "+496912345678",
		"(0049 – 69) 12345678": "+496912345678", "+44 (0) 7911 123456": "+447911123456", "κιν. +44 7911 123456": "+447911123456",
		"+30 (0) 6912345678": "+306912345678", "κιν. 0030 691 234 5678, Μαρία": "+306912345678", "(+30) 69-1234-5678 Μαρία": "+306912345678",
	} {
		if got, err := photo.ParseMobile(typed); err != nil || got.E164() != want {
			t.Errorf("ParseMobile(%q) = %q, %v; want %q", typed, got.E164(), err, want)
		}
	}
}

func TestEmptyAddressHasItsOwnRefusal(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{"", "  ", "\t\n", "\u00a0"} {
		if _, err := photo.ParseMobile(typed); err == nil || err.Code != "mobile.empty" {
			t.Errorf("ParseMobile(%q) = %v", typed, err)
		}
		if _, err := photo.ParseEmail(typed); err == nil || err.Code != "email.empty" {
			t.Errorf("ParseEmail(%q) = %v", typed, err)
		}
	}
}

func TestPlainEmailAddressIsAccepted(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"maria@example.gr":             "maria@example.gr",
		"  Maria.P+photo@Example.GR ":  "Maria.P+photo@example.gr",
		"a_b-c@mail.example.co.uk":     "a_b-c@mail.example.co.uk",
		"x@xn--qxa6a.gr":               "x@xn--qxa6a.gr",
		"mailto:maria@example.gr":      "maria@example.gr",
		"mailto:a@c.gr?subject=x":      "a@c.gr",
		"Maria <a@c.gr>":               "a@c.gr",
		"<a@c.gr>":                     "a@c.gr",
		"\u202amaria@example.gr\u202c": "maria@example.gr",
		"maria＠example.gr":             "maria@example.gr",
	} {
		if got, err := photo.ParseEmail(typed); err != nil || got.Address() != want {
			t.Errorf("ParseEmail(%q) = %q, %v", typed, got.Address(), err)
		}
	}
}

// Each of these would reach somebody else, add a header or break the SMTP
// dialogue with the mail server.
func TestAnyOtherEmailAddressIsRefused(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{
		"@", "a@", "@b.gr", "maria", "maria@localhost", "a@b@c.gr", "a b@c.gr", "a@c.gr,b@c.gr", "a@c.gr;b@c.gr",
		"a@c.gr\r\nBcc: b@c.gr", "a\x00@c.gr", "x, Maria <a@c.gr>", `"a b"@c.gr`, "a@[127.0.0.1]", "a@127.0.0.1",
		".a@c.gr", "a.@c.gr", "a..b@c.gr", "a@c..gr", "a@-c.gr", "a@c-.gr", "a@c.gr.", "a@.gr",
		"a(b)@c.gr", "a@c.g", strings.Repeat("a", 65) + "@c.gr", "a@" + strings.Repeat("b", 64) + ".gr",
		"a@" + strings.Repeat("abcdefg.", 32) + "gr",
	} {
		if got, err := photo.ParseEmail(typed); err == nil || err.Code != "email" || got != "" {
			t.Errorf("ParseEmail(%q) = %q, %v; want the refusal email", typed, got.Address(), err)
		}
	}
}

func TestLettersThatNoEmailHasAreNamed(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{"μαρια@example.gr": "μ α ρ ι", "mαria@example.gr": "α", "a@παρα.ελ": "π α ρ ε λ"} {
		if _, err := photo.ParseEmail(typed); err == nil || err.Code != "email.char" || err.Args["list"] != want {
			t.Errorf("ParseEmail(%q): %v %v; want email.char with %q", typed, err, err.Args, want)
		}
	}
}

func TestMaskShowsOnlyWhatTheOwnerRecognises(t *testing.T) {
	t.Parallel()
	mobile, _ := photo.ParseMobile("6912344567")
	email, _ := photo.ParseEmail("maria@example.gr")
	for got, want := range map[string]string{
		mobile.Masked():            "69••••4567",
		mobile.String():            "69••••4567",
		email.Masked():             "m•••@example.gr",
		photo.Mobile("").Masked():  "••••",
		photo.Email("").Masked():   "•••",
		photo.Email("@x").Masked(): "•••",
	} {
		if got != want {
			t.Errorf("mask %q; want %q", got, want)
		}
	}
}

func FuzzParseMobile(f *testing.F) {
	f.Add("+30 691 234 5678")
	f.Add("0030-6912345678")
	f.Add("00 357 99 123456")
	f.Fuzz(func(t *testing.T, typed string) {
		mobile, err := photo.ParseMobile(typed)
		if err != nil {
			return
		}
		n := mobile.E164()
		greek := strings.HasPrefix(n, "+30")
		if len(n) < 9 || len(n) > 16 || n[0] != '+' || strings.Trim(n[1:], "0123456789") != "" || greek && (len(n) != 13 || n[3:5] != "69") {
			t.Fatalf("ParseMobile(%q) = %q", typed, n)
		}
	})
}

func FuzzParseEmail(f *testing.F) {
	f.Add("maria@example.gr")
	f.Add("a@c.gr\r\nBcc: b@c.gr")
	f.Fuzz(func(t *testing.T, typed string) {
		email, err := photo.ParseEmail(typed)
		if err != nil {
			return
		}
		a := email.Address()
		if len(a) > 254 || strings.Count(a, "@") != 1 || strings.ContainsAny(a, " \t\r\n\x00<>()[],;:\\\"") {
			t.Fatalf("ParseEmail(%q) = %q", typed, a)
		}
		if again, err := photo.ParseEmail(a); err != nil || again != email {
			t.Fatalf("%q is not read back", a)
		}
	})
}
