package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// longest is the time limit of the whole run.
const longest = 6 * time.Minute

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	ctx, cancel := context.WithTimeout(ctx, longest)
	var o options
	flag.IntVar(&o.uploads, "uploads", 180, "how many uploads; at least the 50 that are claimed, at most 600 in an hour")
	flag.DurationVar(&o.retrieve, "retrieve", 10*time.Second, "how long retrievals are made")
	flag.StringVar(&o.profile, "profile", "", "write the service's processor profile of the retrievals to this `file`")
	flag.StringVar(&o.only, "only", "", "measure no more than `what`, with what must come before it: uploads, claims or retrievals")
	flag.StringVar(&o.binary, "program", filepath.Join("bin", "myphoto"), "the built program, to compare one `file` with another")
	flag.Parse()
	err := bench(ctx, os.Stdout, o)
	cancel()
	stop()
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// options of a run.
type options struct {
	uploads  int
	retrieve time.Duration
	profile  string
	only     string // the name of a step; empty: everything
	binary   string
}

// bench measures everything and prints the table.
func bench(ctx context.Context, out io.Writer, o options) (err error) {
	given, err := openPictures()
	if err != nil {
		return err
	}
	s := scene{pictures: given, out: out, options: o}
	steps, err := s.steps()
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "myphoto-bench")
	if err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	s.folder = folder
	if s.program, err = start(ctx, o.binary, folder); err != nil {
		return err
	}
	s.crowd = newCrowd(s.program.door, callers)
	s.crowd.host = strings.TrimPrefix(s.program.url, "http://")
	if err := errors.Join(s.play(ctx, steps), s.program.stop()); err != nil {
		return fmt.Errorf("%w\n%s", err, s.program.lastWords())
	}
	return s.table(out)
}

// scene is one run with its results.
type scene struct {
	options
	pictures

	out     io.Writer
	folder  string
	program *program
	crowd   *crowd

	idle, busy, peak            int64 // resident bytes
	uploads, claims, retrievals measured
	decodes, files, commits     measured
	ready, phones               split
}

// step is one measurement.
type step struct {
	name string
	bare bool // a limit of the machine, for comparison
	do   func(context.Context) error
}

// steps returns what is to be measured, in order.
func (s *scene) steps() ([]step, error) {
	all := []step{
		{"memory at rest", false, s.rest},
		{"uploads", false, s.measureUploads},
		{"decoding", true, s.measureDecodes},
		{"claims", false, s.measureClaims},
		{"retrievals", false, s.measureRetrievals},
		{"memory after the load", false, s.load},
		{"static file", true, s.measureFiles},
		{"commits", true, s.measureCommits},
	}
	if s.only == "" {
		return all, nil
	}
	last := slices.IndexFunc(all, func(one step) bool { return one.name == s.only })
	if last < 0 {
		return nil, fmt.Errorf("there is nothing called %q", s.only)
	}
	first := slices.DeleteFunc(all[:last+1], func(one step) bool { return one.bare && one.name != s.only })
	return append(first, step{"memory after the load", false, s.load}), nil
}

// play measures one step after the other, so that none disturbs another.
func (s *scene) play(ctx context.Context, steps []step) error {
	for _, step := range steps {
		began := time.Now()
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
		_, _ = fmt.Fprintf(s.out, "%-22s %5.1f s\n", step.name, time.Since(began).Seconds())
	}
	return nil
}

// settleFor is how long the program is left alone before its memory is read.
const settleFor = 2 * time.Second

func (s *scene) rest(ctx context.Context) (err error) {
	if err := pause(ctx, settleFor); err != nil {
		return err
	}
	s.idle, err = s.program.memory("VmRSS")
	return err
}

func (s *scene) load(context.Context) (err error) {
	if s.busy, err = s.program.memory("VmRSS"); err != nil {
		return err
	}
	s.peak, err = s.program.memory("VmHWM")
	return err
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
