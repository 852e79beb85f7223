package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"myphoto/internal/photo"
)

// withApp opens the app for one command and closes it afterwards.
func withApp(p *program, f func(*app) error) error { return withAppFor(maintain, p, f) }

func withAppFor(u use, p *program, f func(*app) error) error {
	c, err := settings(p.getenv(), required()...)
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

// Run opens the database, which brings its schema up to date.
func (migrateCommand) Run(p *program) error {
	c, err := settings(p.getenv())
	if err != nil {
		return err
	}
	s, err := openStore(p.ctx, c, setUp, p.now)
	if err != nil {
		return err
	}
	return s.Close()
}

type sweepCommand struct {
	DryRun bool `help:"Count what is due and change nothing."`
}

// Run runs retention once and prints a table.
func (s sweepCommand) Run(p *program) error {
	return withApp(p, func(h *app) error {
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
	return withApp(p, func(h *app) error {
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

// Run writes every record and the newest checkpoint.
func (exportCommand) Run(p *program) error {
	return withApp(p, func(h *app) error { return h.service.Integrator.Export(p.ctx, p.out) })
}

type acceptCommand struct{}

// Run moves the pinned checkpoint to another name and begins a new one.
func (acceptCommand) Run(p *program) error {
	return withApp(p, func(h *app) error {
		aside, err := h.service.Admin.AcceptRestored(p.ctx)
		if aside != "" {
			_, _ = fmt.Fprintf(p.out, "kept aside: %s\n", aside)
		}
		return err
	})
}

type adminCommand struct {
	Keys           keysCommand        `cmd:"" help:"Make keys in a folder, or show what depends on each."`
	Rewrap         rewrapCommand      `cmd:"" help:"Move everything to the current master key and the newest key of small values, while the service runs."`
	Rehash         rehashCommand      `cmd:"" help:"Move everything that can be moved to the current look-up key, while the service runs."`
	Register       registerCommand    `cmd:"" help:"Enter bodies and applications from a JSON file."`
	Secret         secretCommand      `cmd:"" help:"Give an application another secret, read from standard input."`
	EndSecret      endSecretCommand   `cmd:"" help:"End a secret of an application, read from standard input, and its tokens."`
	Suspend        suspendCommand     `cmd:"" help:"Stop an application at once."`
	Restore        restoreCommand     `cmd:"" help:"Let a suspended application work again."`
	EndSessions    endSessionsCommand `cmd:"" help:"End the sessions of one person or of everybody at once."`
	RotateKey      rotateCommand      `cmd:"" help:"Make a new key for receipts or for the ledger, whose former stays published, or for small values."`
	Stats          statsCommand       `cmd:"" help:"Print how often each rule passed, advised, blocked or was lifted in the last twelve months, for auditors."`
	ReplayErasures replayCommand      `cmd:"" help:"After restoring a backup: erase again what was erased since."`
}

type registerCommand struct {
	File string `arg:"" type:"existingfile" help:"The JSON file."`
}

// Run enters everything in the file that does not exist yet.
func (r registerCommand) Run(p *program) error {
	text, err := os.ReadFile(r.File)
	if err != nil {
		return fmt.Errorf("read register: %w", err)
	}
	entries, err := readRegister(text)
	if err != nil {
		return err
	}
	return withAppFor(setUp, p, func(h *app) error { return entries.enter(p.ctx, h.service.Admin) })
}

type secretCommand struct {
	Application photo.ApplicationID `arg:"" help:"The application."`
}

const (
	minSecret = 16
	maxSecret = 256
)

// Run adds the secret from standard input.
func (s secretCommand) Run(p *program) error {
	secret, err := readSecret()
	if err != nil {
		return err
	}
	return withApp(p, func(h *app) error { return h.service.Admin.AddSecret(p.ctx, s.Application, secret) })
}

// readSecret reads a secret from standard input, so that it is in no list of
// processes.
func readSecret() (string, error) {
	line, err := io.ReadAll(io.LimitReader(os.Stdin, maxSecret+2))
	if err != nil {
		return "", fmt.Errorf("read secret: %w", err)
	}
	secret := strings.TrimRight(string(line), "\r\n")
	if len(secret) < minSecret || len(secret) > maxSecret {
		return "", fmt.Errorf("the secret must have %d to %d characters", minSecret, maxSecret)
	}
	return secret, nil
}

type endSecretCommand struct {
	Application photo.ApplicationID `arg:"" help:"The application."`
}

// Run ends the secret from standard input.
func (s endSecretCommand) Run(p *program) error {
	secret, err := readSecret()
	if err != nil {
		return err
	}
	return withApp(p, func(h *app) error { return h.service.Admin.EndSecret(p.ctx, s.Application, secret) })
}

type suspendCommand struct {
	Application photo.ApplicationID `arg:"" help:"The application."`
}

// Run suspends the application, from its next request on.
func (s suspendCommand) Run(p *program) error {
	return withApp(p, func(h *app) error { return h.service.Admin.Suspend(p.ctx, s.Application) })
}

type restoreCommand struct {
	Application photo.ApplicationID `arg:"" help:"The application."`
}

// Run ends the suspension.
func (s restoreCommand) Run(p *program) error {
	return withApp(p, func(h *app) error { return h.service.Admin.Resume(p.ctx, s.Application) })
}

type rotateCommand struct {
	Key string `arg:"" enum:"receipts,ledger,values" help:"Which one: receipts, ledger or values."`
}

// Run makes the new key, which is used from the next start on, and prints its
// kind and the id under which it is published, if it is.
func (r rotateCommand) Run(p *program) error {
	return withApp(p, func(h *app) error {
		if err := h.service.Admin.RotateKey(p.ctx, r.Key); err != nil {
			return err
		}
		if r.Key == "values" { // it signs nothing, so it is not published
			_, err := fmt.Fprintln(p.out, "kind values")
			return err
		}
		text, err := h.service.Application.Keys(p.ctx)
		if err != nil {
			return err
		}
		var set struct { // newest first
			Keys []struct {
				ID string `json:"kid"`
			} `json:"keys"`
		}
		if err := json.Unmarshal(text, &set); err != nil || len(set.Keys) == 0 {
			return errors.Join(err, errors.New("the new key is not published"))
		}
		_, err = fmt.Fprintf(p.out, "kind %s\nkid  %s\n", r.Key, set.Keys[0].ID)
		return err
	})
}

type replayCommand struct{}

// Run erases again what is on the erasure list.
func (replayCommand) Run(p *program) error {
	return withApp(p, func(h *app) error {
		n, err := h.service.Retention.ReplayErasures(p.ctx)
		_, _ = fmt.Fprintf(p.out, "erased again: %d\n", n)
		return err
	})
}
