package integrator_test

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"myphoto/internal/ledger"
	"myphoto/internal/store"
	"myphoto/internal/store/integrator"
	"myphoto/internal/store/storetest"
)

// machine is one of several that seal the same database, each with a folder of
// its own.
type machine struct {
	*integrator.Integrator
	t *testing.T
}

const origin = "myphoto.example/ledger"

func machines(t *testing.T, n int, sealed func(int)) (*store.Store, []machine) {
	t.Helper()
	s, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "db"), storetest.Now)
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	secret, public, err := ledger.NewKey(origin)
	must(t, err)
	signer, err := note.NewSigner(secret)
	must(t, err)
	verifier, err := note.NewVerifier(public)
	must(t, err)
	var all []machine
	for i := range n {
		all = append(all, machine{integrator.New(integrator.Config{
			Store: s, Origin: origin, Signer: signer, Keys: note.VerifierList(verifier), Now: storetest.Now,
			PinPath: filepath.Join(t.TempDir(), "witness"), Log: slog.New(slog.DiscardHandler), Integrated: func() { sealed(i) },
		}), t})
	}
	return s, all
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// act records one more event.
func act(t *testing.T, s *store.Store) {
	t.Helper()
	must(t, s.Write(t.Context(), storetest.Event(), func(*store.Tx) error { return nil }))
}

func (m machine) seal(want int) {
	m.t.Helper()
	if n, err := m.Integrate(m.t.Context()); n != want || err != nil {
		m.t.Fatalf("sealed %d, %v, want %d", n, err, want)
	}
}

func (m machine) kept() []byte {
	m.t.Helper()
	text, err := os.ReadFile(m.PinPath)
	if !errors.Is(err, os.ErrNotExist) {
		must(m.t, err)
	}
	return text
}

func TestEveryMachineKeepsAWitnessOfWhatAllOfThemSealed(t *testing.T) {
	s, all := machines(t, 2, func(int) {})
	for turn := range 6 {
		act(t, s)
		all[turn%2].seal(1)
		all[(turn+1)%2].seal(0)
		if !bytes.Equal(all[0].kept(), all[1].kept()) {
			t.Fatal("the witnesses differ after a turn of each")
		}
	}
}

// Whoever is overtaken between commit and file must not put the older
// checkpoint over the newer one.
func TestWitnessNeverGoesBack(t *testing.T) {
	var s *store.Store
	var all []machine
	overtaken := false
	s, all = machines(t, 1, func(int) {
		if overtaken {
			return
		}
		overtaken = true
		act(t, s)
		all[0].seal(1) // a second loop of the same program
	})
	act(t, s)
	all[0].seal(1)
	newest := all[0].kept()
	must(t, all[0].Check(t.Context()))
	if !bytes.Contains(newest, []byte("\n2\n")) || !bytes.Equal(newest, all[0].kept()) {
		t.Errorf("the witness went back: %s", newest)
	}
}

func TestEmptyLedgerNeedsNoWitness(t *testing.T) {
	_, all := machines(t, 1, func(int) {})
	all[0].seal(0)
	if kept := all[0].kept(); kept != nil {
		t.Errorf("there is one: %q", kept)
	}
	if _, err := all[0].AcceptRestored(t.Context(), storetest.Event()); !errors.Is(err, integrator.ErrAgrees) {
		t.Errorf("accepted: %v", err)
	}
}
