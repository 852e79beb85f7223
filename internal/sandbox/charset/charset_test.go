package charset_test

import (
	"testing"

	"myphoto/internal/sandbox/charset"
)

func TestGreekIsReadInEveryEncodingItTravelsIn(t *testing.T) {
	t.Parallel()
	for name, bytes := range map[string]string{
		"UTF-8":        "Άννα",
		"UTF-16BE":     "\x03\x86\x03\xbd\x03\xbd\x03\xb1",
		"ISO-8859-7":   "\xb6\xed\xed\xe1",
		"windows-1253": "\xa2\xed\xed\xe1",
	} {
		if got, ok := charset.Decode(name, []byte(bytes)); !ok || got != "Άννα" {
			t.Errorf("%s: %q, %v", name, got, ok)
		}
	}
}

func TestUnknownEncodingAndBrokenBytesAreRefused(t *testing.T) {
	t.Parallel()
	for name, bytes := range map[string]string{"klingon": "a", "utf-8": "\xff", "utf-16be": "abc"} {
		if got, ok := charset.Decode(name, []byte(bytes)); ok {
			t.Errorf("%s: took %q", name, got)
		}
	}
}
