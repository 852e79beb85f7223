package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"myphoto/internal/ledger"
)

// proofFiles are what a citizen has: a proof and the published keys.
type proofFiles struct {
	proof, keys, key string
	body             []byte
}

type none struct{}

func (none) ReadHashes([]int64) ([]tlog.Hash, error) { return nil, nil }

type stored []tlog.Hash

func (s stored) ReadHashes(at []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(at))
	for i, n := range at {
		out[i] = s[n]
	}
	return out, nil
}

func must[T any](tb testing.TB) func(T, error) T {
	tb.Helper()
	return func(value T, err error) T {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return value
	}
}

// prove writes the files of a ledger of three records; change spoils the proof.
func prove(t *testing.T, change func(*ledger.InclusionDocument)) proofFiles {
	t.Helper()
	secret, public, err := ledger.NewKey("myphoto.example/ledger")
	if err != nil {
		t.Fatal(err)
	}
	e := ledger.Event{ID: "evt_1", At: time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC), Act: "associate", Outcome: "done"}
	salt, body := ledger.NewSalt(), e.Bytes()
	leaves := [][]byte{ledger.Leaf(salt, []byte("a")), ledger.Leaf(salt, body), ledger.Leaf(salt, []byte("b"))}
	nodes := stored(must[[]tlog.Hash](t)(ledger.Grow(0, leaves, none{})))
	c := ledger.Checkpoint{Origin: "myphoto.example/ledger", Size: 3, Root: must[tlog.Hash](t)(ledger.Root(3, nodes))}
	d := ledger.InclusionDocument{
		Index: 1, Size: 3, Leaf: leaves[1], Salt: salt, Body: body,
		Hashes:     must[ledger.Proof](t)(ledger.ProveInclusion(3, 1, nodes)),
		Checkpoint: must[[]byte](t)(ledger.SignCheckpoint(c, must[note.Signer](t)(note.NewSigner(secret)))),
	}
	change(&d)
	raw, err := ledger.PublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	set := fmt.Sprintf(`{"keys":[{"kty":"OKP","crv":"Ed25519","x":%q}]}`, base64.RawURLEncoding.EncodeToString(raw))
	folder := t.TempDir()
	files := proofFiles{filepath.Join(folder, "proof.json"), filepath.Join(folder, "keys.json"), public, body}
	for path, text := range map[string][]byte{files.proof: must[[]byte](t)(json.Marshal(d)), files.keys: []byte(set)} {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// command runs the program and returns its exit code and what it printed.
func command(t *testing.T, args ...string) (int, string) {
	t.Helper()
	folder := t.TempDir()
	out := must[*os.File](t)(os.Create(filepath.Join(folder, "out")))
	errs := must[*os.File](t)(os.Create(filepath.Join(folder, "errors")))
	code := run(args, out, errs)
	if err := errors.Join(out.Close(), errs.Close()); err != nil {
		t.Fatal(err)
	}
	return code, string(must[[]byte](t)(os.ReadFile(out.Name())))
}

func TestCitizenVerifiesTheProofAlone(t *testing.T) {
	f := prove(t, func(*ledger.InclusionDocument) {})
	for _, key := range [][]string{{"--keys", f.keys}, {"--key", f.key}} {
		code, out := command(t, append([]string{"ledger", "verify-proof", f.proof}, key...)...)
		if code != exitDone || !strings.Contains(out, "record 1 of the 3 in the ledger myphoto.example/ledger") || !strings.Contains(out, string(f.body)) {
			t.Errorf("%v: %d %s", key, code, out)
		}
	}
}

func TestProofThatDoesNotHoldFails(t *testing.T) {
	good := prove(t, func(*ledger.InclusionDocument) {})
	for name, change := range map[string]func(*ledger.InclusionDocument){
		"another place": func(d *ledger.InclusionDocument) { d.Index = 2 },
		"another body":  func(d *ledger.InclusionDocument) { d.Body = bytes.Replace(d.Body, []byte("done"), []byte("gone"), 1) },
		"another key":   func(*ledger.InclusionDocument) {}, // each call makes its own
	} {
		if code, out := command(t, "ledger", "verify-proof", prove(t, change).proof, "--keys", good.keys); code != exitFailed || strings.Contains(out, "proven") {
			t.Errorf("%s: %d %s", name, code, out)
		}
	}
	spoiled := prove(t, func(d *ledger.InclusionDocument) { d.Leaf[0] ^= 1 })
	if code, out := command(t, "ledger", "verify-proof", spoiled.proof, "--key", spoiled.key); code != exitFailed || out != "" {
		t.Errorf("spoiled leaf: %d %s", code, out)
	}
	if err := os.WriteFile(good.proof, []byte("no proof"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _ := command(t, "ledger", "verify-proof", good.proof, "--keys", good.keys); code != exitFailed {
		t.Errorf("no JSON: %d", code)
	}
}

func TestWrongCallOfVerifyProofIsUsage(t *testing.T) {
	f := prove(t, func(*ledger.InclusionDocument) {})
	if err := (&verifyProofCommand{File: f.proof}).Validate(); err == nil || !strings.Contains(err.Error(), "--keys or --key must be given") {
		t.Errorf("without keys: %v", err)
	}
	for name, args := range map[string][]string{
		"no key":       {f.proof},
		"both":         {f.proof, "--keys", f.keys, "--key", f.key},
		"no file":      {f.proof + "x", "--keys", f.keys},
		"no key file":  {f.proof, "--keys", f.keys + "x"},
		"not a key":    {f.proof, "--key", "myphoto.example/ledger"},
		"not key sets": {f.proof, "--keys", f.proof},
	} {
		if code, out := command(t, append([]string{"ledger", "verify-proof"}, args...)...); code != exitUsage || strings.Contains(out, "proven") {
			t.Errorf("%s: %d %s", name, code, out)
		}
	}
}
