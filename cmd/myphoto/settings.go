package main

import (
	"errors"
	"slices"
	"strings"

	"myphoto/internal/config"
)

// The settings that the maintenance commands use. Where the files are, their
// erasure list and the pinned checkpoint lie beside them.
const (
	database   = "MYPHOTO_DATABASE_URL"
	masterKey  = "MYPHOTO_MASTER_KEY"
	filesAt    = "MYPHOTO_FILES_URL"
	lookUpKeys = "MYPHOTO_HASH_KEYS"
	publicURL  = "MYPHOTO_PUBLIC_URL"
	ledgerAge  = "MYPHOTO_LEDGER_YEARS"
)

// uses lists the settings of one command: those it must be given, and those that
// have a default or are asked for in a case that it names itself. Others are not
// looked at, but an unknown name is a fault for every command that reads settings. No
// other command than those that set up or serve makes what is missing.
type uses struct {
	required, further []string

	setsUp bool // it is called before the first start, and may make the database
	serves bool // it makes the database, and the folder of its files
}

func (u uses) names() []string { return slices.Concat(u.required, u.further) }

// What follows are the settings of the maintenance commands, by what they work on.
// The public address is asked for only where the database is new: it names its
// ledger. Where the files are is asked for by every command that opens the service:
// the first of them, or the first `serve`, makes the erasure list and the pinned
// checkpoint beside them while the database holds no event.

func usesDatabase() uses { return uses{further: []string{database}, setsUp: true} }

func usesBackup() uses { return uses{further: []string{database}} }

func usesFiles() uses { return uses{further: []string{database, masterKey, filesAt, publicURL}} }

// usesLedger returns the settings of commands that read the ledger and change nothing.
func usesLedger() uses { return uses{further: []string{database, masterKey, filesAt, ledgerAge}} }

func usesSweep() uses {
	return uses{further: []string{database, masterKey, filesAt, publicURL, ledgerAge}}
}

func usesKeyFiles() uses {
	return uses{required: []string{lookUpKeys}, further: []string{database, masterKey, filesAt, publicURL}}
}

func usesRegister() uses {
	u := usesKeyFiles()
	u.setsUp = true
	return u
}

// usesAll returns the settings of `serve`.
func usesAll() uses {
	u := uses{serves: true, required: []string{
		publicURL, lookUpKeys, "MYPHOTO_LOGIN_URL", "MYPHOTO_LOGIN_CLIENT_ID",
		"MYPHOTO_LOGIN_CLIENT_SECRET_FILE", "MYPHOTO_CONTACTS_URL", "MYPHOTO_CONTACTS_USER", "MYPHOTO_CONTACTS_PASSWORD_FILE",
		"MYPHOTO_BUSINESS_REGISTER_URL", "MYPHOTO_BUSINESS_REGISTER_USER", "MYPHOTO_BUSINESS_REGISTER_PASSWORD_FILE",
		"MYPHOTO_SMTP_URL", "MYPHOTO_SMS_URL", "MYPHOTO_MAIL_FROM", "MYPHOTO_SUPPORT_CONTACT",
	}}
	for _, v := range config.Variables() {
		if !slices.Contains(u.required, v.Name) {
			u.further = append(u.further, v.Name)
		}
	}
	return u
}

// read reads the settings from the environment; the error lists all faults.
func (u uses) read(environ []string) (config.Config, error) {
	c, err := config.ReadSome(environ, config.ReadSecret, u.names())
	return c, errors.Join(err, config.Require(environ, u.required...), later(c))
}

// later returns a fault for what a later release will be able to use.
func later(c config.Config) error {
	var faults []error
	if address := c.DatabaseURL.Reveal(); address != "" && !strings.HasPrefix(address, "sqlite:") {
		faults = append(faults, errors.New(database+" must be sqlite:PATH: postgres://… comes with a later release"))
	}
	if c.FilesURL != "" && !strings.HasPrefix(c.FilesURL, "file:") {
		faults = append(faults, errors.New(filesAt+" must be file:PATH: s3://… comes with a later release"))
	}
	return errors.Join(faults...)
}

// help lists the settings with their meaning, for --help.
func (u uses) help() string {
	var b strings.Builder
	b.WriteString("Settings, from the environment (* must be set):\n")
	for _, v := range config.Variables() {
		if !slices.Contains(u.names(), v.Name) {
			continue
		}
		mark, ends := " ", ""
		if slices.Contains(u.required, v.Name) {
			mark = "*"
		}
		if v.Default != "" {
			ends = " (" + v.Default + ")"
		}
		b.WriteString("\n" + mark + " " + v.Name + ": " + v.Meaning + ends + "\n")
	}
	b.WriteString("\nMore in README.md and docs/operations.md; an example to fill in is deploy/myphoto.env.example.")
	return b.String()
}
