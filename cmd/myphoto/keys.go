package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
)

// keysCommand makes keys when it is given a folder, and has a command that shows them.
type keysCommand struct {
	Make   makeKeysCommand   `cmd:"" default:"withargs" help:"Make a master key and look-up keys in a folder, unless they are there."`
	Status keysStatusCommand `cmd:"" help:"Show for each key what depends on it, and whether it may be removed."`
}

type makeKeysCommand struct {
	Folder string `arg:"" help:"Where to write master.key and hash.keys."`
}

// Run makes the keys that are missing in the folder and prints which were made and
// which were there.
func (k makeKeysCommand) Run(p *program) error {
	said := ""
	for _, name := range []string{masterFile, hashFile} {
		path, done := filepath.Join(k.Folder, name), "made"
		if _, err := os.Lstat(path); err == nil {
			done = "kept"
		}
		said += done + "  " + path + "\n"
	}
	if err := makeKeys(k.Folder); err != nil {
		return err
	}
	_, err := io.WriteString(p.out, said)
	return err
}

type keysStatusCommand struct{}

// Help lists the settings.
func (keysStatusCommand) Help() string { return usesKeyFiles().help() }

// Run prints a line for each kind of records under each key, and whether the key may
// go.
func (keysStatusCommand) Run(p *program) error {
	return withApp(p, usesKeyFiles(), func(h *app) error {
		keys, err := h.service.Admin.KeyStatus(p.ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
		_, _ = fmt.Fprintln(table, "kind\tid\tstate\tmay go\tdepends on it")
		for _, k := range keys {
			state, mayGo := "former", "no"
			switch {
			case k.Current:
				state = "current"
			case k.Next:
				state = "next"
			}
			if k.MayGo() {
				mayGo = "yes"
			}
			var records []string
			for _, use := range k.Records {
				records = append(records, fmt.Sprintf("%s %d", use.What, use.Records))
			}
			_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", k.Kind, k.ID, state, mayGo, strings.Join(records, ", "))
		}
		return table.Flush()
	})
}

type rewrapCommand struct{}

// Help lists the settings.
func (rewrapCommand) Help() string { return usesKeyFiles().help() }

// Run moves what depends on former master keys and former keys of small values.
func (rewrapCommand) Run(p *program) error {
	return withApp(p, usesKeyFiles(), func(h *app) error { return h.service.Admin.Rewrap(p.ctx, p.moved) })
}

type rehashCommand struct{}

// Help lists the settings.
func (rehashCommand) Help() string { return usesKeyFiles().help() }

// Run moves what depends on former look-up keys.
func (rehashCommand) Run(p *program) error {
	return withApp(p, usesKeyFiles(), func(h *app) error { return h.service.Admin.Rehash(p.ctx, p.moved) })
}

// moved prints how far a command has come.
func (p *program) moved(what string, done int) { _, _ = fmt.Fprintf(p.out, "%s: %d\n", what, done) }
