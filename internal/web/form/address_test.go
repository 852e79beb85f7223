package form_test

import (
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/web/form"
)

func TestNationalDomainIsConverted(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"maria@φωτο.gr":            "maria@xn--0xajfm.gr",
		"Maria <a@παράδειγμα.ελ>":  "a@xn--hxajbheg2az3al.xn--qxam",
		"mailto:maria@Example.gr":  "maria@example.gr",
		"a@xn--hxajbheg2az3al.com": "a@xn--hxajbheg2az3al.com",
	} {
		if got, fault := photo.ParseEmail(form.Address(text)); fault != nil || got.Address() != want {
			t.Errorf("%q became %q, %v", text, got.Address(), fault)
		}
	}
	for _, text := range []string{"maria@φωτο.gr", "a@παράδειγμα.ελ", "maria@example.gr", "", "maria", "a@b@c.gr", "a@-.gr", "m@xn--a"} {
		if got := form.Shown(form.Address(text)); got != text {
			t.Errorf("%q is shown as %q", text, got)
		}
	}
	for _, text := range []string{"", "maria", "a@b@c.gr", "a@-.gr", "a b"} {
		if got := form.Address(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}
