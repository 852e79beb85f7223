package verdict

import (
	"slices"
	"strings"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// View is what the checks found: a matrix of documents by columns of checks,
// what holds for all the documents, what for each, and the facts.
type View struct {
	Heads          []string // names of the columns
	Rows           []matrixRow
	Accepted       string // names of the documents that accept the pictures
	Refused        string
	Unjudged       string // those of which a picture is missing, where nothing else refuses it
	Drop           bool   // of a draft: it could be sent for some of its documents; the room sets it
	Age            string
	Repeats        []Repeat // the room sets them
	Wanted         string   // names of the documents that the client's ticket asks for, where others were chosen
	AcknowledgeKey string   // key of the words by which advice is acknowledged
	WeightKey      string   // key of what the advice means
	Common         reasons  // of several documents: what is found about each of them
	Documents      []documentView
	Facts          []facts
	Blocked        bool
	Advice         bool
}

// Mixed reports whether some documents accept the pictures and others refuse
// them.
func (v View) Mixed() bool { return v.Accepted != "" && v.Refused != "" }

// Repeat is an earlier upload that has the same picture for somebody else.
type Repeat struct {
	Text, Number string
	Path         string // empty: not for this operator to open
}

// facts are what the checks saw in one picture.
type facts struct {
	Name  string
	Lines []string
}

// matrixRow is one document of the matrix.
type matrixRow struct {
	Name    string
	Result  result
	Advised bool
	Cells   []cell
}

// result is what the checks came to about a document.
type result string

// The results, named as the tones of the page.
const (
	accepted result = "ok"
	refused  result = "bad"
	unjudged result = "off" // a picture that it demands is missing or cannot be read
)

// resultOf returns the result about one document. What blocks already refuses it,
// whatever else is missing.
func resultOf(given spec.Verdict, id photo.ProfileID) result {
	switch {
	case given.Accepts(id):
		return accepted
	case given.Suits(id):
		return unjudged
	default:
		return refused
	}
}

// documentView is the verdict for one document, or for several alike; its
// reasons are those that are not common to all.
type documentView struct {
	reasons
	Name      string
	Result    result
	Unseen    string   // names of the pictures that it demands and that are missing
	AllCommon bool     // refused, and every reason is a common one
	Receives  []string // what the office receives
}

// reasons are findings to act on, each with its measure and remedy.
type reasons struct{ Refusals, Advice []reason }

// Any reports whether there is one.
func (r reasons) Any() bool { return len(r.Refusals)+len(r.Advice) > 0 }

// reason is one finding in words.
type reason struct {
	Rule, Text string
	Exempted   string // the exemption by which the rule only advises; empty: none
}

// New describes a verdict about pictures for some documents, in the order in
// which they are given; the zero verdict, before any check, has no rows.
func New(l lang.Language, documents []photo.ProfileID, given spec.Verdict) View {
	v := View{
		Blocked: given.Blocked(), Advice: given.NeedsAcknowledgement(), Wanted: DocumentNames(l, given.Wanted),
		AcknowledgeKey: "studio.acknowledged", WeightKey: "check.advice",
	}
	if len(given.Duplicates) > 0 {
		v.AcknowledgeKey, v.WeightKey = "studio.acknowledged.same", "studio.repeat.weight" // no office can decide this
	}
	if len(given.Profiles) == 0 {
		return v
	}
	if given.Age != spec.Adult && given.Age != "" {
		v.Age = l.Say("studio.age."+string(given.Age), nil)
	}
	for _, c := range columns() {
		v.Heads = append(v.Heads, l.Say("studio.group."+c.name, nil))
	}
	for _, id := range documents {
		one, row := judgeDocument(l, given, id)
		v.Documents, v.Rows = append(v.Documents, one), append(v.Rows, row)
	}
	v.Accepted, v.Refused, v.Unjudged = v.names(accepted), v.names(refused), v.names(unjudged)
	if len(v.Documents) > 1 {
		v.hoistCommon()
		v.mergeEqual(l)
	}
	v.Facts = factsOf(l, given)
	return v
}

// Judged lists the documents that a verdict is about, in their usual order.
func Judged(given spec.Verdict) []photo.ProfileID {
	var ids []photo.ProfileID
	for _, p := range spec.Profiles() {
		if _, judged := given.Profiles[p.ID]; judged {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// factsOf lists what the checks saw in the pictures, whatever the document.
func factsOf(l lang.Language, given spec.Verdict) []facts {
	var all []facts
	for _, item := range []photo.Item{photo.ItemPhoto, photo.ItemSignature} {
		seen := facts{Name: l.Say("term."+string(item), nil)}
		for _, f := range given.ForItem(item) {
			if f.Severity == spec.Info && f.Profile == "" {
				seen.Lines = append(seen.Lines, l.Say(f.Code, f.Args))
			}
		}
		if len(seen.Lines) > 0 {
			all = append(all, seen)
		}
	}
	return all
}

// judgeDocument returns the block of words and the row of one document.
func judgeDocument(l lang.Language, given spec.Verdict, id photo.ProfileID) (documentView, matrixRow) {
	found := given.ForProfile(id)
	one := documentView{Name: DocumentNames(l, []photo.ProfileID{id}), Result: resultOf(given, id), Unseen: itemNames(l, given.Unseen(id))}
	row := matrixRow{Name: one.Name, Result: one.Result}
	for _, c := range columns() {
		row.Cells = append(row.Cells, c.cell(l, id, found))
	}
	for _, f := range found {
		switch f.Severity {
		case spec.Block:
			one.Refusals = append(one.Refusals, newReason(l, f))
		case spec.Warn:
			one.Advice, row.Advised = append(one.Advice, newReason(l, f)), true
		case spec.Info:
			if f.Profile == id {
				one.Receives = append(one.Receives, factOf(l, f))
			}
		}
	}
	return one, row
}

// names lists the documents with a result.
func (v *View) names(of result) string {
	var names []string
	for _, one := range v.Documents {
		if one.Result == of {
			names = append(names, one.Name)
		}
	}
	return strings.Join(names, ", ")
}

// hoistCommon moves what is said of every document to one place, so that a
// tilted head is read once and not five times.
func (v *View) hoistCommon() {
	everywhere := func(of func(*documentView) *[]reason) []reason {
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
	v.Common.Refusals = everywhere(func(d *documentView) *[]reason { return &d.Refusals })
	v.Common.Advice = everywhere(func(d *documentView) *[]reason { return &d.Advice })
	for i := range v.Documents {
		d := &v.Documents[i]
		d.AllCommon = d.Result == refused && len(d.Refusals) == 0
	}
}

// mergeEqual makes one block of documents about which the same is said, and puts
// those to act on first.
func (v *View) mergeEqual(l lang.Language) {
	var blocks []documentView
	of := map[int][]documentView{} // by block
	for _, d := range v.Documents {
		at := slices.IndexFunc(blocks, func(b documentView) bool {
			return b.Result == d.Result && b.Unseen == d.Unseen && slices.Equal(b.Refusals, d.Refusals) && slices.Equal(b.Advice, d.Advice)
		})
		if at < 0 {
			at, blocks = len(blocks), append(blocks, d)
		}
		of[at] = append(of[at], d)
	}
	for at := range blocks {
		blocks[at].Name, blocks[at].Receives = joinDocuments(l, of[at])
	}
	order := []result{refused, unjudged, accepted}
	slices.SortStableFunc(blocks, func(a, b documentView) int {
		return slices.Index(order, a.Result) - slices.Index(order, b.Result)
	})
	v.Documents = blocks
}

// joinDocuments returns the names of documents and what their offices receive;
// the office is named only where a line does not hold for all.
func joinDocuments(l lang.Language, all []documentView) (name string, receives []string) {
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

// newReason puts a finding into words, after the name of its rule.
func newReason(l lang.Language, f spec.Finding) reason {
	r := reason{Rule: RuleName(l, f.Check), Text: l.Say(f.Code, f.Args)}
	if f.Item == photo.ItemSignature && !strings.HasPrefix(f.Check, "signature.") {
		r.Rule = l.Say("term.signature", nil) + ", " + r.Rule
	}
	if f.Exempted != "" {
		r.Exempted = l.Say("override."+string(f.Exempted), nil)
	}
	return r
}

// factOf puts a fact into words, after the name of its picture.
func factOf(l lang.Language, f spec.Finding) string {
	return l.Say("term."+string(f.Item), nil) + ": " + l.Say(f.Code, f.Args)
}
