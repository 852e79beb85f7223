package ledger_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"

	"myphoto/internal/ledger"
)

const origin = "ledger.myphoto.example"

// keys is one signing key and what checks it.
type keys struct {
	signer    note.Signer
	verifier  note.Verifier
	verifiers note.Verifiers
	public    string
}

func newKeys(tb testing.TB, name string) keys {
	tb.Helper()
	skey, vkey, err := ledger.NewKey(name)
	if err != nil {
		tb.Fatal(err)
	}
	s, err := note.NewSigner(skey)
	if err != nil {
		tb.Fatal(err)
	}
	v, err := note.NewVerifier(vkey)
	if err != nil {
		tb.Fatal(err)
	}
	return keys{s, v, note.VerifierList(v), vkey}
}

func signed(tb testing.TB, c ledger.Checkpoint, s note.Signer) []byte {
	tb.Helper()
	text, err := ledger.SignCheckpoint(c, s)
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

func aCheckpoint() ledger.Checkpoint {
	return ledger.Checkpoint{Origin: origin, Size: 12, Root: [32]byte{1, 2, 3}}
}

// Auditors read this text with tools that are not ours.
func TestCheckpointTextIsFixed(t *testing.T) {
	t.Parallel()
	k := newKeys(t, origin)
	text := signed(t, aCheckpoint(), k.signer)
	want := origin + "\n12\nAQIDAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— " + origin + " "
	if !strings.HasPrefix(string(text), want) {
		t.Errorf("got  %q\nwant %q", text, want)
	}
	got, err := ledger.OpenCheckpoint(text, k.verifiers)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(aCheckpoint(), got); diff != "" {
		t.Error(diff)
	}
}

func TestCheckpointIsRefused(t *testing.T) {
	t.Parallel()
	k, thief := newKeys(t, origin), newKeys(t, origin)
	good := signed(t, aCheckpoint(), k.signer)
	raw := func(text string) []byte {
		b, err := note.Sign(&note.Note{Text: text}, k.signer)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	root := base64.StdEncoding.EncodeToString(make([]byte, 32))
	for name, text := range map[string][]byte{
		"other key":      signed(t, aCheckpoint(), thief.signer),
		"edited size":    bytes.Replace(good, []byte("\n12\n"), []byte("\n13\n"), 1),
		"no signature":   good[:bytes.Index(good, []byte("\n\n"))+1],
		"empty":          nil,
		"too long":       append(bytes.Clone(good), make([]byte, ledger.MaxCheckpoint)...),
		"other origin":   raw("elsewhere\n12\n" + root + "\n"),
		"leading zero":   raw(origin + "\n012\n" + root + "\n"),
		"plus sign":      raw(origin + "\n+12\n" + root + "\n"),
		"negative":       raw(origin + "\n-1\n" + root + "\n"),
		"enormous":       raw(origin + "\n9223372036854775807\n" + root + "\n"),
		"short root":     raw(origin + "\n12\nAAAA\n"),
		"no root":        raw(origin + "\n12\n"),
		"empty line":     raw(origin + "\n12\n" + root + "\n\nmore\n"),
		"empty last":     raw(origin + "\n12\n" + root + "\n\n"),
		"go.sum's shape": raw("go.sum database tree\n12\n" + root + "\n"),
	} {
		if _, err := ledger.OpenCheckpoint(text, k.verifiers); !errors.Is(err, ledger.ErrCheckpoint) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ledger.OpenCheckpoint(good, nil); !errors.Is(err, ledger.ErrCheckpoint) {
		t.Errorf("opened without any key: %v", err)
	}
}

// The specification allows extension lines, and versions before the first
// release wrote one with the time: what an auditor kept must stay a proof.
func TestExtensionLinesAreSignedAndIgnored(t *testing.T) {
	t.Parallel()
	k := newKeys(t, origin)
	own, err := note.Open(signed(t, aCheckpoint(), k.signer), k.verifiers)
	if err != nil {
		t.Fatal(err)
	}
	older, err := note.Sign(&note.Note{Text: own.Text + "time 2026-11-21T10:00:00.123456Z\nmore\n"}, k.signer)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ledger.OpenCheckpoint(older, k.verifiers)
	if diff := cmp.Diff(aCheckpoint(), got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	for name, edited := range map[string][]byte{
		"changed": bytes.Replace(older, []byte("time 2026"), []byte("time 2027"), 1),
		"removed": bytes.Replace(older, []byte("more\n"), nil, 1),
		"added":   bytes.Replace(older, []byte("more\n"), []byte("more\nand more\n"), 1),
	} {
		if _, err := ledger.OpenCheckpoint(edited, k.verifiers); !errors.Is(err, ledger.ErrCheckpoint) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// After a change of keys old checkpoints must open, and new ones too.
func TestKeysOfTheLedgerRotate(t *testing.T) {
	t.Parallel()
	older, newer := newKeys(t, origin), newKeys(t, origin)
	both := note.VerifierList(newer.verifier, older.verifier)
	for _, k := range []keys{older, newer} {
		if _, err := ledger.OpenCheckpoint(signed(t, aCheckpoint(), k.signer), both); err != nil {
			t.Error(err)
		}
	}
}

// A witness may add its signature; alone it does not make a checkpoint.
func TestWitnessSignsBesideTheLedger(t *testing.T) {
	t.Parallel()
	k, witness := newKeys(t, origin), newKeys(t, "witness.example")
	n, err := note.Open(signed(t, aCheckpoint(), k.signer), k.verifiers)
	if err != nil {
		t.Fatal(err)
	}
	cosigned, err := note.Sign(n, witness.signer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.OpenCheckpoint(cosigned, k.verifiers); err != nil {
		t.Error(err)
	}
	if _, err := ledger.OpenCheckpoint(cosigned, witness.verifiers); !errors.Is(err, ledger.ErrCheckpoint) {
		t.Errorf("a witness alone was enough: %v", err)
	}
}

func TestSignerSpeaksForItsOwnLedgerOnly(t *testing.T) {
	t.Parallel()
	k := newKeys(t, origin)
	for name, c := range map[string]ledger.Checkpoint{
		"origin":   {Origin: "elsewhere"},
		"negative": {Origin: origin, Size: -1},
		"huge":     {Origin: origin, Size: ledger.MaxSize + 1},
	} {
		if _, err := ledger.SignCheckpoint(c, k.signer); !errors.Is(err, ledger.ErrCheckpoint) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPublicKeyIsTheOneThatVerifies(t *testing.T) {
	t.Parallel()
	k := newKeys(t, origin)
	pub, err := ledger.PublicKey(k.public)
	if err != nil {
		t.Fatal(err)
	}
	sig, err := k.signer.Sign([]byte("message"))
	if err != nil {
		t.Fatal(err)
	}
	if len(pub) != ed25519.PublicKeySize || !ed25519.Verify(pub, []byte("message"), sig) {
		t.Error("the key does not verify what the signer signed")
	}
	for _, bad := range []string{"", "x", "a+b+c", k.public + "A"} {
		if _, err := ledger.PublicKey(bad); err == nil {
			t.Errorf("accepted %q", bad)
		}
	}
	for _, name := range []string{"", "two words", "a+b"} {
		if _, _, err := ledger.NewKey(name); err == nil {
			t.Errorf("made a key named %q", name)
		}
	}
}

// believer accepts every signature, so that fuzzing reaches the text behind it.
type believer struct{ note.Verifier }

func (believer) Verify(_, _ []byte) bool { return true }

func FuzzOpenCheckpoint(f *testing.F) {
	k := newKeys(f, origin)
	good := signed(f, aCheckpoint(), k.signer)
	f.Add(good)
	f.Add([]byte(origin + "\n0\n\n\n"))
	sigs := good[bytes.Index(good, []byte("\n\n"))+1:]
	known := note.VerifierList(believer{k.verifier})
	f.Fuzz(func(t *testing.T, text []byte) {
		if c, err := ledger.OpenCheckpoint(text, k.verifiers); err == nil && !cmp.Equal(c, aCheckpoint()) {
			t.Errorf("opened what was never signed: %q", text)
		}
		text = append(bytes.Clone(text), sigs...)
		c, err := ledger.OpenCheckpoint(text, known)
		if err != nil {
			return
		}
		again := signed(t, c, k.signer)
		if head, _, _ := bytes.Cut(again, []byte("\n\n")); !bytes.HasPrefix(text, head) {
			t.Errorf("read %q, wrote %q", text, again)
		}
	})
}
