package seal_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"myphoto/internal/seal"
)

const row = "uploads/mobile/UPL0AD"

func TestSealedValueOpensInItsPlaceOnly(t *testing.T) {
	t.Parallel()
	k := seal.NewKey()
	sealed := k.Seal([]byte("picture"), row)
	if got, err := k.Open(sealed, row); err != nil || string(got) != "picture" {
		t.Fatalf("got %q, %v", got, err)
	}
	for name, err := range map[string]error{
		"other row":   second(k.Open(sealed, "uploads/mobile/0THER")),
		"other field": second(k.Open(sealed, "uploads/email/UPL0AD")),
		"no place":    second(k.Open(sealed, "")),
		"other key":   second(seal.NewKey().Open(sealed, row)),
		"erased key":  second(seal.Key{}.Open(sealed, row)),
		"as a text":   second(k.OpenText(sealed, row)),
		"text as it":  second(k.Open(k.SealText("picture", row), row)),
	} {
		if !errors.Is(err, seal.ErrSealed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestEveryChangedByteIsNoticed(t *testing.T) {
	t.Parallel()
	k := seal.NewKey()
	sealed := k.Seal([]byte("picture"), row)
	for i := range sealed {
		bad := bytes.Clone(sealed)
		bad[i] ^= 1
		if _, err := k.Open(bad, row); !errors.Is(err, seal.ErrSealed) {
			t.Errorf("byte %d changed: %v", i, err)
		}
		if _, err := k.Open(sealed[:i], row); !errors.Is(err, seal.ErrSealed) {
			t.Errorf("cut after %d bytes: %v", i, err)
		}
	}
	if _, err := k.Open(append(sealed, 0), row); !errors.Is(err, seal.ErrSealed) {
		t.Errorf("lengthened: %v", err)
	}
}

// Equal values must not look equal, or a stolen table tells who shares one.
func TestSealingTwiceGivesDifferentBytes(t *testing.T) {
	t.Parallel()
	k := seal.NewKey()
	if bytes.Equal(k.SealText("a", row), k.SealText("a", row)) {
		t.Error("the nonce repeats")
	}
	if first, second := seal.NewKey(), seal.NewKey(); first == second {
		t.Error("the key repeats")
	}
}

func TestTextsOpenAsTheyWere(t *testing.T) {
	t.Parallel()
	k := seal.NewKey()
	for _, text := range []string{"", "6900000000", "\x00", "a\x00\x00", "\x80", "a\x80", "Άννα", strings.Repeat("x", 31), strings.Repeat("x", 32), strings.Repeat("y", 1000)} {
		if got, err := k.OpenText(k.SealText(text, row), row); err != nil || got != text {
			t.Errorf("%q became %q, %v", text, got, err)
		}
	}
}

// The length of an address or a name narrows down whose it is.
func TestSealedTextHidesItsLength(t *testing.T) {
	t.Parallel()
	k := seal.NewKey()
	for n, want := range map[int]int{0: 32, 1: 32, 31: 32, 32: 64, 63: 64, 64: 96} {
		if got := len(k.SealText(strings.Repeat("x", n), row)) - seal.Overhead; got != want {
			t.Errorf("%d bytes of text: %d sealed, want %d", n, got, want)
		}
	}
}

// Bytes sealed by an older version of the program must open for ten years.
func TestFormatOfSealedBytesIsFixed(t *testing.T) {
	t.Parallel()
	k := fixedKey()
	sealed, err := hex.DecodeString(fixedSealed)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := k.OpenText(sealed, row); err != nil || got != "6900000000" {
		t.Errorf("got %q, %v", got, err)
	}
}

func fixedKey() seal.Key {
	return seal.Key(bytes.Repeat([]byte{0x42}, seal.KeySize))
}

const fixedSealed = "024b745f79dc3239b758edd3cabbf0120b18d042e2981de6ec986a720b136802d3757f1f024a0dc95f91c5dfd5681f3c924feaecfedf681f1c1bd43ec5"

// An upload whose key is gone must not be sealed under a key all can guess.
func TestZeroKeySealsNothing(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("sealed under the zero key")
		}
	}()
	seal.Key{}.Seal([]byte("x"), row)
}

func TestKeyIsTakenWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	k := seal.NewKey()
	if got, err := seal.KeyFrom(k[:]); err != nil || got != k {
		t.Errorf("the same key became another: %v", err)
	}
	for _, raw := range [][]byte{nil, k[:31], append(k[:], 0), make([]byte, 32)} {
		if _, err := seal.KeyFrom(raw); !errors.Is(err, seal.ErrKey) {
			t.Errorf("%d bytes: %v", len(raw), err)
		}
	}
}

func FuzzOpen(f *testing.F) {
	k := fixedKey()
	sealed, err := hex.DecodeString(fixedSealed)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed, row)
	f.Add([]byte{1}, "")
	f.Fuzz(func(t *testing.T, b []byte, bound string) {
		if _, err := k.Open(b, bound); err == nil {
			t.Error("opened what was never sealed")
		}
		_, err := k.OpenText(b, bound)
		if ours := bytes.Equal(b, sealed) && bound == row; ours != (err == nil) {
			t.Errorf("opened: %v, sealed by us: %v", err == nil, ours)
		}
		if got, err := k.OpenText(k.SealText(string(b), bound), bound); err != nil || got != string(b) {
			t.Errorf("%q became %q, %v", b, got, err)
		}
	})
}

func BenchmarkSealFile(b *testing.B) {
	k, file := seal.NewKey(), make([]byte, 400<<10)
	b.Run("copy", func(b *testing.B) {
		b.SetBytes(int64(len(file)))
		for b.Loop() {
			_ = bytes.Clone(file)
		}
	})
	b.Run("seal", func(b *testing.B) {
		b.SetBytes(int64(len(file)))
		for b.Loop() {
			_ = k.Seal(file, row)
		}
	})
	sealed := k.Seal(file, row)
	b.Run("open", func(b *testing.B) {
		b.SetBytes(int64(len(file)))
		for b.Loop() {
			if _, err := k.Open(sealed, row); err != nil {
				b.Fatal(err)
			}
		}
	})
}
