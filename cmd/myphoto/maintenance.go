package main

import (
	"errors"
	"fmt"
	"os"
	"text/tabwriter"
)

// withApp opens the app for one command and closes it afterwards.
func withApp(p *program, u uses, f func(*app) error) error {
	c, err := u.read(p.getenv())
	if err != nil {
		return err
	}
	h, err := open(p.ctx, p, c, u, p.now)
	if err != nil {
		return err
	}
	return errors.Join(f(h), h.store.Close())
}

type migrateCommand struct{}

// Help lists the settings.
func (migrateCommand) Help() string { return usesDatabase().help() }

// Run opens the database, which brings its schema up to date.
func (migrateCommand) Run(p *program) error {
	c, err := usesDatabase().read(p.getenv())
	if err != nil {
		return err
	}
	s, err := openStore(p.ctx, c, usesDatabase(), p.now)
	if err != nil {
		return err
	}
	return s.Close()
}

type sweepCommand struct {
	DryRun bool `help:"Count what is due and change nothing."`
}

// Help lists the settings.
func (sweepCommand) Help() string { return usesSweep().help() }

// Run runs retention once and prints a table.
func (s sweepCommand) Run(p *program) error {
	return withApp(p, usesSweep(), func(h *app) error {
		work := h.service.Retention.Sweep
		if s.DryRun {
			work = h.service.Retention.Due
		}
		rows, err := work(p.ctx)
		table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
		_, _ = fmt.Fprintln(table, "rule\tdue\terased\tfailed")
		failed := 0
		for _, row := range rows {
			failed += row.Failed
			_, _ = fmt.Fprintf(table, "%s\t%d\t%d\t%d\n", row.Rule, row.Due, row.Erased, row.Failed)
		}
		if err := errors.Join(err, table.Flush()); err != nil {
			return err
		}
		if failed > 0 {
			return errReported
		}
		return nil
	})
}

type ledgerCommand struct {
	Verify         verifyCommand      `cmd:"" help:"Check the whole ledger against its signed checkpoints and the pinned one outside the database."`
	VerifyProof    verifyProofCommand `cmd:"" help:"Check the proof of one entry that a citizen downloaded. Needs no settings; exits 0 when it holds, 1 when not, 2 when the call is wrong."`
	Export         exportCommand      `cmd:"" help:"Write the ledger as lines of JSON."`
	AcceptRestored acceptCommand      `cmd:"" help:"After restoring a backup: let the ledger go on from there; the former pinned checkpoint is kept aside."`
}

type verifyCommand struct {
	Checkpoint string `type:"existingfile" help:"A further checkpoint kept outside, which the ledger must contain."`
}

// Help lists the settings.
func (verifyCommand) Help() string { return usesFiles().help() }

// Run prints what is broken and how much was checked; it fails if anything is
// broken.
func (v verifyCommand) Run(p *program) error {
	var outside []byte
	if v.Checkpoint != "" {
		var err error
		if outside, err = os.ReadFile(v.Checkpoint); err != nil {
			return fmt.Errorf("read checkpoint: %w", err)
		}
	}
	return withApp(p, usesFiles(), func(h *app) error {
		report, err := h.service.Integrator.Verify(p.ctx, outside)
		if err != nil {
			return err
		}
		for _, fault := range report.Faults {
			_, _ = fmt.Fprintf(p.out, "broken: record %d: %s\n", fault.Seq, fault.Reason)
		}
		_, _ = fmt.Fprintf(p.out, "records %d, integrated %d, waiting %d, bodies removed %d, checkpoints %d, of them kept outside %d\n",
			report.Records, report.Integrated, report.Tail, report.Removed, report.Checkpoints, report.Outside)
		if !report.Whole() {
			return errReported
		}
		return nil
	})
}

type exportCommand struct{}

// Help lists the settings.
func (exportCommand) Help() string { return usesRecords().help() }

// Run writes every record and the newest checkpoint.
func (exportCommand) Run(p *program) error {
	return withApp(p, usesRecords(), func(h *app) error { return h.service.Integrator.Export(p.ctx, p.out) })
}

type acceptCommand struct{}

// Help lists the settings.
func (acceptCommand) Help() string { return usesFiles().help() }

// Run moves the pinned checkpoint to another name and begins a new one.
func (acceptCommand) Run(p *program) error {
	return withApp(p, usesFiles(), func(h *app) error {
		aside, err := h.service.Admin.AcceptRestored(p.ctx)
		if aside != "" {
			_, _ = fmt.Fprintf(p.out, "kept aside: %s\n", aside)
		}
		return err
	})
}

type replayCommand struct{}

// Help lists the settings.
func (replayCommand) Help() string { return usesFiles().help() }

// Run erases again what is on the erasure list.
func (replayCommand) Run(p *program) error {
	return withApp(p, usesFiles(), func(h *app) error {
		n, err := h.service.Retention.ReplayErasures(p.ctx)
		_, _ = fmt.Fprintf(p.out, "erased again: %d\n", n)
		return err
	})
}
