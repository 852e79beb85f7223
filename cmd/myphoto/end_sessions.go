package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"myphoto/internal/service/admin"
)

type endSessionsCommand struct {
	Person bool `xor:"whose" required:"" help:"Of the person whose tax number is on standard input."`
	All    bool `xor:"whose" required:"" help:"Of everybody."`
}

// maxTaxNumber bounds a typed tax number, in bytes.
const maxTaxNumber = 64

// Help lists the settings.
func (endSessionsCommand) Help() string { return usesKeyFiles().help() }

// Run ends sessions and prints how many.
func (e endSessionsCommand) Run(p *program) error {
	number, err := "", error(nil)
	if e.Person {
		if number, err = readTaxNumber(os.Stdin); err != nil {
			return err
		}
	}
	return withApp(p, usesKeyFiles(), func(h *app) error {
		var ended admin.Ended
		if e.All {
			ended, err = h.service.Admin.EndAllSessions(p.ctx)
		} else {
			ended, err = h.service.Admin.EndSessionsOf(p.ctx, number)
		}
		if err == nil {
			_, err = fmt.Fprintf(p.out, "sessions ended: %d, browsers forgotten: %d\n", ended.Sessions, ended.Browsers)
		}
		return err
	})
}

// readTaxNumber reads the first line, so that the number is in no list of processes.
func readTaxNumber(from io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(from, maxTaxNumber)).ReadString('\n')
	if err != nil && err != io.EOF {
		return "", fmt.Errorf("read tax number: %w", err)
	}
	return strings.TrimSpace(line), nil
}
