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
	"myphoto/internal/service/citizen"
	"myphoto/internal/web/page"
)

// entriesShown is the number of entries on one page of the history.
const entriesShown = 25

// actPrefixes lists the ways to narrow the history, each with the prefixes of the
// acts that pass.
var actPrefixes = map[string][]string{
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

func (h *Handler) history(req *http.Request, who photo.Citizen) (page.Reply, error) {
	kind := req.URL.Query().Get("kind")
	entries, err := h.entries(req, who, kind)
	if err != nil {
		return nil, err
	}
	if _, known := actPrefixes[kind]; !known {
		kind = "all"
	}
	l := page.Language(req)
	view := historyView{Kind: kind, Empty: len(entries) == 0}
	for _, k := range []string{"all", "retrievals", "grants", "files"} {
		view.Kinds = append(view.Kinds, page.Option{Value: k, Label: l.Say("citizen.history.kind."+k, nil)})
	}
	view.turn(req.URL.Query().Get("page"), len(entries))
	first := (view.Part - 1) * entriesShown
	part := entries[min(first, len(entries)):min(first+entriesShown, len(entries))]
	view.Table = page.Table{Caption: l.Say("citizen.history.caption", nil), Heads: heads(l), HeaderColumn: 2}
	for _, e := range part {
		view.Table.Rows = append(view.Table.Rows, cells(l, e))
	}
	reply := withBack("/citizen", "citizen/history", view)
	reply.Layout.Width = page.Full
	return reply, nil
}

// turn sets the part of the list to show and the links to its neighbours.
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

// entries returns the history narrowed to a kind; an unknown kind narrows nothing.
func (h *Handler) entries(req *http.Request, who photo.Citizen, kind string) ([]citizen.HistoryEntry, error) {
	entries, err := h.Service.History(req.Context(), who)
	if err != nil {
		return nil, err
	}
	wanted, known := actPrefixes[kind]
	if !known {
		return entries, nil
	}
	return slices.DeleteFunc(entries, func(e citizen.HistoryEntry) bool {
		return !slices.ContainsFunc(wanted, func(start string) bool { return strings.HasPrefix(string(e.Act), start) })
	}), nil
}

func heads(l lang.Language) []string {
	list := make([]string, 0, 6)
	for _, name := range []string{"when", "what", "app", "files", "case", "proof"} {
		list = append(list, l.Say("citizen.history."+name, nil))
	}
	return list
}

// cells returns one entry as a row of the page.
func cells(l lang.Language, e citizen.HistoryEntry) []page.Cell {
	proof := page.Cell{Text: l.Say("citizen.history.sealing", nil), Tone: "wait"}
	if e.Integrated {
		proof = page.Cell{
			Text: l.Say("citizen.history.sealed", nil), Path: "/citizen/history/" + e.ID + "/proof",
			Hidden: joinNonEmpty(describe(l, e), itemNames(l, e.Items), l.DateTime(e.At)),
		}
	}
	return []page.Cell{
		{Text: l.DateTime(e.At)},
		{Text: describe(l, e)},
		{Text: page.OrDash(applicationText(l, e))},
		{Text: page.OrDash(itemNames(l, e.Items))},
		{Text: page.OrDash(caseText(l, e))},
		proof,
	}
}

// describe says what was done, or that it was refused and why.
func describe(l lang.Language, e citizen.HistoryEntry) string {
	act := l.Say("act."+string(e.Act), nil)
	if e.Outcome == "done" {
		return act
	}
	reason := "outcome." + e.Outcome
	if !l.Has(reason) {
		reason = "outcome.refused"
	}
	return l.Say("citizen.history.refused", map[string]any{"act": act, "reason": l.Say(reason, nil)})
}

func applicationText(l lang.Language, e citizen.HistoryEntry) string {
	return joinNonEmpty(localised(l, e.App), localised(l, e.Body), localised(l, e.Purpose))
}

func caseText(l lang.Language, e citizen.HistoryEntry) string {
	official := ""
	if e.Official != "" {
		official = l.Say("citizen.history.official", map[string]any{"official": e.Official})
	}
	return joinNonEmpty(e.Case, official)
}

// joinNonEmpty joins the texts that are not empty.
func joinNonEmpty(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(s string) bool { return s == "" }), ", ")
}

// historyTable sends the whole list as a file for spreadsheets.
func (h *Handler) historyTable(req *http.Request, who photo.Citizen) (page.Reply, error) {
	entries, err := h.entries(req, who, req.URL.Query().Get("kind"))
	if err != nil {
		return nil, err
	}
	l := page.Language(req)
	header := append(heads(l)[:5], l.Say("citizen.history.id", nil))
	rows := make([][]string, 0, len(entries))
	for _, e := range entries {
		rows = append(rows, []string{
			l.CellTime(e.At), describe(l, e), applicationText(l, e), itemNames(l, e.Items), caseText(l, e), e.ID,
		})
	}
	var table bytes.Buffer
	if err := export.CSV(&table, l.CellSeparator(), header, rows); err != nil {
		return nil, err
	}
	return page.File{Type: "text/csv; charset=utf-8", Name: "history.csv", Data: table.Bytes()}, nil
}

// proof sends the document by which anybody can check that an entry is in the
// ledger.
func (h *Handler) proof(req *http.Request, who photo.Citizen) (page.Reply, error) {
	event := req.PathValue("event")
	document, err := h.Service.Proof(req.Context(), who, event)
	if err != nil {
		return nil, err
	}
	return page.File{Type: "application/json", Name: "proof.json", Data: document}, nil
}
