package citizen

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"myphoto/internal/export"
	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/web/page"
)

// entriesShown is how many lines of the history one page has.
const entriesShown = 25

// kinds are the ways to narrow the history, each with the first words of the
// acts it keeps.
var kinds = map[string][]string{
	"all":        {""},
	"retrievals": {"retrieval."},
	"grants":     {"grant."},
	"files":      {"associate", "dissociate", "download", "erase"},
}

// historyView is one page of the history.
type historyView struct {
	Kind         string
	Kinds        []page.Option
	Table        page.Table
	Empty        bool
	Newer, Older string // addresses; empty at the ends
	Part, Parts  int
}

func (p *Pages) history(req *http.Request, who photo.Citizen) (page.Reply, error) {
	kind := req.URL.Query().Get("kind")
	entries, err := p.entries(req, who, kind)
	if err != nil {
		return nil, err
	}
	if _, known := kinds[kind]; !known {
		kind = "all"
	}
	l := page.Language(req)
	view := historyView{Kind: kind, Empty: len(entries) == 0}
	for _, k := range []string{"all", "retrievals", "grants", "files"} {
		view.Kinds = append(view.Kinds, page.Option{Value: k, Label: l.Say("citizen.history.kind."+k, nil)})
	}
	view.turn(req.URL.Query().Get("page"), len(entries))
	first := (view.Part - 1) * entriesShown
	shown := entries[min(first, len(entries)):min(first+entriesShown, len(entries))]
	view.Table = page.Table{Caption: l.Say("citizen.history.caption", nil), Heads: heads(l), Names: 2}
	for _, e := range shown {
		view.Table.Rows = append(view.Table.Rows, cells(l, e))
	}
	return behind("/citizen", "citizen/history", view), nil
}

// turn finds the part of the list to show and the ways to its neighbours.
func (v *historyView) turn(asked string, entries int) {
	v.Parts = max((entries+entriesShown-1)/entriesShown, 1)
	part, err := strconv.Atoi(asked)
	if err != nil {
		part = 1
	}
	v.Part = min(max(part, 1), v.Parts)
	address := func(n int) string { return fmt.Sprintf("/citizen/history?kind=%s&page=%d", v.Kind, n) }
	if v.Part > 1 {
		v.Newer = address(v.Part - 1)
	}
	if v.Part < v.Parts {
		v.Older = address(v.Part + 1)
	}
}

// entries gives the history narrowed to a kind; an unknown kind narrows
// nothing.
func (p *Pages) entries(req *http.Request, who photo.Citizen, kind string) ([]service.Entry, error) {
	entries, err := p.Desk.History(req.Context(), who)
	if err != nil {
		return nil, err
	}
	wanted, known := kinds[kind]
	if !known {
		return entries, nil
	}
	return slices.DeleteFunc(entries, func(e service.Entry) bool {
		return !slices.ContainsFunc(wanted, func(start string) bool { return strings.HasPrefix(e.Act, start) })
	}), nil
}

func heads(l lang.Language) []string {
	list := make([]string, 0, 6)
	for _, name := range []string{"when", "what", "app", "files", "case", "proof"} {
		list = append(list, l.Say("citizen.history."+name, nil))
	}
	return list
}

// cells is one entry as a row of the page.
func cells(l lang.Language, e service.Entry) []page.Cell {
	proof := page.Cell{Text: l.Say("citizen.history.sealing", nil), Tone: "wait"}
	if e.Integrated {
		proof = page.Cell{
			Text: l.Say("citizen.history.sealed", nil), Path: "/citizen/history/" + e.ID + "/proof",
			Hidden: joined(nonempty(happened(l, e), itemNames(l, e.Items), l.DateTime(e.At))),
		}
	}
	return []page.Cell{
		{Text: l.DateTime(e.At)},
		{Text: happened(l, e)},
		{Text: dash(application(l, e))},
		{Text: dash(itemNames(l, e.Items))},
		{Text: dash(caseOf(l, e))},
		proof,
	}
}

// happened says what was done, or that it was refused and why.
func happened(l lang.Language, e service.Entry) string {
	act := l.Say("act."+e.Act, nil)
	if e.Outcome == "done" {
		return act
	}
	reason := "outcome." + e.Outcome
	if !l.Has(reason) {
		reason = "outcome.refused"
	}
	return l.Say("citizen.history.refused", map[string]any{"act": act, "reason": l.Say(reason, nil)})
}

func application(l lang.Language, e service.Entry) string {
	return joined(nonempty(pick(l, e.App), pick(l, e.Body), pick(l, e.Purpose)))
}

func caseOf(l lang.Language, e service.Entry) string {
	official := ""
	if e.Official != "" {
		official = l.Say("citizen.history.official", map[string]any{"official": e.Official})
	}
	return joined(nonempty(e.Case, official))
}

func nonempty(words ...string) []string {
	return slices.DeleteFunc(words, func(w string) bool { return w == "" })
}

func dash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// historyTable is the same list for a spreadsheet, whole.
func (p *Pages) historyTable(req *http.Request, who photo.Citizen) (page.Reply, error) {
	entries, err := p.entries(req, who, req.URL.Query().Get("kind"))
	if err != nil {
		return nil, err
	}
	l := page.Language(req)
	header := append(heads(l)[:5], l.Say("citizen.history.id", nil))
	rows := make([][]string, 0, len(entries))
	for _, e := range entries {
		rows = append(rows, []string{
			l.DateTime(e.At), happened(l, e), application(l, e), itemNames(l, e.Items), caseOf(l, e), e.ID,
		})
	}
	var table bytes.Buffer
	if err := export.CSV(&table, header, rows); err != nil {
		return nil, err
	}
	return page.File{Type: "text/csv; charset=utf-8", Name: "history.csv", Data: table.Bytes()}, nil
}

// proof is the document by which anybody can check that an entry is in the
// sealed ledger.
func (p *Pages) proof(req *http.Request, who photo.Citizen) (page.Reply, error) {
	event := req.PathValue("event")
	document, err := p.Desk.Proof(req.Context(), who, event)
	if err != nil {
		return nil, err
	}
	return page.File{Type: "application/json", Name: "proof.json", Data: document}, nil
}
