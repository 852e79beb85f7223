package batch

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/batch"
	"myphoto/internal/service/studio"
	"myphoto/internal/web/form"
	"myphoto/internal/web/page"
	"myphoto/internal/web/verdict"
)

// startView is the page with the form of a new batch and the batches that are kept.
type startView struct {
	Key       string
	Columns   string
	Documents []page.Row // what the column of documents may say
	Kept      []keptBatch
	Rows      int   // most
	MaxFile   int64 // bytes
}

// keptBatch is one line of the batches that are kept.
type keptBatch struct {
	Link page.Link
	Ends time.Time
}

// batchView is the page of one batch.
type batchView struct {
	batch.Page

	Path           string
	Done           string // key of the message about what was just done; empty: none
	Counts         []page.Row
	Lines          []line
	Wanted, Known  string // JSON, for the script: the names of the files that may come, and of those of all rows
	Waiting        int    // how many have not come
	Correct        int    // rows, which another picture may help
	Ready, Advised int
	Consent, Seen  string // "yes" where ticked
	Shown          string // the drafts as they are shown, by their versions
	MaxFile        int64  // bytes
}

// line is one row in words.
type line struct {
	batch.Row

	Name          string
	DocumentNames string
	Tag           page.Tag
	Path          string // of its draft or upload; empty: there is none
	Wrong, Advice []string
}

func (h *Handler) start(req *http.Request, who photo.Operator) (page.Reply, error) {
	kept, err := h.Service.List(req.Context(), who)
	if err != nil {
		return nil, err
	}
	l := page.Language(req)
	v := startView{Key: rand.Text(), Columns: strings.Join(batch.Columns(), ","), Rows: batch.MaxRows, MaxFile: maxFile}
	for _, p := range spec.Profiles() {
		v.Documents = append(v.Documents, page.Row{Key: string(p.ID), Value: l.Say(p.Name, nil)})
	}
	for _, b := range kept {
		v.Kept = append(v.Kept, keptBatch{page.Link{Path: pathOf(b.ID), Label: l.Say("batch.kept.one", map[string]any{
			"when": l.DateTime(b.CreatedAt), "n": b.Rows,
		})}, b.EndsAt})
	}
	return h.page(req, "batch/start", v), nil
}

// create takes a table, with as many files as come with it. Nothing is kept of a table
// with a fault.
func (h *Handler) create(req *http.Request, who photo.Operator) (page.Reply, error) {
	refused := func(cause error) (page.Reply, error) {
		if !shown(cause) {
			return nil, cause
		}
		reply, err := h.start(req, who)
		if err != nil {
			return nil, err
		}
		return reply, cause
	}
	form, err := h.receive(req, who)
	if err != nil {
		return refused(err)
	}
	defer form.close()
	if form.table == nil {
		return refused(errNoTable)
	}
	id, err := h.Service.Create(req.Context(), who, form.table, form.values.Get("idempotency_key"))
	if err != nil {
		return refused(err)
	}
	return h.filled(req, who, id, form)
}

// fill takes files for the rows of a batch.
func (h *Handler) fill(req *http.Request, who photo.Operator) (page.Reply, error) {
	id := batchID(req)
	form, err := h.receive(req, who)
	if err != nil {
		return h.refusedOn(req, who, id, err)
	}
	defer form.close()
	switch {
	case form.table != nil:
		err = errTables
	case len(form.names) == 0:
		err = errNoFiles
	}
	if err != nil {
		return h.refusedOn(req, who, id, err)
	}
	return h.filled(req, who, id, form)
}

// filled deals with the files of a form and leads to the page of the batch, which says
// where some could not be taken.
func (h *Handler) filled(req *http.Request, who photo.Operator, id photo.BatchID, form *sent) (page.Reply, error) {
	if err := h.fillFrom(req, who, id, form); err != nil {
		return h.refusedOn(req, who, id, err)
	}
	return page.Redirect(pathOf(id)), nil
}

// refusedOn shows the page of a batch with what is wrong.
func (h *Handler) refusedOn(req *http.Request, who photo.Operator, id photo.BatchID, cause error) (page.Reply, error) {
	if !shown(cause) {
		return nil, cause
	}
	v, err := h.load(req, who, id)
	if err != nil {
		return nil, err
	}
	return h.batchPage(req, v), cause
}

func (h *Handler) show(req *http.Request, who photo.Operator) (page.Reply, error) {
	v, err := h.load(req, who, batchID(req))
	if err != nil {
		return nil, err
	}
	if req.URL.Query().Get("done") == "sent" {
		v.Done = "batch.done"
	}
	return h.batchPage(req, v), nil
}

func (h *Handler) batchPage(req *http.Request, v batchView) page.Page {
	reply := h.page(req, "batch/batch", v)
	title := page.Language(req).Say("batch.batch.title", map[string]any{"when": page.Language(req).DateTime(v.CreatedAt)})
	reply.Layout.Title, reply.Layout.Path, reply.Layout.Query = title, v.Path, ""
	reply.Layout.Crumbs[1].Path = "/studio/batch"
	reply.Layout.Crumbs = append(reply.Layout.Crumbs, page.Crumb{Text: title})
	return reply
}

// send sends what is ready, and leads back to the page.
func (h *Handler) send(req *http.Request, who photo.Operator) (page.Reply, error) {
	values, err := form.Values(req, form.MaxSmall)
	if err != nil {
		return nil, err
	}
	c := studio.Confirmation{Agreed: form.Ticked(values, "agreed"), Acknowledged: form.Ticked(values, "acknowledged"), Seen: strings.Fields(values.Get("seen"))}
	id := batchID(req)
	out, err := h.Service.Send(req.Context(), who, id, c)
	if err == nil {
		err = photo.Join(out.Changed, out.Limited)
	}
	if err == nil {
		return page.Redirect(pathOf(id) + "?done=sent"), nil
	}
	if !shown(err) {
		return nil, err
	}
	v, failed := h.load(req, who, id)
	if failed != nil {
		return nil, failed
	}
	if out.Changed == nil { // or else other rows are asked about
		v.Consent, v.Seen = ticked(c.Agreed), ticked(c.Acknowledged)
	}
	return h.batchPage(req, v), err
}

// ticked returns the value of a checkbox: "yes" where it is ticked.
func ticked(is bool) string { //nolint:revive // flag-parameter: it is the value that is written
	if is {
		return "yes"
	}
	return ""
}

func (h *Handler) load(req *http.Request, who photo.Operator, id photo.BatchID) (batchView, error) {
	found, err := h.Service.View(req.Context(), who, id)
	if err != nil {
		return batchView{}, err
	}
	l := page.Language(req)
	var known []string
	for _, row := range found.Rows {
		known = append(known, row.File)
	}
	wanted, err := json.Marshal(wantedFiles(found))
	if err != nil {
		return batchView{}, err
	}
	all, err := json.Marshal(known)
	if err != nil {
		return batchView{}, err
	}
	v := batchView{
		Page: found, Path: pathOf(found.ID), Wanted: string(wanted), Known: string(all), Waiting: len(found.Missing()), Correct: found.Count(batch.RowCorrect),
		Ready: found.Count(batch.RowReady, batch.RowAdvice), Advised: found.Count(batch.RowAdvice),
		MaxFile: maxFile,
	}
	for _, state := range []batch.RowState{batch.RowReady, batch.RowAdvice, batch.RowCorrect, batch.RowWaits, batch.RowSent, batch.RowEnded} {
		if n := found.Count(state); n > 0 {
			v.Counts = append(v.Counts, page.Row{Key: l.Say("batch.row."+string(state), nil), Value: l.Number(int64(n))})
		}
	}
	var shown []string
	for _, row := range found.Rows {
		v.Lines = append(v.Lines, newLine(l, row))
		if row.Version != "" {
			shown = append(shown, row.Version)
		}
	}
	v.Shown = strings.Join(shown, " ")
	return v, nil
}

// wantedFiles lists the names of the files that have not come, and of the photos of rows
// to be corrected, in whose place better ones may come.
func wantedFiles(p batch.Page) []string {
	names := append([]string{}, p.Missing()...)
	for _, row := range p.Rows {
		if row.State == batch.RowCorrect && !slices.Contains(names, row.File) {
			names = append(names, row.File)
		}
	}
	return names
}

// tones lists the tone of the tag of each state.
var tones = map[batch.RowState]string{
	batch.RowReady: "ok", batch.RowAdvice: "wait", batch.RowCorrect: "bad", batch.RowWaits: "off", batch.RowSent: "ok", batch.RowEnded: "off",
}

func newLine(l lang.Language, row batch.Row) line {
	one := line{
		Row: row, Name: row.Label, DocumentNames: verdict.DocumentNames(l, row.Documents),
		Tag: page.Tag{Tone: tones[row.State], Text: l.Say("batch.row."+string(row.State), nil)},
	}
	if one.Name == "" {
		one.Name = row.File
	}
	if row.State == batch.RowSent || row.State == batch.RowEnded {
		one.Tag.Text += ": " + l.Say("upload.status."+string(row.Status), nil)
	}
	if row.Upload != "" {
		one.Path = "/studio/u/" + string(row.Upload)
	}
	if row.State == batch.RowCorrect || row.State == batch.RowAdvice {
		one.Wrong, one.Advice = verdict.Reasons(l, row.Verdict)
		for _, fault := range row.Faults {
			one.Wrong = append(one.Wrong, faultText(l, row, fault))
		}
	}
	return one
}

// faultText says what is wrong with a row, after the name of its field.
func faultText(l lang.Language, row batch.Row, fault *photo.Error) string {
	said := l.Say(fault.Code, fault.Args)
	switch fault.Field {
	case "mobile", "email", "documents", "label":
		return l.Say("batch.column."+fault.Field, nil) + ": " + said
	case "signature":
		if len(row.Missing) > 0 {
			return l.Say("batch.signature", map[string]any{"file": row.Missing[len(row.Missing)-1]})
		}
	}
	return said
}
