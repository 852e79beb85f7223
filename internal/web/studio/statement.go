package studio

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"myphoto/internal/export"
	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/photo/statement"
	"myphoto/internal/web/page"
	"myphoto/internal/web/verdict"
)

// maxStatementRows bounds the rows that the page shows; the file holds all of them.
const maxStatementRows = 400

// statementView is the statement of a period.
type statementView struct {
	From, To string // as typed, or the days of the current month
	Months   []page.Link
	Total    []page.Row
	Table    page.Table
	All      int // how many rows there are, when the table does not hold them all
	File     string
	Owner    bool
}

// period is a part of time in whole days of Athens; to is the last day.
type period struct{ from, to time.Time }

func (p period) query() string {
	return url.Values{"from": {p.from.Format(time.DateOnly)}, "to": {p.to.Format(time.DateOnly)}}.Encode()
}

// month returns the month of a day, which ends with it where it is the current one.
func month(today time.Time, back int) period {
	from := time.Date(today.Year(), today.Month()-time.Month(back), 1, 0, 0, 0, 0, photo.Athens())
	to := from.AddDate(0, 1, -1)
	if back == 0 {
		to = time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, photo.Athens())
	}
	return period{from, to}
}

// periodOf reads the period of a request; the current month where none is named.
func (h *Handler) periodOf(req *http.Request) (period, error) {
	asked := month(h.Now().In(photo.Athens()), 0)
	var faults []*photo.Error
	for field, at := range map[string]*time.Time{"from": &asked.from, "to": &asked.to} {
		typed := strings.TrimSpace(req.URL.Query().Get(field))
		when, ok := day(typed)
		switch {
		case !ok:
			faults = append(faults, errDate.OnField(field))
		case typed != "":
			*at = when
		}
	}
	slices.SortFunc(faults, func(a, b *photo.Error) int { return cmp.Compare(a.Field, b.Field) })
	return asked, photo.Join(faults...)
}

func (h *Handler) statement(req *http.Request, who photo.Operator) (page.Reply, error) {
	l := page.Language(req)
	asked, refusal := h.periodOf(req)
	report, author := statement.Report{}, namesOf(nil)
	if refusal == nil {
		var err error
		if report, author, err = h.stated(req, who, asked); err != nil {
			if _, ok := formError(err); !ok {
				return nil, err
			}
			refusal = err
		}
	}
	v := statementView{
		From: cmp.Or(req.URL.Query().Get("from"), asked.from.Format(time.DateOnly)),
		To:   cmp.Or(req.URL.Query().Get("to"), asked.to.Format(time.DateOnly)),
		File: "/studio/statement.csv?" + asked.query(), Owner: author != nil,
	}
	for back := range 3 {
		p := month(h.Now().In(photo.Athens()), back)
		v.Months = append(v.Months, page.Link{Path: "/studio/statement?" + p.query(), Label: p.from.Format("01/2006")})
	}
	if len(report.Rows) > maxStatementRows {
		v.All, report.Rows = len(report.Rows), report.Rows[:maxStatementRows]
	}
	v.Total = totalRows(l, report.Total)
	if v.Table = statementTable(l, report.Rows, author); report.Total.Uploads == 0 {
		v.Total = nil
	}
	return h.page(req, "studio/statement", v), refusal
}

// namesOf names who made an upload; nil where there is nobody to tell apart.
type namesOf func(photo.SubjectID) string

// stated returns the statement of a period, sorted for reading, with the names of the
// employees for their owner.
func (h *Handler) stated(req *http.Request, who photo.Operator, p period) (statement.Report, namesOf, error) {
	report, err := h.Figures.Statement(req.Context(), who, p.from, p.to.AddDate(0, 0, 1))
	if err != nil {
		return report, nil, err
	}
	members, err := h.members(req, who)
	if err != nil {
		return report, nil, err
	}
	var author namesOf
	if _, owner := who.Owner(); owner {
		author = namesOf(authorNames(page.Language(req), who, members))
	}
	if _, owner := who.Owner(); owner && author == nil {
		author = func(by photo.SubjectID) string {
			return page.Language(req).Say("studio.list."+map[bool]string{true: "owner", false: "former"}[by == who.Who()], nil)
		}
	}
	if author != nil {
		slices.SortStableFunc(report.Rows, func(a, b statement.Row) int {
			return cmp.Or(b.Day.Compare(a.Day), cmp.Compare(author(a.By), author(b.By)))
		})
	}
	return report, author, nil
}

func statementTable(l lang.Language, rows []statement.Row, author namesOf) page.Table {
	t := page.Table{Caption: l.Say("studio.statement.title", nil), HeaderColumn: 1}
	keys := []string{"day", "by", "document", "uploads", "first", "redone", "why", "delivered", "linked"}
	if author == nil {
		keys = slices.Delete(keys, 1, 2)
	}
	for _, key := range keys {
		t.Heads = append(t.Heads, l.Say("studio.statement."+key, nil))
	}
	for _, row := range rows {
		line := []page.Cell{{Text: l.Date(row.Day)}}
		if author != nil {
			line = append(line, page.Cell{Text: author(row.By)})
		}
		line = append(line, page.Cell{Text: verdict.DocumentNames(l, []photo.ProfileID{row.Document})})
		for _, n := range []int{row.Uploads, row.FirstTry, row.Redone} {
			line = append(line, page.Cell{Text: strconv.Itoa(n)})
		}
		line = append(line, page.Cell{Text: page.OrDash(whyRedone(l, row.Why))})
		for _, n := range []int{row.Delivered, row.Linked} {
			line = append(line, page.Cell{Text: strconv.Itoa(n)})
		}
		t.Rows = append(t.Rows, line)
	}
	return t
}

// whyRedone says why uploads were done again, the most frequent reason first.
func whyRedone(l lang.Language, why map[string]int) string {
	reasons := slices.SortedFunc(maps.Keys(why), func(a, b string) int {
		return cmp.Or(cmp.Compare(why[b], why[a]), cmp.Compare(a, b))
	})
	var said []string
	for _, one := range reasons {
		said = append(said, fmt.Sprintf("%s (%d)", reasonName(l, one), why[one]))
	}
	return strings.Join(said, " · ")
}

// reasonName names one reason: of the statement, of a rejection, or the name of a check.
func reasonName(l lang.Language, why string) string {
	switch why {
	case statement.Advice, statement.Form, statement.OwnWish:
		return l.Say("studio.statement.why."+why, nil)
	}
	for _, rejected := range photo.RejectReasons() {
		if why == statement.Rejected(rejected) {
			return l.Say("studio.statement.why.rejected", map[string]any{"reason": l.Say("reject.reason."+string(rejected), nil)})
		}
	}
	return verdict.RuleName(l, why)
}

func totalRows(l lang.Language, c statement.Counts) []page.Row {
	var rows []page.Row
	add := func(key, value string) {
		rows = append(rows, page.Row{Key: l.Say("studio.statement."+key, nil), Value: value})
	}
	for _, one := range []struct {
		key string
		n   int
	}{{"uploads", c.Uploads}, {"first", c.FirstTry}, {"redone", c.Redone}, {"delivered", c.Delivered}, {"linked", c.Linked}} {
		add(one.key, l.Say("studio.stats.part", map[string]any{"percent": percent(one.n, c.Uploads), "n": one.n, "all": c.Uploads}))
	}
	rows[0].Value = l.Number(int64(c.Uploads))
	if len(c.Why) > 0 {
		add("why", whyRedone(l, c.Why))
	}
	return rows
}

// statementCSV sends the statement as a file for spreadsheets.
func (h *Handler) statementCSV(req *http.Request, who photo.Operator) (page.Reply, error) {
	asked, err := h.periodOf(req)
	if err != nil {
		return nil, err
	}
	report, author, err := h.stated(req, who, asked)
	if err != nil {
		return nil, err
	}
	l := page.Language(req)
	shown := statementTable(l, report.Rows, author)
	lines := make([][]string, len(shown.Rows))
	for i, row := range shown.Rows {
		for _, cell := range row {
			lines[i] = append(lines[i], strings.TrimPrefix(cell.Text, "–"))
		}
		lines[i][0] = l.CellDate(report.Rows[i].Day)
	}
	return page.Stream{
		Type: "text/csv; charset=utf-8", Name: "statement-" + asked.from.Format(time.DateOnly) + "-" + asked.to.Format(time.DateOnly) + ".csv",
		Write: func(w io.Writer) error { return export.CSV(w, l.CellSeparator(), shown.Heads, lines) },
	}, nil
}
