package citizen

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"myphoto/internal/export"
	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/service/citizen"
	"myphoto/internal/web/page"
)

// entriesShown is the number of entries on one page of the history.
const entriesShown = 25

// historyKinds lists the ways to narrow the history, as the page names them.
func historyKinds() []string { return []string{"all", "retrievals", "grants", "files", "refused"} }

// kindOf returns what a request wants to see, and its name; an unknown name narrows
// nothing.
func kindOf(req *http.Request) (citizen.HistoryKind, string) {
	name := req.URL.Query().Get("kind")
	if name == "all" || !slices.Contains(historyKinds(), name) {
		return citizen.AllHistory, "all"
	}
	return citizen.HistoryKind(name), name
}

// historyView is one page of the history.
type historyView struct {
	Kind          string
	Kinds         []page.Option
	Entries       []historyRow
	Newest, Older string // addresses; empty at the ends
}

// historyRow is one entry. Parts are the files of a retrieval that were handed over.
type historyRow struct {
	At    time.Time
	What  string
	Lines []string // who, which files, for which case; those that there are
	Proof string   // address; empty while the entry is not in the ledger's tree yet
	Parts []historyRow
}

func (h *Handler) history(req *http.Request, who photo.Citizen) (page.Reply, error) {
	kind, name := kindOf(req)
	after := req.URL.Query().Get("after")
	// One more than is shown tells whether there are older ones.
	entries, err := h.Service.History(req.Context(), who, citizen.HistoryPage{Kind: kind, After: after, Limit: entriesShown + 1})
	if err != nil {
		return nil, err
	}
	l := page.Language(req)
	view := historyView{Kind: name}
	for _, k := range historyKinds() {
		view.Kinds = append(view.Kinds, page.Option{Value: k, Label: l.Say("citizen.history.kind."+k, nil)})
	}
	address := "/citizen/history?kind=" + name
	if after != "" {
		view.Newest = address
	}
	if len(entries) > entriesShown {
		entries = entries[:entriesShown]
		view.Older = address + "&after=" + entries[entriesShown-1].ID
	}
	for _, e := range entries {
		row := newHistoryRow(l, e, applicationText(l, e), fileText(l, e), caseText(l, e), custodianText(l, e))
		if e.Act == "retrieval.create" && e.Outcome == "done" && len(e.Fetches) == 0 {
			row.Lines = append(row.Lines, l.Say("citizen.history.none", nil))
		}
		for _, part := range e.Fetches {
			row.Parts = append(row.Parts, newHistoryRow(l, part, fileText(l, part)))
		}
		view.Entries = append(view.Entries, row)
	}
	reply := withBack("/citizen", "citizen/history", view)
	reply.Layout.Width = page.Full
	return reply, nil
}

func heads(l lang.Language) []string {
	list := make([]string, 0, 6)
	for _, name := range []string{"when", "what", "app", "files", "case"} {
		list = append(list, l.Say("citizen.history."+name, nil))
	}
	return list
}

func newHistoryRow(l lang.Language, e citizen.HistoryEntry, lines ...string) historyRow {
	row := historyRow{At: e.At, What: describe(l, e), Lines: nonEmpty(lines)}
	if e.Integrated {
		row.Proof = "/citizen/history/" + e.ID + "/proof"
	}
	return row
}

// describe says what was done, or that it was refused and why.
func describe(l lang.Language, e citizen.HistoryEntry) string {
	act := l.Say("act."+string(e.Act), nil)
	if minor := "act." + string(e.Act) + ".minor"; e.ByCustodian && l.Has(minor) {
		act = l.Say(minor, nil)
	}
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

// custodianText says which custodian did an act for a minor.
func custodianText(l lang.Language, e citizen.HistoryEntry) string {
	switch {
	case !e.ByCustodian:
		return ""
	case e.Own:
		return l.Say("citizen.history.custodian.own", nil)
	default:
		return l.Say("citizen.history.custodian.other", nil)
	}
}

// fileText names the pictures of an entry, or the file that was downloaded.
func fileText(l lang.Language, e citizen.HistoryEntry) string {
	return joinNonEmpty(itemNames(l, e.Items), e.File)
}

// joinNonEmpty joins the texts that are not empty.
func joinNonEmpty(texts ...string) string { return strings.Join(nonEmpty(texts), ", ") }

func nonEmpty(texts []string) []string {
	return slices.DeleteFunc(texts, func(s string) bool { return s == "" })
}

// historyTable sends the whole list as a file for spreadsheets.
func (h *Handler) historyTable(req *http.Request, who photo.Citizen) (page.Reply, error) {
	kind, _ := kindOf(req)
	l := page.Language(req)
	header := append(heads(l), l.Say("citizen.history.id", nil))
	rows := func(yield func([]string, error) bool) {
		for e, err := range h.Service.WholeHistory(req.Context(), who, kind) {
			for _, one := range slices.Backward(append([]citizen.HistoryEntry{e}, e.Fetches...)) {
				row := []string{l.CellTime(one.At), describe(l, one), applicationText(l, one), fileText(l, one), joinNonEmpty(caseText(l, one), custodianText(l, one)), one.ID}
				if !yield(row, err) {
					return
				}
			}
		}
	}
	return page.Stream{
		Type: "text/csv; charset=utf-8", Name: "history.csv",
		Write: func(w io.Writer) error { return export.CSVStream(w, l.CellSeparator(), header, rows) },
	}, nil
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
