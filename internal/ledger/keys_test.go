package ledger_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"

	"myphoto/internal/ledger"
)

// keySet is the published form of keys.
func keySet(tb testing.TB, all ...keys) []byte {
	tb.Helper()
	entries := []string{`{"kty":"RSA","n":"AQAB","e":"AQAB"}`}
	for _, k := range all {
		public, err := ledger.PublicKey(k.public)
		if err != nil {
			tb.Fatal(err)
		}
		entries = append(entries, fmt.Sprintf(`{"kty":"OKP","crv":"Ed25519","x":%q}`, base64.RawURLEncoding.EncodeToString(public)))
	}
	return []byte(`{"keys":[` + strings.Join(entries, ",") + `]}`)
}

func TestPublishedKeysOpenCheckpoints(t *testing.T) {
	t.Parallel()
	former, current, thief := newKeys(t, origin), newKeys(t, origin), newKeys(t, origin)
	set, err := ledger.ParseKeySet(keySet(t, current, former))
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []keys{former, current} {
		if _, err := ledger.OpenCheckpoint(signed(t, aCheckpoint(), k.signer), set); err != nil {
			t.Error(err)
		}
	}
	if _, err := ledger.OpenCheckpoint(signed(t, aCheckpoint(), thief.signer), set); !errors.Is(err, ledger.ErrCheckpoint) {
		t.Errorf("signed by a stranger: %v", err)
	}
}

func TestKeySetIsRefused(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"empty":     "",
		"no object": "[]",
		"no keys":   `{"keys":[]}`,
		"others":    `{"keys":[{"kty":"RSA"}]}`,
		"short":     `{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AAAA"}]}`,
		"padded":    `{"keys":[{"kty":"OKP","crv":"Ed25519","x":"` + strings.Repeat("A", 43) + `="}]}`,
		"too long":  strings.Repeat(" ", ledger.MaxKeySet) + `{}`,
	} {
		if _, err := ledger.ParseKeySet([]byte(text)); !errors.Is(err, ledger.ErrKeySet) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParseKeySet(f *testing.F) {
	k := newKeys(f, origin)
	f.Add(keySet(f, k))
	good := signed(f, aCheckpoint(), newKeys(f, origin).signer) // by a key that no input knows
	f.Fuzz(func(t *testing.T, text []byte) {
		set, err := ledger.ParseKeySet(text)
		if err != nil {
			return
		}
		if _, err := ledger.OpenCheckpoint(good, set); err == nil {
			t.Errorf("a foreign key was accepted: %q", text)
		}
	})
}
