package batch

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"myphoto/internal/export"
	"myphoto/internal/photo"
	"myphoto/internal/service/batch"
	"myphoto/internal/web/page"
)

const csvType = "text/csv; charset=utf-8"

// results sends what became of each row as a file for spreadsheets.
func (h *Handler) results(req *http.Request, who photo.Operator) (page.Reply, error) {
	v, err := h.load(req, who, batchID(req))
	if err != nil {
		return nil, err
	}
	l := page.Language(req)
	var heads []string
	for _, key := range []string{"line", "file", "label", "documents", "contact", "state", "wrong", "advice"} {
		heads = append(heads, l.Say("batch.column."+key, nil))
	}
	var lines [][]string
	for _, one := range v.Lines {
		lines = append(lines, []string{
			strconv.Itoa(one.Line), one.File, one.Label, one.DocumentNames, one.Contact, one.Tag.Text,
			strings.Join(one.Wrong, " · "), strings.Join(one.Advice, " · "),
		})
	}
	return page.Stream{
		Type: csvType, Name: "batch.csv",
		Write: func(w io.Writer) error { return export.CSV(w, l.CellSeparator(), heads, lines) },
	}, nil
}

// example sends a table to begin with.
func (h *Handler) example(req *http.Request, _ photo.Operator) (page.Reply, error) {
	l := page.Language(req)
	rows := [][]string{
		{"IMG_0001.jpg", "6900000001", "", "driving-licence passport", l.Say("batch.example.first", nil)},
		{"IMG_0002.jpg", "6900000002", "name@example.gr", "academic-id", l.Say("batch.example.second", nil)},
	}
	return page.Stream{
		Type: csvType, Name: "batch-example.csv",
		Write: func(w io.Writer) error { return export.CSV(w, l.CellSeparator(), batch.Columns(), rows) },
	}, nil
}
