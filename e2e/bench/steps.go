package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"
)

// part is one step of an upload in the service: the functions that do it and what
// they call, without what belongs to another step.
type part struct {
	name       string
	with, less []string
}

const inside = "myphoto/internal/"

// parts returns the steps in the order of an upload.
func parts() []part {
	find, unchanged := inside+"inspect/face.(*Finder).Find", inside+"inspect.inspection.cutLossless"
	return []part{
		{"form received", []string{inside + "web/studio.(*Handler).receive"}, nil},
		{"inspected, sanitised", []string{inside + "inspect.openJPEG", inside + "inspect.(*jpegInfo).rewrite", inside + "inspect.(*jpegInfo).colourRefusal"}, nil},
		{"decoded", []string{inside + "inspect.decode"}, nil},
		{"preview", []string{inside + "inspect.preview"}, nil},
		{"working copy", []string{inside + "inspect/raster.Working"}, nil},
		{"faces found", []string{find}, nil},
		{"portrait measured", []string{inside + "inspect/portrait.Examine", inside + "inspect/portrait.Judge"}, []string{find}},
		{"signature measured", []string{inside + "inspect/analyze.(*Analyzer).signature"}, nil},
		{"derivatives, scaled", []string{inside + "inspect.inspection.cut"}, []string{unchanged}},
		{"derivatives, unchanged", []string{unchanged}, nil},
		{"sealed and stored", []string{inside + "service/studio.(*Service).commit"}, nil},
		{"garbage collected", []string{"runtime.gcBgMarkWorker", "runtime.bgsweep", "runtime.bgscavenge"}, nil},
	}
}

// split is the processor time that one upload costs, by step, and that of a
// bare decode of its photo.
type split struct {
	each  measured
	steps []time.Duration // of parts, and of everything else at the end
	bare  time.Duration
}

// profiled measures uploads together with the service's processor profile, from
// which the share of each step follows.
func (s *scene) profiled(ctx context.Context, name string, picture []byte, do func() (measured, error)) (split, error) {
	file := filepath.Join(s.folder, name+".profile")
	taken := make(chan error, 1)
	go func() { taken <- s.takeProfile(ctx, file, uploadFor) }()
	each, err := do()
	if err := errors.Join(err, <-taken); err != nil {
		return split{}, err
	}
	shares, err := sharesOf(ctx, file)
	if err != nil {
		return split{}, err
	}
	one := split{each: each}
	left := each.cost(each.service)
	for _, p := range parts() {
		var share float64
		for _, name := range p.with {
			share += shares[name]
		}
		for _, name := range p.less {
			share -= shares[name]
		}
		took := time.Duration(share * float64(each.cost(each.service)))
		one.steps = append(one.steps, took)
		left -= took
	}
	one.steps = append(one.steps, left)
	one.bare, err = bareDecode(picture)
	return one, err
}

var (
	totalLine = regexp.MustCompile(`(?m)^Duration: .*Total samples = ([0-9.]+)(m?s)`)
	// The columns are flat, flat%, sum%, cum, cum%, name.
	functionLine = regexp.MustCompile(`(?m)^ *\S+ +\S+ +\S+ +\S+ +([0-9.]+)% +(\S+?)(?: \(inline\))?$`)
)

// sharesOf returns the share of each function, with what it calls, in the whole
// processor time.
func sharesOf(ctx context.Context, file string) (map[string]float64, error) {
	out, err := exec.CommandContext(ctx, "go", "tool", "pprof", "-top", "-cum", "-nodecount=100000", "-nodefraction=0", file).Output()
	if err != nil {
		return nil, fmt.Errorf("read profile: %w", err)
	}
	if !totalLine.Match(out) {
		return nil, fmt.Errorf("read profile: no samples in %.200s", out)
	}
	shares := map[string]float64{}
	for _, found := range functionLine.FindAllSubmatch(out, -1) {
		percent, err := strconv.ParseFloat(string(found[1]), 64)
		if err != nil {
			return nil, fmt.Errorf("read profile: %w", err)
		}
		shares[string(found[2])] = percent / 100
	}
	if len(shares) == 0 || bytes.Contains(out, []byte("0 samples")) {
		return nil, errors.New("read profile: no functions")
	}
	return shares, nil
}

// splits prints the cost of an upload, step by step, beside a bare decode.
func (s *scene) splits(line func(cells ...any)) {
	if len(s.ready.steps) == 0 {
		return
	}
	line("cpu of an upload by step", "portrait", "of a decode", "phone, all documents", "of a decode")
	row := func(name string, a, b time.Duration) {
		line(name, ms(a), times(a, s.ready.bare), ms(b), times(b, s.phones.bare))
	}
	for i, p := range parts() {
		row(p.name, s.ready.steps[i], s.phones.steps[i])
	}
	row("all else", s.ready.steps[len(parts())], s.phones.steps[len(parts())])
	row("together", s.ready.each.cost(s.ready.each.service), s.phones.each.cost(s.phones.each.service))
	row("bare: decode of its photo", s.ready.bare, s.phones.bare)
}

func times(a, of time.Duration) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", a.Seconds()/of.Seconds())
}
