package export

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode"
)

// CSV writes a table as RFC 4180 with the separator of the reader's
// spreadsheet, a comma or a semicolon, and with the byte order mark by which
// spreadsheets recognise UTF-8. It puts an apostrophe in front of whatever a
// spreadsheet would read as a formula, so that nobody's text runs on the
// reader's computer: at the beginning of a cell, and after each comma and
// semicolon, where a spreadsheet of another language begins another cell.
func CSV(w io.Writer, separator rune, header []string, rows [][]string) error {
	return CSVStream(w, separator, header, func(yield func([]string, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	})
}

// CSVStream is [CSV] for rows that are made while they are written. It ends at the
// first error of the rows.
func CSVStream(w io.Writer, separator rune, header []string, rows iter.Seq2[[]string, error]) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	table := csv.NewWriter(w)
	table.Comma = separator
	table.UseCRLF = true
	if err := table.Write(neutraliseRow(header)); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	for row, err := range rows {
		if err != nil {
			return fmt.Errorf("write table: %w", err)
		}
		if err := table.Write(neutraliseRow(row)); err != nil {
			return fmt.Errorf("write table: %w", err)
		}
	}
	table.Flush()
	if err := table.Error(); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}

func neutraliseRow(cells []string) []string {
	quoted := make([]string, len(cells))
	for i, cell := range cells {
		quoted[i] = neutralise(cell)
	}
	return quoted
}

// neutralise also treats a line end and a tab inside a cell as the beginning of
// another: a program that splits lines at the other separator ignores our
// quotation marks.
func neutralise(cell string) string {
	var quoted strings.Builder
	begins := true
	for i, r := range cell {
		if begins && strings.ContainsRune("=+-@＝＋－＠", r) || i == 0 && (r == '\t' || r == '\r') {
			quoted.WriteByte('\'')
		}
		quoted.WriteRune(r)
		begins = begins && unicode.IsSpace(r) || strings.ContainsRune(",;\n\r\t", r)
	}
	return quoted.String()
}
