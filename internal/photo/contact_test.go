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

func TestOtherNumbersAreNotGreekMobiles(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{
		"", "2101234567", "691234567", "69123456789", "+447911123456", "0030", "+30", "69123456a8",
		"+30+306912345678", "6912345678;6900000000", "6912345678 ή 6900000000",
		strings.Repeat("6", 100),
	} {
		if got, err := photo.ParseMobile(typed); err == nil || err.Code != "mobile" && err.Code != "mobile.char" || got != "" {
			t.Errorf("ParseMobile(%q) = %q, %v; want the refusal mobile", typed, got.E164(), err)
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
		"", "@", "a@", "@b.gr", "maria", "maria@localhost", "a@b@c.gr", "a b@c.gr", "a@c.gr,b@c.gr", "a@c.gr;b@c.gr",
		"a@c.gr\r\nBcc: b@c.gr", "a\x00@c.gr", "x, Maria <a@c.gr>", `"a b"@c.gr`, "a@[127.0.0.1]", "a@127.0.0.1",
		".a@c.gr", "a.@c.gr", "a..b@c.gr", "a@c..gr", "a@-c.gr", "a@c-.gr", "a@c.gr.", "a@.gr", "μαρια@example.gr", "a@παράδειγμα.ελ",
		"a(b)@c.gr", "a@c.g", strings.Repeat("a", 65) + "@c.gr", "a@" + strings.Repeat("b", 64) + ".gr",
		"a@" + strings.Repeat("abcdefg.", 32) + "gr",
	} {
		if got, err := photo.ParseEmail(typed); err == nil || err.Code != "email" || got != "" {
			t.Errorf("ParseEmail(%q) = %q, %v; want the refusal email", typed, got.Address(), err)
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
	f.Fuzz(func(t *testing.T, typed string) {
		mobile, err := photo.ParseMobile(typed)
		if err != nil {
			return
		}
		if n := mobile.E164(); len(n) != 13 || !strings.HasPrefix(n, "+3069") || strings.Trim(n[1:], "0123456789") != "" {
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
