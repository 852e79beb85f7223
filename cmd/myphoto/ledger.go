package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"myphoto/internal/config"
	"myphoto/internal/ledger"
	"myphoto/internal/service"
	"myphoto/internal/store"
	"myphoto/internal/store/integrator"
)

type ledgerCommand struct {
	Verify         verifyCommand      `cmd:"" help:"Check the whole ledger against its signed checkpoints and the pinned one outside the database; or an export of it, without any settings."`
	VerifyProof    verifyProofCommand `cmd:"" help:"Check the proof of one entry that a citizen downloaded. Needs no settings; exits 0 when it holds, 1 when not, 2 when the call is wrong."`
	Export         exportCommand      `cmd:"" help:"Write the ledger as lines of JSON."`
	AcceptRestored acceptCommand      `cmd:"" help:"After restoring a backup: let the ledger go on from there; the former pinned checkpoint is kept aside."`
}

type verifyCommand struct {
	Checkpoint string `type:"existingfile" help:"A further checkpoint kept outside, which the ledger must contain."`
	Export     string `and:"export" type:"existingfile" help:"An export instead of the database; needs --keys and no settings."`
	Keys       string `and:"export" type:"existingfile" help:"A copy of /.well-known/myphoto-keys.json, a JSON Web Key set."`
	Years      int    `default:"10" help:"With --export: for how many years bodies are kept."`
}

// Help lists the settings.
func (verifyCommand) Help() string { return usesLedger().help() }

// Run prints what is broken and how much was checked; it fails if anything is
// broken.
func (v verifyCommand) Run(p *program) error {
	var outside []byte
	if v.Checkpoint != "" {
		var err error
		if outside, err = readAtMost(v.Checkpoint, ledger.MaxCheckpoint); err != nil {
			return fmt.Errorf("read checkpoint: %w", err)
		}
	}
	if v.Export != "" {
		return v.verifyExport(p.out, outside)
	}
	return withLedger(p, func(l *integrator.Integrator, pin string) error {
		report, err := l.Verify(p.ctx, outside)
		if err != nil {
			return err
		}
		pinned := "missing"
		if report.Pinned {
			pinned = "found"
		}
		_, _ = fmt.Fprintf(p.out, "pinned checkpoint %s: %s\n", pinned, pin)
		return printReport(p.out, report.Report)
	})
}

// verifyExport verifies an export with nothing but the published keys.
func (v verifyCommand) verifyExport(out io.Writer, outside []byte) error {
	text, err := readAtMost(v.Keys, ledger.MaxKeySet)
	if err != nil {
		return fmt.Errorf("--keys: %w", err)
	}
	keys, err := ledger.ParseKeySet(text)
	if err != nil {
		return fmt.Errorf("--keys: %w", err)
	}
	export, err := os.Open(v.Export)
	if err != nil {
		return fmt.Errorf("read export: %w", err)
	}
	report, err := ledger.VerifyExport(export, ledger.Rules{Keys: keys, Years: v.Years, Outside: [][]byte{outside}})
	if err := errors.Join(err, export.Close()); err != nil {
		return err
	}
	return printReport(out, report)
}

// printReport prints a report and fails when something is broken.
func printReport(out io.Writer, report ledger.Report) error {
	for _, fault := range report.Faults {
		_, _ = fmt.Fprintf(out, "broken: %s: %s\n", fault.Where(), fault.Reason)
	}
	_, _ = fmt.Fprintf(out, "records %d, integrated %d, waiting %d, bodies removed %d, checkpoints %d, of them kept outside %d\n",
		report.Records, report.Integrated, report.Tail, report.Removed, report.Checkpoints, report.Outside)
	if !report.Whole() {
		return errReported
	}
	return nil
}

// withLedger opens the ledger for one command that only reads it, with the
// settings that this takes: where the database, the files and the master key
// are. It names the file of the pinned checkpoint.
func withLedger(p *program, f func(l *integrator.Integrator, pin string) error) error {
	c, err := usesLedger().read(p.getenv())
	if err != nil {
		return err
	}
	parts := service.Config{Now: p.now, Log: p.log, Policy: service.Policy{LedgerYears: c.LedgerYears}}
	if parts.Master, err = readMaster(c); err != nil {
		return err
	}
	files, ok := strings.CutPrefix(c.FilesURL, "file:")
	if !ok {
		return errors.New(filesAt + " does not begin with file")
	}
	parts.PinPath = pinPath(files)
	if parts.Store, err = store.OpenReadOnly(p.ctx, c.DatabaseURL.Reveal(), p.now); err != nil {
		return config.About(database, err)
	}
	return errors.Join(readLedger(p.ctx, parts, f), parts.Store.Close())
}

func readLedger(ctx context.Context, parts service.Config, f func(*integrator.Integrator, string) error) error {
	l, err := service.OpenLedger(ctx, parts)
	if err != nil {
		return err
	}
	return f(l, parts.PinPath)
}

type exportCommand struct{}

// Help lists the settings.
func (exportCommand) Help() string { return usesLedger().help() }

// Run writes every record and the newest checkpoint.
func (exportCommand) Run(p *program) error {
	return withLedger(p, func(l *integrator.Integrator, _ string) error { return l.Export(p.ctx, p.out) })
}

type acceptCommand struct{ commandBy }

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
