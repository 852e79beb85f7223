package studio

import (
	"slices"
	"strings"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service"
)

// verdictView is what the checks found: a matrix of documents by groups of
// checks, what holds for all the documents, what for each, and the facts.
type verdictView struct {
	Heads     []string // the groups
	Rows      []verdictRow
	Accepted  string // names of documents
	Refused   string
	Drop      bool // a draft that could be sent for some of its documents
	Age       string
	Repeats   []repeat
	Read      string  // key of the words by which advice is acknowledged
	Weight    string  // key of what the advice means
	Common    reasons // of several documents: what is found about each of them
	Documents []judged
	Facts     []facts
	Blocked   bool
	Advice    bool
}

// repeat tells of an earlier upload that has the same picture for somebody else.
type repeat struct {
	Text, Number string
	Path         string // empty: not for this operator to open
}

// repeats tells an operator which pictures the studio has sent before.
func repeats(l language, who photo.Operator, given spec.Verdict) []repeat {
	var list []repeat
	_, owner := who.Owner()
	for _, r := range given.Duplicates {
		one := repeat{
			Text:   l.Say("studio.repeat."+string(r.Item), map[string]any{"when": l.DateTime(r.At)}),
			Number: l.Say("studio.upload.title", map[string]any{"number": number(r.Upload)}),
		}
		if owner || r.By == who.Who() {
			one.Path = uploadPath(r.Upload)
		}
		list = append(list, one)
	}
	return list
}

// facts are what the checks saw in one picture.
type facts struct {
	Name  string
	Lines []string
}

// verdictRow is a document in the matrix.
type verdictRow struct {
	Name     string
	Accepted bool
	Advised  bool
	Cells    []mark
}

// judged is the verdict for one document; its reasons are those that are not
// common to all.
type judged struct {
	reasons
	Name     string
	Accepted bool
	Above    bool     // refused for nothing but common reasons
	Receives []string // what the office gets
}

// reasons are findings to act on, each with its measure and remedy.
type reasons struct{ Refusals, Advice []reason }

// Any reports whether there is one.
func (r reasons) Any() bool { return len(r.Refusals)+len(r.Advice) > 0 }

// reason is one finding in words.
type reason struct {
	Rule, Text string
	Lifted     string // why the rule only advises; empty: it was not lifted
}

func verdictOf(l language, u service.UploadPage) verdictView {
	v := verdictView{Blocked: u.Verdict.Blocked(), Advice: u.Verdict.NeedsAcknowledgement(), Read: "studio.acknowledged", Weight: "check.advice"}
	if len(u.Verdict.Duplicates) > 0 {
		v.Read, v.Weight = "studio.acknowledged.same", "studio.repeat.weight" // no office can decide this
	}
	if len(u.Verdict.Profiles) == 0 {
		return v
	}
	if u.Verdict.Age != spec.Adult && u.Verdict.Age != "" {
		v.Age = l.Say("studio.age."+string(u.Verdict.Age), nil)
	}
	for _, g := range groups() {
		v.Heads = append(v.Heads, l.Say("studio.group."+g.name, nil))
	}
	for _, id := range u.Documents {
		one, row := document(l, u.Verdict, id)
		v.Documents, v.Rows = append(v.Documents, one), append(v.Rows, row)
	}
	v.Accepted, v.Refused = v.named()
	v.Drop = u.State == photo.Draft && v.Accepted != "" && v.Refused != ""
	if len(v.Documents) > 1 {
		v.gather()
		v.merge(l)
	}
	for _, item := range []photo.Item{photo.ItemPhoto, photo.ItemSignature} {
		seen := facts{Name: l.Say("term."+string(item), nil)}
		for _, f := range u.Verdict.ForItem(item) {
			if f.Severity == spec.Info && f.Profile == "" {
				seen.Lines = append(seen.Lines, l.Say(f.Code, f.Args))
			}
		}
		if len(seen.Lines) > 0 {
			v.Facts = append(v.Facts, seen)
		}
	}
	return v
}

// document judges for one document: its block of words and its row.
func document(l language, given spec.Verdict, id photo.ProfileID) (judged, verdictRow) {
	found := given.ForProfile(id)
	one := judged{Name: names(l, []photo.ProfileID{id}), Accepted: given.Accepts(id)}
	row := verdictRow{Name: one.Name, Accepted: one.Accepted}
	for _, g := range groups() {
		row.Cells = append(row.Cells, g.mark(l, id, found))
	}
	for _, f := range found {
		switch f.Severity {
		case spec.Block:
			one.Refusals = append(one.Refusals, inFull(l, f))
		case spec.Warn:
			one.Advice, row.Advised = append(one.Advice, inFull(l, f)), true
		case spec.Info:
			if f.Profile == id {
				one.Receives = append(one.Receives, about(l, f))
			}
		}
	}
	return one, row
}

// named lists the documents that accept and those that refuse.
func (v *verdictView) named() (accepted, refused string) {
	var yes, no []string
	for _, one := range v.Documents {
		if one.Accepted {
			yes = append(yes, one.Name)
		} else {
			no = append(no, one.Name)
		}
	}
	return strings.Join(yes, ", "), strings.Join(no, ", ")
}

// gather moves what is said of every document to one place, so that a tilted
// head is read once and not five times.
func (v *verdictView) gather() {
	everywhere := func(of func(*judged) *[]reason) []reason {
		var common []reason
		for _, r := range *of(&v.Documents[0]) {
			shared := true
			for i := range v.Documents {
				shared = shared && slices.Contains(*of(&v.Documents[i]), r)
			}
			if shared {
				common = append(common, r)
			}
		}
		for i := range v.Documents {
			own := of(&v.Documents[i])
			*own = slices.DeleteFunc(*own, func(r reason) bool { return slices.Contains(common, r) })
		}
		return common
	}
	v.Common.Refusals = everywhere(func(d *judged) *[]reason { return &d.Refusals })
	v.Common.Advice = everywhere(func(d *judged) *[]reason { return &d.Advice })
	for i := range v.Documents {
		d := &v.Documents[i]
		d.Above = !d.Accepted && len(d.Refusals) == 0
	}
}

// merge makes one block of documents about which the same is said, and shows
// what must be mended first.
func (v *verdictView) merge(l language) {
	var blocks []judged
	of := map[int][]judged{} // by block
	for _, d := range v.Documents {
		at := slices.IndexFunc(blocks, func(b judged) bool {
			return b.Accepted == d.Accepted && slices.Equal(b.Refusals, d.Refusals) && slices.Equal(b.Advice, d.Advice)
		})
		if at < 0 {
			at, blocks = len(blocks), append(blocks, d)
		}
		of[at] = append(of[at], d)
	}
	for at := range blocks {
		blocks[at].Name, blocks[at].Receives = together(l, of[at])
	}
	slices.SortStableFunc(blocks, func(a, b judged) int {
		switch {
		case a.Accepted == b.Accepted:
			return 0
		case b.Accepted:
			return -1
		default:
			return 1
		}
	})
	v.Documents = blocks
}

// together names documents, and tells what their offices receive: of which
// office only where it is not said of all.
func together(l language, all []judged) (name string, receives []string) {
	var list, lines []string
	for _, d := range all {
		list, lines = append(list, d.Name), append(lines, d.Receives...)
	}
	for n, line := range lines {
		if slices.Contains(lines[:n], line) {
			continue
		}
		var of []string
		for _, d := range all {
			if slices.Contains(d.Receives, line) {
				of = append(of, d.Name)
			}
		}
		if len(of) < len(all) {
			line = l.Say("studio.verdict.of", map[string]any{"document": strings.Join(of, ", "), "fact": line})
		}
		receives = append(receives, line)
	}
	return strings.Join(list, ", "), receives
}

// inFull says a finding after the name of its rule.
func inFull(l language, f spec.Finding) reason {
	r := reason{Rule: ruleName(l, f.Check), Text: l.Say(f.Code, f.Args)}
	if f.Item == photo.ItemSignature && !strings.HasPrefix(f.Check, "signature.") {
		r.Rule = l.Say("term.signature", nil) + ", " + r.Rule
	}
	if f.Exempted != "" {
		r.Lifted = l.Say("override."+string(f.Exempted), nil)
	}
	return r
}

// ruleName is what people call a rule.
func ruleName(l language, check string) string { return l.Say("studio.check."+check, nil) }

// ruleNames lists rules in words.
func ruleNames(l language, checks []string) string {
	list := make([]string, len(checks))
	for i, check := range checks {
		list[i] = ruleName(l, check)
	}
	return strings.Join(list, ", ")
}

// about says a fact after the name of its picture.
func about(l language, f spec.Finding) string {
	return l.Say("term."+string(f.Item), nil) + ": " + l.Say(f.Code, f.Args)
}

// verdictAgain describes a verdict that was given without being kept.
func verdictAgain(l language, given spec.Verdict) verdictView {
	var ids []photo.ProfileID
	for _, p := range spec.Profiles() {
		if _, judged := given.Profiles[p.ID]; judged {
			ids = append(ids, p.ID)
		}
	}
	return verdictOf(l, service.UploadPage{Row: service.Row{Documents: slices.Clip(ids)}, Verdict: given})
}
