package studio

import (
	"slices"

	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/web/page"
)

// verdictView is what the checks found: a table of documents by checks, the
// reasons of each document, and the facts that hold for all.
type verdictView struct {
	Table     page.Table
	Documents []judged
	Facts     []string
	Blocked   bool
	Advice    bool
}

// judged is the verdict for one document.
type judged struct {
	Name     string
	Accepted bool
	Refusals []string // what must be corrected, with the measure and the remedy
	Advice   []string
}

// columns are the checks of the table; every finding about them belongs to a
// document's demands or stops the file altogether.
func columns() []string { return []string{"format", "pixels", "ratio", "bytes", "colour"} }

func verdictOf(l language, u service.UploadPage) verdictView {
	v := verdictView{Blocked: u.Verdict.Blocked(), Advice: u.Verdict.NeedsAcknowledgement()}
	if len(u.Verdict.Profiles) == 0 {
		return v
	}
	heads := []string{l.Say("studio.verdict.document", nil)}
	for _, check := range columns() {
		heads = append(heads, l.Say("studio.check."+check, nil))
	}
	heads = append(heads, l.Say("studio.verdict.result", nil))
	v.Table = page.Table{Caption: l.Say("studio.verdict.title", nil), Heads: heads}
	for _, id := range u.Documents {
		found := u.Verdict.ForProfile(id)
		one := judged{Name: names(l, []photo.ProfileID{id}), Accepted: u.Verdict.Accepts(id)}
		row := []page.Cell{{Text: one.Name}}
		for _, check := range columns() {
			row = append(row, mark(l, gravest(found, check)))
		}
		row = append(row, result(l, one))
		v.Table.Rows = append(v.Table.Rows, row)
		for _, f := range found {
			switch f.Severity {
			case photo.Block:
				one.Refusals = append(one.Refusals, about(l, f))
			case photo.Warn:
				one.Advice = append(one.Advice, about(l, f))
			case photo.Info: // told once, below
			}
		}
		v.Documents = append(v.Documents, one)
	}
	for _, f := range u.Verdict.Findings {
		if f.Severity == photo.Info {
			v.Facts = append(v.Facts, about(l, f))
		}
	}
	return v
}

// about says a finding after the name of its picture.
func about(l language, f photo.Finding) string {
	return l.Say("term."+string(f.Item), nil) + ": " + l.Say(f.Code, f.Args)
}

// gravest gives the worst severity among the findings of one check; Info when
// there is none.
func gravest(found []photo.Finding, check string) photo.Severity {
	worst := photo.Info
	for _, f := range found {
		if f.Check == check {
			worst = max(worst, f.Severity)
		}
	}
	return worst
}

func mark(l language, s photo.Severity) page.Cell {
	switch s {
	case photo.Block:
		return page.Cell{Tone: "bad", Text: "✘ " + l.Say("studio.mark.bad", nil)}
	case photo.Warn:
		return page.Cell{Tone: "wait", Text: "! " + l.Say("studio.mark.advice", nil)}
	default:
		return page.Cell{Tone: "ok", Text: "✔ " + l.Say("studio.mark.ok", nil)}
	}
}

func result(l language, one judged) page.Cell {
	if one.Accepted {
		return page.Cell{Tone: "ok", Text: "✔ " + l.Say("studio.verdict.accepted", nil)}
	}
	return page.Cell{Tone: "bad", Text: "✘ " + l.Say("studio.verdict.refused", nil)}
}

// verdictAgain describes a verdict that was given without being kept.
func verdictAgain(l language, given photo.Verdict) verdictView {
	var ids []photo.ProfileID
	for _, p := range photo.Profiles() {
		if _, judged := given.Profiles[p.ID]; judged {
			ids = append(ids, p.ID)
		}
	}
	return verdictOf(l, service.UploadPage{Row: service.Row{Documents: slices.Clip(ids)}, Verdict: given})
}
