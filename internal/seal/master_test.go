package seal_test

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"myphoto/internal/seal"
)

const forUpload = "upload/UPL0AD"

func masterText(tb testing.TB) []byte {
	tb.Helper()
	text, err := seal.NewMasterKey()
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

func master(tb testing.TB, text []byte) *seal.Master {
	tb.Helper()
	m, err := seal.ParseMaster(text)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

func wrap(tb testing.TB, m *seal.Master, k seal.Key) []byte {
	tb.Helper()
	wrapped, err := m.Wrap(k[:], forUpload)
	if err != nil {
		tb.Fatal(err)
	}
	return wrapped
}

func TestWrappedKeyOpensForItsNameOnly(t *testing.T) {
	t.Parallel()
	m, k := master(t, masterText(t)), seal.NewKey()
	wrapped := wrap(t, m, k)
	if got, err := m.Unwrap(wrapped, forUpload); err != nil || !bytes.Equal(got, k[:]) {
		t.Fatalf("the key did not come back: %v", err)
	}
	if _, err := m.Unwrap(wrapped, "upload/0THER"); !errors.Is(err, seal.ErrSealed) {
		t.Errorf("opened for another upload: %v", err)
	}
	if bytes.Equal(wrapped, wrap(t, m, k)) {
		t.Error("wrapping twice gave the same bytes")
	}
}

func TestTamperedWrappingDoesNotOpen(t *testing.T) {
	t.Parallel()
	m := master(t, masterText(t))
	wrapped := wrap(t, m, seal.NewKey())
	for _, i := range []int{0, 9, 500, 1128, 1129, len(wrapped) - 1} {
		bad := bytes.Clone(wrapped)
		bad[i] ^= 1
		if _, err := m.Unwrap(bad, forUpload); !errors.Is(err, seal.ErrSealed) {
			t.Errorf("byte %d changed: %v", i, err)
		}
	}
	for _, bad := range [][]byte{nil, wrapped[:9], wrapped[:1000], append(bytes.Clone(wrapped), 0), append(bytes.Clone(wrapped), make([]byte, 4096)...)} {
		if _, err := m.Unwrap(bad, forUpload); !errors.Is(err, seal.ErrSealed) {
			t.Errorf("%d bytes: %v", len(bad), err)
		}
	}
}

func TestMasterKeysRotate(t *testing.T) {
	t.Parallel()
	oldText, newText := masterText(t), masterText(t)
	before, k := master(t, oldText), seal.NewKey()
	wrapped := wrap(t, before, k)
	after := master(t, append(append([]byte("# rotated\n\n"), newText...), oldText...))
	if got, err := after.Unwrap(wrapped, forUpload); err != nil || !bytes.Equal(got, k[:]) {
		t.Errorf("the older key no longer opens: %v", err)
	}
	if _, err := before.Unwrap(wrap(t, after, k), forUpload); !errors.Is(err, seal.ErrUnknownMaster) {
		t.Errorf("the newer key does not wrap: %v", err)
	}
}

// A replica that takes uploads in must not be able to open what it stored.
func TestPublicPartWrapsAndDoesNotUnwrap(t *testing.T) {
	t.Parallel()
	text := append(masterText(t), masterText(t)...)
	public, err := seal.PublicPart(text)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(public, []byte("private")) {
		t.Fatal("the public part holds private keys")
	}
	m, k := master(t, public), seal.NewKey()
	wrapped := wrap(t, m, k)
	if _, err := m.Unwrap(wrapped, forUpload); !errors.Is(err, seal.ErrNoPrivateKey) {
		t.Errorf("got %v", err)
	}
	if got, err := master(t, text).Unwrap(wrapped, forUpload); err != nil || !bytes.Equal(got, k[:]) {
		t.Errorf("the whole file does not open it: %v", err)
	}
	again, err := seal.PublicPart(public)
	if err != nil || !bytes.Equal(again, public) {
		t.Errorf("the public part of the public part is another: %v", err)
	}
	if _, err := seal.PublicPart([]byte("x")); !errors.Is(err, seal.ErrKey) {
		t.Errorf("public part of nonsense: %v", err)
	}
}

func TestWrapIsBounded(t *testing.T) {
	t.Parallel()
	m := master(t, masterText(t))
	for name, err := range map[string]error{
		"no key":    second(m.Wrap(nil, forUpload)),
		"long key":  second(m.Wrap(make([]byte, seal.MaxWrap+1), forUpload)),
		"no name":   second(m.Wrap([]byte{1}, "")),
		"long name": second(m.Wrap([]byte{1}, strings.Repeat("x", seal.MaxName+1))),
	} {
		if !errors.Is(err, seal.ErrWrap) {
			t.Errorf("%s: %v", name, err)
		}
	}
	wrapped, err := m.Wrap(make([]byte, seal.MaxWrap), forUpload)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Unwrap(wrapped, forUpload); err != nil {
		t.Errorf("the longest key does not come back: %v", err)
	}
}

func TestFaultsOfMasterKeysAreNamedByLineWithoutTheKey(t *testing.T) {
	t.Parallel()
	good, other := string(masterText(t)), strings.TrimSpace(string(masterText(t)))
	parts := strings.Split(other, ":")
	secret := parts[2]
	for name, bad := range map[string]string{
		"nonsense":     secret,
		"other kind":   "secret:" + parts[1] + ":" + secret,
		"other id":     "private:0000000000000000:" + secret,
		"no id":        "private::" + secret,
		"short":        "private:" + parts[1] + ":" + secret[4:],
		"not base64":   "private:" + parts[1] + ":?" + secret,
		"not a public": "public:" + parts[1] + ":" + secret,
		"twice":        strings.TrimSpace(good),
	} {
		_, err := seal.ParseMaster([]byte(good + bad + "\n"))
		if !errors.Is(err, seal.ErrKey) || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if strings.Contains(err.Error(), secret[4:20]) {
			t.Errorf("%s: the error tells the key", name)
		}
	}
	if _, err := seal.ParseMaster(nil); !errors.Is(err, seal.ErrKey) {
		t.Errorf("empty file: %v", err)
	}
}

//go:embed testdata/master.key
var fixedMaster []byte

//go:embed testdata/wrapped.base64
var fixedWrapped string

//go:embed testdata/wrapped2.base64
var fixedWrapped2 string

// Keys wrapped by an older version of the program, or by an older version of
// the standard library's draft of the hybrid, must open for a year.
func TestFormatsOfWrappedKeysAreFixed(t *testing.T) {
	t.Parallel()
	for _, text := range []string{fixedWrapped, fixedWrapped2} {
		wrapped, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
		if err != nil {
			t.Fatal(err)
		}
		k := fixedKey()
		if got, err := master(t, fixedMaster).Unwrap(wrapped, forUpload); err != nil || !bytes.Equal(got, k[:]) {
			t.Errorf("a key wrapped earlier, format %d, does not open: %v", wrapped[0], err)
		}
	}
}

func FuzzUnwrap(f *testing.F) {
	m := master(f, fixedMaster)
	wrapped, err := base64.StdEncoding.DecodeString(strings.TrimSpace(fixedWrapped))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(wrapped, forUpload)
	f.Add([]byte{1}, "")
	wrapped2, err := base64.StdEncoding.DecodeString(strings.TrimSpace(fixedWrapped2))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(wrapped2, forUpload)
	f.Fuzz(func(t *testing.T, b []byte, name string) {
		_, err := m.Unwrap(b, name)
		if ours := (bytes.Equal(b, wrapped) || bytes.Equal(b, wrapped2)) && name == forUpload; ours != (err == nil) {
			t.Errorf("opened: %v, wrapped by us: %v", err == nil, ours)
		}
	})
}

func FuzzParseMaster(f *testing.F) {
	f.Add(fixedMaster)
	f.Add([]byte("public:00:AA==\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := seal.ParseMaster(text)
		if err != nil {
			return
		}
		if _, err := m.Wrap([]byte{1}, "x"); err != nil {
			t.Errorf("accepted a file that cannot wrap: %v", err)
		}
	})
}

func BenchmarkMaster(b *testing.B) {
	m, k := master(b, masterText(b)), seal.NewKey()
	b.Run("wrap", func(b *testing.B) {
		for b.Loop() {
			_ = wrap(b, m, k)
		}
	})
	wrapped, text := wrap(b, m, k), masterText(b)
	b.Run("wrap at first", func(b *testing.B) {
		for b.Loop() {
			_ = wrap(b, master(b, text), k)
		}
	})
	b.Run("unwrap", func(b *testing.B) {
		for b.Loop() {
			if _, err := m.Unwrap(wrapped, forUpload); err != nil {
				b.Fatal(err)
			}
		}
	})
}
