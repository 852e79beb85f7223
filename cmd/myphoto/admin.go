package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/admin"
)

type adminCommand struct {
	commandBy

	Keys           keysCommand        `cmd:"" help:"Make keys in a folder, or show what depends on each."`
	Backup         backupCommand      `cmd:"" help:"Copy the database into a new file, also while the service runs."`
	Rewrap         rewrapCommand      `cmd:"" help:"Move everything to the current master key and the newest key of small values, while the service runs."`
	Rehash         rehashCommand      `cmd:"" help:"Move everything that can be moved to the current look-up key, while the service runs."`
	Register       registerCommand    `cmd:"" help:"Enter bodies and applications from a JSON file."`
	Secret         secretCommand      `cmd:"" help:"Give an application another secret, read from standard input."`
	EndSecret      endSecretCommand   `cmd:"" help:"End a secret of an application, read from standard input, and its tokens."`
	List           listCommand        `cmd:"" help:"Print the registered applications, which are suspended, and how many secrets are valid."`
	Suspend        suspendCommand     `cmd:"" help:"Stop an application at once."`
	Resume         resumeCommand      `cmd:"" help:"Let a suspended application work again."`
	EndSessions    endSessionsCommand `cmd:"" help:"End the sessions of one person or of everybody at once."`
	RotateKey      rotateCommand      `cmd:"" help:"Make a new key for receipts or for the ledger, whose former stays published, or for small values."`
	Stats          statsCommand       `cmd:"" help:"Print how often each rule passed, advised, blocked or was lifted in the last twelve months, for auditors."`
	ReplayErasures replayCommand      `cmd:"" help:"After restoring a backup: erase again what was erased since."`
}

type registerCommand struct {
	File string `arg:"" type:"existingfile" help:"The JSON file."`
}

// Help lists the settings.
func (registerCommand) Help() string { return usesRegister().help() }

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
	return withApp(p, usesRegister(), func(h *app) error {
		before, err := h.service.Admin.Applications(p.ctx)
		if err != nil {
			return err
		}
		if err := entries.enter(p.ctx, h.service.Admin); err != nil {
			return err
		}
		for _, a := range entries.Applications {
			done := "registered"
			if slices.ContainsFunc(before, func(b admin.Listed) bool { return b.ID == a.ID }) {
				done = "was there already, unchanged"
			}
			_, _ = fmt.Fprintf(p.out, "%s: %s\n", a.ID, done)
		}
		return nil
	})
}

type secretCommand struct {
	Application photo.ApplicationID `arg:"" help:"The application."`
}

const (
	minSecret = 16
	maxSecret = 256
)

// Help lists the settings.
func (secretCommand) Help() string { return usesKeyFiles().help() }

// Run adds the secret from standard input.
func (s secretCommand) Run(p *program) error {
	secret, err := readSecret()
	if err != nil {
		return err
	}
	return withApp(p, usesKeyFiles(), func(h *app) error {
		if err := h.service.Admin.AddSecret(p.ctx, s.Application, secret); err != nil {
			return unknown(err, s.Application)
		}
		return h.printSecrets(p, s.Application, "the secret is valid")
	})
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

// Help lists the settings.
func (endSecretCommand) Help() string { return usesKeyFiles().help() }

// Run ends the secret from standard input.
func (s endSecretCommand) Run(p *program) error {
	secret, err := readSecret()
	if err != nil {
		return err
	}
	return withApp(p, usesKeyFiles(), func(h *app) error {
		if _, err := h.listed(p, s.Application); err != nil {
			return err
		}
		err := h.service.Admin.EndSecret(p.ctx, s.Application, secret)
		if errors.Is(err, photo.ErrNotFound) {
			return fmt.Errorf("%s has no such secret", s.Application)
		}
		if err != nil {
			return err
		}
		return h.printSecrets(p, s.Application, "the secret and its tokens have ended")
	})
}

type listCommand struct{}

// Help lists the settings.
func (listCommand) Help() string { return usesFiles().help() }

// Run prints a line for each application.
func (listCommand) Run(p *program) error {
	return withApp(p, usesFiles(), func(h *app) error {
		all, err := h.service.Admin.Applications(p.ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
		_, _ = fmt.Fprintln(table, "application\tbody\tstate\tsecrets\tpurposes")
		for _, a := range all {
			state := "works"
			if !a.SuspendedAt.IsZero() {
				state = "suspended since " + a.SuspendedAt.UTC().Format(time.RFC3339)
			}
			var purposes []string
			for _, one := range a.Purposes {
				purposes = append(purposes, one.ID)
			}
			_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%s\n", a.ID, a.Body, state, a.Secrets, strings.Join(purposes, ", "))
		}
		return table.Flush()
	})
}

// unknown names the application in the refusal of one that is not registered.
func unknown(err error, id photo.ApplicationID) error {
	if errors.Is(err, photo.ErrNotFound) {
		return fmt.Errorf("no application is registered as %q: `myphoto admin list` shows all", id)
	}
	return err
}

// listed returns a registered application.
func (h *app) listed(p *program, id photo.ApplicationID) (admin.Listed, error) {
	all, err := h.service.Admin.Applications(p.ctx)
	if err != nil {
		return admin.Listed{}, err
	}
	i := slices.IndexFunc(all, func(a admin.Listed) bool { return a.ID == id })
	if i < 0 {
		return admin.Listed{}, unknown(photo.ErrNotFound, id)
	}
	return all[i], nil
}

// printSecrets says what was done to a secret and how many are valid now.
func (h *app) printSecrets(p *program, id photo.ApplicationID, done string) error {
	a, err := h.listed(p, id)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.out, "%s: %s; valid secrets now: %d\n", id, done, a.Secrets)
	return err
}

type suspendCommand struct {
	Application photo.ApplicationID `arg:"" help:"The application."`
}

// Help lists the settings.
func (suspendCommand) Help() string { return usesFiles().help() }

// Run suspends the application, from its next request on.
func (s suspendCommand) Run(p *program) error {
	return withApp(p, usesFiles(), func(h *app) error {
		if err := h.service.Admin.Suspend(p.ctx, s.Application); err != nil {
			return unknown(err, s.Application)
		}
		_, err := fmt.Fprintf(p.out, "%s is suspended from its next request on\n", s.Application)
		return err
	})
}

type resumeCommand struct {
	Application photo.ApplicationID `arg:"" help:"The application."`
}

// Help lists the settings.
func (resumeCommand) Help() string { return usesFiles().help() }

// Run ends the suspension.
func (s resumeCommand) Run(p *program) error {
	return withApp(p, usesFiles(), func(h *app) error {
		if err := h.service.Admin.Resume(p.ctx, s.Application); err != nil {
			return unknown(err, s.Application)
		}
		_, err := fmt.Fprintf(p.out, "%s works again\n", s.Application)
		return err
	})
}

type rotateCommand struct {
	Key string `arg:"" enum:"receipts,ledger,values" help:"Which one: receipts, ledger or values."`
}

// Help lists the settings.
func (rotateCommand) Help() string { return usesFiles().help() }

// Run makes the new key, which is used from the next start on, and prints its
// kind and the id under which it is published, if it is.
func (r rotateCommand) Run(p *program) error {
	return withApp(p, usesFiles(), func(h *app) error {
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
