package main

import (
	"errors"
	"fmt"
	"text/tabwriter"

	"myphoto/cmd/myphoto/check"
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
	return errors.Join(f(h), h.close())
}

type migrateCommand struct{}

// Help lists the settings.
func (migrateCommand) Help() string { return usesDatabase().help() }

// Run opens the database, which makes it or brings its schema up to date, and says so.
func (migrateCommand) Run(p *program) error {
	c, err := usesDatabase().read(p.getenv())
	if err != nil {
		return err
	}
	if err := prepareDatabase(p.ctx, c, usesDatabase()); err != nil {
		return err
	}
	s, err := openStore(p.ctx, c, p.now)
	if err != nil {
		return err
	}
	if err := s.Close(); err != nil {
		return err
	}
	_, err = fmt.Fprintln(p.out, "the database is up to date")
	return err
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

type replayCommand struct{}

// Help lists the settings.
func (replayCommand) Help() string { return usesFiles().help() }

// Run erases again what is on the erasure list.
func (replayCommand) Run(p *program) error {
	return withApp(p, usesFiles(), func(h *app) error {
		n, err := h.service.Retention.ReplayErasures(p.ctx, p.by)
		_, _ = fmt.Fprintf(p.out, "erased again: %d\n", n)
		return err
	})
}

type checkCommand struct{ check.Pictures }

// Run checks pictures. It fails when any of them is refused.
func (c checkCommand) Run(p *program) error {
	refused, err := c.Check(p.ctx, p.out, p.errs)
	if err == nil && refused {
		return errReported
	}
	return err
}
