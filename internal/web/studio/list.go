package studio

import (
	"io"
	"net/http"
	"slices"
	"time"

	"myphoto/internal/export"
	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/progress"
	"myphoto/internal/service/staff"
	"myphoto/internal/service/studio"
	"myphoto/internal/web/page"
	"myphoto/internal/web/verdict"
)

// maxListed bounds the uploads of one list.
const maxListed = 500

// filter is how the list is narrowed, as typed.
type filter struct{ Text, From, To, Status, Employee string }

// listView is the list of uploads.
type listView struct {
	filter
	File      string // address of the same list as a spreadsheet
	Statuses  []page.Option
	Employees []page.Option // shown to the owner alone
	Table     page.Table
	Count     int
	Full      bool // there may be more
	Opened    int  // how many uploads a text is searched in
	Owner     bool
}

var errDate = &photo.Error{Kind: photo.Invalid, Code: "studio.date"}

func (h *Handler) list(req *http.Request, who photo.Operator) (page.Reply, error) {
	members, err := h.members(req, who)
	if err != nil {
		return nil, err
	}
	_, owner := who.Owner()
	l := page.Language(req)
	v := listView{filter: filterOf(req), File: "/studio/list.csv?" + req.URL.Query().Encode(), Opened: studio.MaxOpened, Owner: owner}
	v.Statuses = append(v.Statuses, page.Option{Label: l.Say("studio.list.any", nil)})
	for _, status := range progress.Statuses() {
		v.Statuses = append(v.Statuses, page.Option{Value: string(status), Label: statusTag(l, status).Text})
	}
	if owner {
		v.Employees = append(v.Employees, page.Option{Label: l.Say("studio.list.everybody", nil)})
		for _, m := range members {
			v.Employees = append(v.Employees, page.Option{Value: m.ID, Label: m.Label})
		}
	}
	list, refusal := h.find(req, who, members)
	if _, ok := formError(refusal); refusal != nil && !ok {
		return nil, refusal
	}
	v.Count, v.Full = len(list.Rows), list.More
	v.Table = listTable(l, list.Rows, authorNames(l, who, members))
	return h.page(req, "studio/list", v), refusal
}

// Narrowed reports whether the list is narrowed at all.
func (f filter) Narrowed() bool { return f != filter{} }

func filterOf(req *http.Request) filter {
	q := req.URL.Query()
	return filter{clip(q.Get("q")), q.Get("from"), q.Get("to"), q.Get("status"), q.Get("employee")}
}

// members lists the employees for the owner; nobody for an employee.
func (h *Handler) members(req *http.Request, who photo.Operator) ([]staff.Member, error) {
	owner, ok := who.Owner()
	if !ok {
		return nil, nil
	}
	return h.Staff.Staff(req.Context(), owner)
}

// find returns the uploads that pass the filter of the request. It refuses values
// that are not dates, at their fields.
func (h *Handler) find(req *http.Request, who photo.Operator, members []staff.Member) (studio.Listing, error) {
	asked := filterOf(req)
	var faults []*photo.Error
	from, ok := day(asked.From)
	if !ok {
		faults = append(faults, errDate.OnField("from"))
	}
	to, ok := day(asked.To)
	if !ok {
		faults = append(faults, errDate.OnField("to"))
	}
	if err := photo.Join(faults...); err != nil {
		return studio.Listing{}, err
	}
	f := studio.Filter{From: from, State: states[progress.Status(asked.Status)], Match: asked.match(page.Language(req)), Max: maxListed}
	if !to.IsZero() {
		f.To = to.AddDate(0, 0, 1)
	}
	if n := slices.IndexFunc(members, func(m staff.Member) bool { return m.ID == asked.Employee }); n >= 0 {
		f.By = members[n].Subject
	}
	return h.Service.List(req.Context(), who, f)
}

// day reads a date, 2026-11-21 as browsers send it or 21/11/2026, as midnight in
// Athens, and reports whether it is one; where nothing was typed, the zero time is.
func day(typed string) (time.Time, bool) {
	if typed == "" {
		return time.Time{}, true
	}
	for _, layout := range []string{time.DateOnly, "02/01/2006", "2/1/2006"} {
		if at, err := time.ParseInLocation(layout, typed, photo.Athens()); err == nil && at.Year() >= 2020 && at.Year() < 2200 {
			return at, true
		}
	}
	return time.Time{}, false
}

// states maps each status to the state of the life cycle that it belongs to.
var states = map[progress.Status]photo.State{
	progress.StatusDraft:       photo.Draft,
	progress.StatusUploaded:    photo.Waiting,
	progress.StatusBound:       photo.Waiting,
	progress.StatusSent:        photo.Waiting,
	progress.StatusMailed:      photo.Waiting,
	progress.StatusDelivered:   photo.Waiting,
	progress.StatusUndelivered: photo.Waiting,
	progress.StatusViewed:      photo.Waiting,
	progress.StatusReplaced:    photo.Waiting,
	progress.StatusRejected:    photo.Waiting,
	progress.StatusLinked:      photo.Associated,
	progress.StatusUnlinked:    photo.Dissociated,
	progress.StatusExpired:     photo.Erased,
	progress.StatusWithdrawn:   photo.Erased,
	progress.StatusErased:      photo.Erased,
}

// authorNames returns a function that names for the owner who made an upload:
// employees by their labels. It is nil where the studio has no employees.
func authorNames(l lang.Language, who photo.Operator, members []staff.Member) func(photo.SubjectID) string {
	if len(members) == 0 {
		return nil
	}
	return func(by photo.SubjectID) string {
		if n := slices.IndexFunc(members, func(m staff.Member) bool { return m.Subject == by }); n >= 0 {
			return members[n].Label
		}
		if by == who.Who() {
			return l.Say("studio.list.owner", nil)
		}
		return l.Say("studio.list.former", nil)
	}
}

func listTable(l lang.Language, rows []studio.UploadRow, author func(photo.SubjectID) string) page.Table {
	t := page.Table{Caption: l.Say("studio.list.title", nil), HeaderColumn: 2}
	keys := []string{"when", "client", "documents", "contact", "status", "until"}
	if author != nil {
		keys = append(keys, "by")
	}
	for _, key := range keys {
		t.Heads = append(t.Heads, l.Say("studio.list."+key, nil))
	}
	for _, row := range rows {
		name := row.Label
		if name == "" {
			name = row.ID.Number()
		}
		tag := statusTag(l, row.Status)
		t.Rows = append(t.Rows, []page.Cell{
			{Text: l.DateTime(row.CreatedAt)},
			{Text: name, Path: uploadPath(row.ID)},
			{Text: verdict.DocumentNames(l, row.Documents)},
			{Text: page.OrDash(row.Contact)},
			{Text: tag.Text, Tone: tag.Tone},
			{Text: page.OrDash(dateOf(l, row.LastDay))},
		})
		if last := len(t.Rows) - 1; author != nil {
			t.Rows[last] = append(t.Rows[last], page.Cell{Text: author(row.By)})
		}
	}
	return t
}

func dateOf(l lang.Language, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return l.Date(t)
}

// listCSV sends the list as a file for spreadsheets, to the owner.
func (h *Handler) listCSV(req *http.Request, who photo.Photographer) (page.Reply, error) {
	members, err := h.members(req, who)
	if err != nil {
		return nil, err
	}
	list, err := h.find(req, who, members)
	if err != nil {
		return nil, err
	}
	l := page.Language(req)
	shown := listTable(l, list.Rows, authorNames(l, who, members))
	var lines [][]string
	for i, row := range shown.Rows {
		var line []string
		for _, cell := range row {
			line = append(line, cell.Text)
		}
		line[0] = l.CellTime(list.Rows[i].CreatedAt) // the other dates are days
		lines = append(lines, line)
	}
	return page.Stream{
		Type: "text/csv; charset=utf-8", Name: "uploads.csv",
		Write: func(w io.Writer) error { return export.CSV(w, l.CellSeparator(), shown.Heads, lines) },
	}, nil
}
