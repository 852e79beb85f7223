package seal_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/seal"
)

func hashes(tb testing.TB, text []byte) *seal.Hashes {
	tb.Helper()
	h, err := seal.ParseHashKeys(text)
	if err != nil {
		tb.Fatal(err)
	}
	return h
}

// keyID returns the id of the key that repeats a byte.
func keyID(fill byte) []byte {
	mac := hmac.New(sha256.New, bytes.Repeat([]byte{fill}, 32))
	mac.Write([]byte("myphoto look-up key v1\n"))
	return mac.Sum(nil)[:seal.KeyIDSize]
}

// line returns the line of the key that repeats a byte.
func line(fill byte) string { return named(hex.EncodeToString(keyID(fill)), fill) }

func named(id string, fill byte) string {
	return id + ":" + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{fill}, 32)) + "\n"
}

// If this changes, nobody is found again under the stored hashes.
func TestKeyedHashIsFixed(t *testing.T) {
	t.Parallel()
	mac := hmac.New(sha256.New, bytes.Repeat([]byte{7}, 32))
	mac.Write([]byte("myphoto look-up v1\n3:afm123456783"))
	if diff := cmp.Diff(mac.Sum(keyID(7)), hashes(t, []byte(line(7))).Sum("afm", "123456783")); diff != "" {
		t.Error(diff)
	}
}

func TestKindsOfValueDoNotMeet(t *testing.T) {
	t.Parallel()
	h := hashes(t, seal.NewHashKeys())
	seen := map[string]string{}
	for _, c := range [][2]string{{"afm", "123456783"}, {"amka", "123456783"}, {"afm", "123456784"}, {"afm1", "23456783"}, {"", "afm123456783"}, {"3:afm", "123456783"}} {
		sum := string(h.Sum(c[0], c[1]))
		if other, found := seen[sum]; found || len(sum) != seal.KeyIDSize+32 {
			t.Errorf("%v hashes like %s", c, other)
		}
		seen[sum] = c[0] + "," + c[1]
	}
}

func TestHashKeysRotate(t *testing.T) {
	t.Parallel()
	oldText, newText := seal.NewHashKeys(), seal.NewHashKeys()
	before := hashes(t, oldText)
	after := hashes(t, append(append([]byte("# rotated\n\n"), newText...), oldText...))
	stored, now := before.Sum("afm", "1"), after.Sum("afm", "1")
	if bytes.Equal(stored, now) {
		t.Error("the new key is not the current one")
	}
	if diff := cmp.Diff([][]byte{now, stored}, after.All("afm", "1")); diff != "" {
		t.Error(diff)
	}
}

// A command must write under the key that the serving program knows, whatever comes
// first in the file.
func TestAnotherKeyOfTheFileCanBeCurrent(t *testing.T) {
	t.Parallel()
	h := hashes(t, []byte(line(7)+line(8)+line(9)))
	if err := h.Use(hex.EncodeToString(keyID(9))); err != nil {
		t.Fatal(err)
	}
	if sum := h.Sum("afm", "1"); !bytes.HasPrefix(sum, keyID(9)) || !h.IsCurrent(sum) || h.IsCurrent(h.All("afm", "1")[1]) {
		t.Errorf("hashed under %x", sum[:seal.KeyIDSize])
	}
	want := []string{hex.EncodeToString(keyID(9)), hex.EncodeToString(keyID(7)), hex.EncodeToString(keyID(8))}
	if diff := cmp.Diff(want, h.IDs()); diff != "" {
		t.Error(diff)
	}
	if err := h.Use("00"); !errors.Is(err, seal.ErrUnknownKey) {
		t.Errorf("a key that is not there: %v", err)
	}
}

func TestFaultsOfHashKeysAreNamedByLineWithoutTheKey(t *testing.T) {
	t.Parallel()
	good, id := line(7), hex.EncodeToString(keyID(9))+":"
	secret := strings.TrimSuffix(strings.TrimPrefix(line(9), id), "\n")
	for name, text := range map[string]string{
		"no id":       good + ":" + secret,
		"no colon":    good + secret,
		"other id":    good + named("two", 9),
		"other key":   good + named(hex.EncodeToString(keyID(9)), 8),
		"short":       good + id + secret[4:],
		"not base64":  good + id + "?" + secret,
		"zeros":       good + line(0),
		"same key":    good + line(7),
		"sloppy tail": good + id + secret[:42] + "l=",
	} {
		_, err := seal.ParseHashKeys([]byte(text))
		if !errors.Is(err, seal.ErrKey) || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if strings.Contains(err.Error(), secret[4:20]) {
			t.Errorf("%s: the error tells the key", name)
		}
	}
	_, err := seal.ParseHashKeys([]byte("a\n" + good + "b\n"))
	if err == nil || !strings.Contains(err.Error(), "line 1") || !strings.Contains(err.Error(), "line 3") {
		t.Errorf("not all faults are named: %v", err)
	}
}

func TestHashKeyFileIsBounded(t *testing.T) {
	t.Parallel()
	var many strings.Builder
	for i := range seal.MaxKeys + 1 {
		many.WriteString(line(byte(i + 1)))
	}
	for name, text := range map[string]string{
		"empty":    "",
		"comments": "# nothing\n",
		"many":     many.String(),
		"long":     line(7) + strings.Repeat("\n", seal.MaxKeyFile),
	} {
		if _, err := seal.ParseHashKeys([]byte(text)); !errors.Is(err, seal.ErrKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParseHashKeys(f *testing.F) {
	f.Add([]byte(line(7) + "# x\n\n" + line(8)))
	f.Add([]byte("a:b\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		h, err := seal.ParseHashKeys(text)
		if err != nil {
			if h != nil {
				t.Error("keys beside an error")
			}
			return
		}
		if all := h.All("afm", "1"); len(all) == 0 || len(all) > seal.MaxKeys || !bytes.Equal(all[0], h.Sum("afm", "1")) {
			t.Errorf("%d sums, or the first is not the current", len(all))
		}
	})
}

func BenchmarkSum(b *testing.B) {
	h := hashes(b, seal.NewHashKeys())
	b.ReportAllocs()
	for b.Loop() {
		_ = h.Sum("code", "B3+O3VCZAsaddxDuxLg0bQ")
	}
}
