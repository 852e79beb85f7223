package main

import (
	"fmt"
	"text/tabwriter"
	"time"

	"myphoto/internal/photo/stats"
)

type statsCommand struct{}

// Help lists the settings.
func (statsCommand) Help() string { return usesFiles().help() }

// Run prints a line for each document and for each of its rules, over all
// studios. It prints numbers only: no picture, no person, no studio.
func (statsCommand) Run(p *program) error {
	return withApp(p, usesFiles(), func(h *app) error {
		report, err := h.service.Admin.Stats(p.ctx)
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(p.out, "since %s\n", report.Since.Format(time.DateOnly))
		table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
		_, _ = fmt.Fprintln(table, "document\trule\tjudged\tpassed\tadvised\tblocked\tlifted")
		for _, d := range report.Documents {
			line := func(rule string, passed int, m stats.Marks) {
				_, _ = fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%d\t%d\t%d\n", d.Profile, rule, m.Judged, passed, m.Warned, m.Blocked, m.Exempted)
			}
			line("*", d.Here.Judged-d.Here.Blocked, d.Here) // accepted, also with a rule lifted
			for _, r := range d.Rules {
				line(r.Rule, r.Here.Passed(), r.Here)
			}
		}
		return table.Flush()
	})
}
