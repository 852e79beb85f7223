package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/mod/sumdb/note"

	"myphoto/internal/ledger"
)

// verifyProofCommand needs no settings and no database, so that anybody can
// run it.
type verifyProofCommand struct {
	File string `arg:"" type:"existingfile" help:"The proof that a citizen downloaded for one entry of the history."`
	Keys string `xor:"keys" required:"" type:"existingfile" help:"A copy of /.well-known/myphoto-keys.json, a JSON Web Key set."`
	Key  string `xor:"keys" required:"" help:"One verifier key of the ledger instead, as NAME+HASH+KEY."`

	verifiers note.Verifiers
}

// Validate reads the keys. A fault in them is one of the call, not of the
// proof.
func (v *verifyProofCommand) Validate() error {
	if v.Key != "" {
		verifier, err := note.NewVerifier(v.Key)
		if err != nil {
			return fmt.Errorf("--key: %w", err)
		}
		v.verifiers = note.VerifierList(verifier)
		return nil
	}
	if v.Keys == "" {
		return errors.New("--keys or --key must be given")
	}
	text, err := readAtMost(v.Keys, ledger.MaxKeySet)
	if err != nil {
		return fmt.Errorf("--keys: %w", err)
	}
	set, err := ledger.ParseKeySet(text)
	if err != nil {
		return fmt.Errorf("--keys: %w", err)
	}
	v.verifiers = set
	return nil
}

// Run prints the proven entry, or fails.
func (v *verifyProofCommand) Run(p *program) error {
	text, err := readAtMost(v.File, ledger.MaxDocument)
	if err != nil {
		return err
	}
	proven, err := ledger.VerifyInclusionDocument(text, v.verifiers)
	if err != nil {
		return err
	}
	c, err := ledger.OpenCheckpoint(proven.Checkpoint, v.verifiers)
	if err != nil {
		return err
	}
	if len(proven.Body) > 0 {
		// What is not an event of ours does not reach the terminal.
		if _, err := ledger.ParseEvent(proven.Body); err != nil {
			return err
		}
	}
	_, _ = fmt.Fprintf(p.out, "proven: record %d of the %d in the ledger %s\n", proven.Index, proven.Size, c.Origin)
	if len(proven.Body) == 0 {
		_, err = fmt.Fprintln(p.out, "the proof does not contain the entry itself")
		return err
	}
	_, err = fmt.Fprintf(p.out, "%s\n", proven.Body)
	return err
}

// readAtMost reads a file, or one byte more than the limit of it, so that a
// parser sees that it is too long.
func readAtMost(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(f, limit+1))
	return text, errors.Join(err, f.Close())
}
