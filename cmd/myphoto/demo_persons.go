package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"myphoto/cmd/myphoto/testpersons"
	"myphoto/internal/sandbox"
	"myphoto/internal/web/public"
)

const (
	testAgo  = 72 * time.Hour // when the test persons did what they did: a grant has ended since
	testMark = "test-persons" // file in the data folder, there once all is made
)

// demoClock is the clock of the demo: the real one, shifted for good by what the
// command line says and for a while into the past.
type demoClock struct {
	real  func() time.Time
	shift time.Duration
	ago   atomic.Int64 // time.Duration
}

func (c *demoClock) now() time.Time { return c.real().Add(c.shift - time.Duration(c.ago.Load())) }

// makeTestPersons fills a new database with people for developers of applications.
func (d demoCommand) makeTestPersons(ctx context.Context, h *app, s *sandbox.Sandbox) error {
	seeder := testpersons.Seeder{Service: h.service, Sandbox: s, Now: h.now}
	if err := seeder.Seed(ctx); err != nil {
		return fmt.Errorf("make the test persons: %w", err)
	}
	if err := os.WriteFile(filepath.Join(d.Data, testMark), nil, 0o600); err != nil {
		return fmt.Errorf("make the test persons: %w", err)
	}
	return nil
}

// testPersons returns the test persons of the data folder; nil where it has none.
func (d demoCommand) testPersons() []public.TestPerson {
	if _, err := os.Stat(filepath.Join(d.Data, testMark)); err != nil {
		return nil
	}
	var shown []public.TestPerson
	for i, p := range sandbox.TestPeople()[1:] {
		shown = append(shown, public.TestPerson{State: testpersons.States()[i], TaxID: p.AFM})
	}
	return shown
}
