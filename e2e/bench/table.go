package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"text/tabwriter"
	"time"
)

// The targets, for a machine with two processors, client included.
const (
	wantRetrievals = 800.0
	wantUploads    = 2.0
	wantIdle       = 60 << 20
	wantStart      = 500 * time.Millisecond
	wantBinary     = 45 << 20
)

// table prints the results beside the bare limits and the targets.
func (s *scene) table(out io.Writer) error {
	info, err := os.Stat(s.binary)
	if err != nil {
		return fmt.Errorf("measure program: %w", err)
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(cells ...any) {
		for _, cell := range cells {
			_, _ = fmt.Fprintf(t, "%v\t", cell)
		}
		_, _ = fmt.Fprintln(t)
	}
	_, _ = fmt.Fprintf(out, "\n%d processors, portrait %d bytes, client and service on this machine\n\n", runtime.NumCPU(), len(s.portrait))
	line("rate", "per second", "p50", "p99", "done", "cpu: service", "client", "cpu allows", "target", "")
	rate := func(name string, m measured, target ...any) {
		if len(m.each) == 0 {
			return // not asked for
		}
		line(append([]any{
			name, fmt.Sprintf("%.1f", m.rate()), ms(m.within(0.5)), ms(m.within(0.99)), len(m.each),
			ms(m.cost(m.service)), ms(m.cost(m.client)), fmt.Sprintf("%.0f", m.allowed()),
		}, target...)...)
	}
	rate("uploads (portrait and signature)", s.uploads, "≥ 2", met(s.uploads.rate() >= wantUploads))
	rate("claims (submit, preview, approve, link)", s.claims)
	rate("retrievals (POST and GET)", s.retrievals, "≥ 800", met(s.retrievals.rate() >= wantRetrievals))
	rate("bare: decode of the same JPEG", s.decodes)
	rate("bare: static file of the same size", s.files)
	rate("bare: single-row commit", s.commits)
	line()
	line("ratio", "")
	line("uploads / decodes", ratio(s.uploads, s.decodes))
	line("claims / commits", ratio(s.claims, s.commits))
	line("retrievals / static files", ratio(s.retrievals, s.files))
	line("retrievals / commits", ratio(s.retrievals, s.commits))
	line()
	s.splits(line)
	line()
	line("program", "", "", "", "", "", "", "", "target", "")
	line("start to first page", ms(s.program.started), "", "", "", "", "", "", "≤ 500 ms", met(s.program.started <= wantStart))
	line("memory at rest", mb(s.idle), "", "", "", "", "", "", "≤ 60 MB", met(s.idle <= wantIdle))
	line("memory after the load", mb(s.busy))
	line("memory at most", mb(s.peak))
	line("binary", mb(info.Size()), "", "", "", "", "", "", "≤ 45 MB", met(info.Size() <= wantBinary))
	return errors.Join(t.Flush())
}

func ms(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000) }

func mb(bytes int64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20)) }

func ratio(a, limit measured) string {
	if limit.rate() == 0 || a.rate() == 0 {
		return "–"
	}
	return fmt.Sprintf("%.3f", a.rate()/limit.rate())
}

func met(yes bool) string { //nolint:revive // a comparison, put into words
	if yes {
		return "met"
	}
	return "missed"
}
