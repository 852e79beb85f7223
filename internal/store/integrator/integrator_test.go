package integrator_test

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"myphoto/internal/ledger"
	"myphoto/internal/store"
	"myphoto/internal/store/integrator"
	"myphoto/internal/store/storetest"
)

// machine is one of several that integrate the same database, each with a
// folder of its own.
type machine struct {
	*integrator.Integrator
	integrator.Config
	t *testing.T
}

const origin = "myphoto.example/ledger"

func machines(t *testing.T, n int, integrated func(int)) (*store.Store, []machine) {
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
		config := integrator.Config{
			Store: s, Signer: signer, Keys: note.VerifierList(verifier), Now: storetest.Now,
			PinPath: filepath.Join(t.TempDir(), "checkpoint.pinned"), Log: slog.New(slog.DiscardHandler), Integrated: func() { integrated(i) },
		}
		m := integrator.New(config)
		must(t, m.Begin(t.Context()))
		all = append(all, machine{m, config, t})
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

func (m machine) integrate(want int) {
	m.t.Helper()
	if n, err := m.Integrate(m.t.Context()); n != want || err != nil {
		m.t.Fatalf("integrated %d, %v, want %d", n, err, want)
	}
}

func (m machine) pinned() []byte {
	m.t.Helper()
	text, err := os.ReadFile(m.PinPath)
	if !errors.Is(err, os.ErrNotExist) {
		must(m.t, err)
	}
	return text
}

func TestEveryMachinePinsWhatAllIntegrated(t *testing.T) {
	t.Parallel()
	s, all := machines(t, 2, func(int) {})
	for turn := range 6 {
		act(t, s)
		all[turn%2].integrate(1)
		all[(turn+1)%2].integrate(0)
		if !bytes.Equal(all[0].pinned(), all[1].pinned()) {
			t.Fatal("the pins differ after a turn of each")
		}
	}
}

// A program that is overtaken between commit and file must not replace the
// newer checkpoint with the older one.
func TestPinNeverGoesBack(t *testing.T) {
	t.Parallel()
	var s *store.Store
	var all []machine
	overtaken := false
	s, all = machines(t, 1, func(int) {
		if overtaken {
			return
		}
		overtaken = true
		act(t, s)
		all[0].integrate(1) // a second loop of the same program
	})
	act(t, s)
	all[0].integrate(1)
	newest := all[0].pinned()
	must(t, all[0].Check(t.Context()))
	if !bytes.Contains(newest, []byte("\n2\n")) || !bytes.Equal(newest, all[0].pinned()) {
		t.Errorf("the pin went back: %s", newest)
	}
}

// Whoever only reads the ledger must not begin a pin beside a database whose pin was
// lost or is kept elsewhere.
func TestReadingTheLedgerWritesNoPin(t *testing.T) {
	t.Parallel()
	_, all := machines(t, 1, func(int) {})
	config := all[0].Config
	config.PinPath = filepath.Join(t.TempDir(), "checkpoint.pinned")
	report, err := integrator.New(config).Verify(t.Context(), nil)
	if _, fault := os.Stat(config.PinPath); err != nil || report.Pinned || !errors.Is(fault, os.ErrNotExist) {
		t.Errorf("%+v, %v; the file: %v", report, err, fault)
	}
}

// From then on a missing pin is one that was lost.
func TestEmptyLedgerIsPinnedFromTheStart(t *testing.T) {
	t.Parallel()
	_, all := machines(t, 1, func(int) {})
	all[0].integrate(0)
	if c, err := ledger.OpenCheckpoint(all[0].pinned(), all[0].Keys); err != nil || c.Size != 0 {
		t.Errorf("pinned %+v, %v", c, err)
	}
	if _, err := all[0].AcceptRestored(t.Context(), storetest.Event()); !errors.Is(err, integrator.ErrAgrees) {
		t.Errorf("accepted: %v", err)
	}
}

// The checkpoints of the log are the second place where they are kept.
func TestPinnedCheckpointsAreLoggedOnceAMinute(t *testing.T) {
	t.Parallel()
	s, all := machines(t, 1, func(int) {})
	var log bytes.Buffer
	now := storetest.Now()
	config := all[0].Config
	config.Log, config.Now = slog.New(slog.NewTextHandler(&log, nil)), func() time.Time { return now }
	m := integrator.New(config)
	for _, c := range []struct {
		after time.Duration
		lines int
	}{{0, 1}, {59 * time.Second, 1}, {time.Second, 2}} {
		now = now.Add(c.after)
		act(t, s)
		if _, err := m.Integrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := bytes.Count(log.Bytes(), []byte("msg=\"ledger checkpoint\"")); got != c.lines {
			t.Errorf("%d lines %v later, want %d", got, c.after, c.lines)
		}
	}
	if !bytes.Contains(log.Bytes(), []byte("records=3")) || !bytes.Contains(log.Bytes(), []byte(origin)) {
		t.Errorf("logged %s", log.String())
	}
}
