package check

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"

	"golang.org/x/sync/errgroup"

	"myphoto/internal/inspect"
	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// Pictures judges pictures on disk as an upload would be judged.
type Pictures struct {
	Files     []string `arg:"" name:"file" help:"JPEG files."`
	Signature bool     `help:"The files are signatures, not face photos."`
	Profile   []string `enum:"driving-licence,identity-card,passport,academic-id,tachograph-card,child-under-10,child-under-6" help:"Document to judge for, repeated or separated by commas; all that need the picture when left out. child-under-10 and child-under-6 are what children are forgiven."`
	Ignore    []string `help:"Checks that do not count, such as pixels for small samples."`
	JSON      bool     `name:"json" help:"Print the verdicts as JSON."`
	Lang      string   `default:"el" enum:"el,en" help:"Language of the sentences: el or en."`
}

// result is the verdict for one file.
type result struct {
	File     string                  `json:"file"`
	Accepted []photo.ProfileID       `json:"accepted"`
	Refused  []photo.ProfileID       `json:"refused"`
	Findings []findingText           `json:"findings"`
	Profiles map[photo.ProfileID]int `json:"profiles"` // versions
}

// findingText is a finding with its sentence.
type findingText struct {
	spec.Finding

	Sentence string `json:"sentence"`
}

// Check judges the files and writes the verdicts; on a terminal, errs shows how far it
// is. It reports whether any file is refused for any of the documents.
func (c Pictures) Check(ctx context.Context, out io.Writer, errs *os.File) (refused bool, err error) {
	task, err := c.task()
	if err != nil {
		return false, err
	}
	found, err := c.checkAll(ctx, errs, task)
	if err != nil {
		return false, err
	}
	write := c.table
	if c.JSON {
		write = c.lines
	}
	refused = slices.ContainsFunc(found, func(f result) bool { return len(f.Refused) > 0 })
	return refused, write(out, task, found)
}

// task returns what the files are read for: the documents, with the limits for
// the age.
func (c Pictures) task() (inspect.Task, error) {
	task, age := inspect.Task{Item: photo.ItemPhoto}, spec.Adult
	if c.Signature {
		task.Item = photo.ItemSignature
	}
	var chosen []photo.ProfileID
	for _, id := range c.Profile {
		if young, is := strings.CutPrefix(id, "child-"); is {
			age = spec.Age(young)
			continue
		}
		chosen = append(chosen, photo.ProfileID(id))
	}
	for _, p := range spec.Profiles() {
		_, needed := p.Demands(task.Item)
		if wanted := len(chosen) == 0 || slices.Contains(chosen, p.ID); wanted && needed {
			task.Documents = append(task.Documents, p.For(age))
		} else if slices.Contains(chosen, p.ID) {
			return task, fmt.Errorf("%s needs no %s", p.ID, task.Item)
		}
	}
	return task, nil
}

// checkAll reads the files, one for each processor at a time, and keeps their
// order.
func (c Pictures) checkAll(ctx context.Context, errs *os.File, task inspect.Task) ([]result, error) {
	reader := inspect.New(inspect.Limits{})
	all := make([]result, len(c.Files))
	bar := newProgress(errs, len(c.Files))
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(runtime.GOMAXPROCS(0))
	for n, file := range c.Files {
		work.Go(func() (err error) {
			defer bar.step()
			all[n], err = c.check(ctx, reader, file, task)
			return err
		})
	}
	err := work.Wait()
	bar.end()
	return all, err
}

func (c Pictures) check(ctx context.Context, reader *inspect.Reader, file string, task inspect.Task) (result, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return result{}, fmt.Errorf("read picture: %w", err)
	}
	_, found, err := reader.Read(ctx, content, task)
	if err != nil {
		return result{}, fmt.Errorf("check %s: %w", file, err)
	}
	found = slices.DeleteFunc(found, func(f spec.Finding) bool { return slices.Contains(c.Ignore, f.Check) })
	verdict := spec.NewVerdict(task.Documents, found...)
	out := result{File: file, Profiles: verdict.Profiles}
	for _, p := range task.Documents {
		if verdict.Suits(p.ID) {
			out.Accepted = append(out.Accepted, p.ID)
		} else {
			out.Refused = append(out.Refused, p.ID)
		}
	}
	for _, f := range found {
		out.Findings = append(out.Findings, findingText{f, lang.Language(c.Lang).Say(f.Code, f.Args)})
	}
	return out, nil
}

// lines prints one JSON value for each file.
func (c Pictures) lines(to io.Writer, _ inspect.Task, all []result) error {
	lines := json.NewEncoder(to)
	lines.SetEscapeHTML(false)
	for _, one := range all {
		if err := lines.Encode(one); err != nil {
			return fmt.Errorf("print verdict: %w", err)
		}
	}
	return nil
}

// table prints what blocks or warns for each file, then all files beside all
// documents, then how often each check fired.
func (c Pictures) table(to io.Writer, task inspect.Task, all []result) error {
	for _, one := range all {
		for _, f := range one.Findings {
			if f.Severity > spec.Info {
				_, _ = fmt.Fprintf(to, "%s: %s %s: %s\n", one.File, mark(f.Severity), cmp.Or(string(f.Profile), "*"), f.Sentence)
			}
		}
	}
	table := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprint(table, "\nfile")
	for _, p := range task.Documents {
		_, _ = fmt.Fprint(table, "\t", p.ID)
	}
	_, _ = fmt.Fprintln(table)
	for _, one := range all {
		_, _ = fmt.Fprint(table, one.File)
		for _, p := range task.Documents {
			worst := spec.Info
			for _, f := range one.Findings {
				if f.Profile == p.ID || f.Profile == "" {
					worst = max(worst, f.Severity)
				}
			}
			_, _ = fmt.Fprint(table, "\t", mark(worst))
		}
		_, _ = fmt.Fprintln(table)
	}
	counts(table, all)
	return table.Flush()
}

// counts prints for each check how many files it refused or warned about.
func counts(to io.Writer, all []result) {
	type key struct {
		check    string
		severity spec.Severity
	}
	files := map[key]int{}
	var checks []string
	for _, one := range all {
		seen := map[key]bool{}
		for _, f := range one.Findings {
			k := key{f.Check, f.Severity}
			if f.Severity == spec.Info || seen[k] {
				continue
			}
			seen[k] = true
			files[k]++
			checks = append(checks, f.Check)
		}
	}
	slices.Sort(checks)
	_, _ = fmt.Fprintln(to, "\ncheck\trefused\tadvised\tfiles")
	for _, check := range slices.Compact(checks) {
		_, _ = fmt.Fprintf(to, "%s\t%d\t%d\t%d\n", check, files[key{check, spec.Block}], files[key{check, spec.Warn}], len(all))
	}
}

func mark(s spec.Severity) string {
	switch s {
	case spec.Block:
		return "✘"
	case spec.Warn:
		return "!"
	default:
		return "✔"
	}
}
