package seal_test

import (
	"bytes"
	"errors"
	"testing"

	"myphoto/internal/seal"
)

// kekHead is what two keys under one key-encryption key have in common.
const kekHead = 9 + 1168

func TestEveryProcessOpensWhatAnotherWrapped(t *testing.T) {
	t.Parallel()
	text, k := masterText(t), seal.NewKey()
	one, other := master(t, text), master(t, text)
	first, second := wrap(t, one, k), wrap(t, other, k)
	if bytes.Equal(first[:kekHead], second[:kekHead]) {
		t.Error("two processes have the same key-encryption key")
	}
	for _, wrapped := range [][]byte{first, second, first} {
		for _, m := range []*seal.Master{one, other} {
			if got, err := m.Unwrap(wrapped, forUpload); err != nil || !bytes.Equal(got, k[:]) {
				t.Errorf("does not open: %v", err)
			}
		}
	}
}

// One key-encryption key for ever would put every picture behind 32 bytes of memory.
func TestKEKIsReplacedAfterAThousandKeys(t *testing.T) {
	t.Parallel()
	m, k := master(t, masterText(t)), seal.NewKey()
	under := map[string]int{}
	for range 2 * 1024 {
		under[string(wrap(t, m, k)[:kekHead])]++
	}
	if len(under) != 2 {
		t.Errorf("2,048 keys lie under %d key-encryption keys, want 2", len(under))
	}
}

// The rest of one row behind the head of another must give nothing, and
// neither must a key-encryption key that the master key no longer opens.
func TestKEKAloneOpensNothing(t *testing.T) {
	t.Parallel()
	text := masterText(t)
	one, other := master(t, text), master(t, text)
	first, second := wrap(t, one, seal.NewKey()), wrap(t, other, seal.NewKey())
	mixed := append(bytes.Clone(first[:kekHead]), second[kekHead:]...)
	if _, err := one.Unwrap(mixed, forUpload); !errors.Is(err, seal.ErrSealed) {
		t.Errorf("two halves opened: %v", err)
	}
	if _, err := master(t, masterText(t)).Unwrap(first, forUpload); !errors.Is(err, seal.ErrUnknownMaster) {
		t.Errorf("opened without its master key: %v", err)
	}
	public, err := seal.PublicPart(text)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := master(t, public).Unwrap(first, forUpload); !errors.Is(err, seal.ErrNoPrivateKey) {
		t.Errorf("opened with the public part: %v", err)
	}
}
