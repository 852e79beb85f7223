package paper

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
)

// CSV writes a table as RFC 4180 with the byte order mark by which spreadsheets
// recognise UTF-8. A cell that a spreadsheet would take for a formula gets a
// leading apostrophe, so that nobody's text can act on the reader's computer.
func CSV(w io.Writer, header []string, rows [][]string) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	table := csv.NewWriter(w)
	table.UseCRLF = true
	if err := table.Write(harmless(header)); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	for _, row := range rows {
		if err := table.Write(harmless(row)); err != nil {
			return fmt.Errorf("write table: %w", err)
		}
	}
	table.Flush()
	if err := table.Error(); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}

func harmless(cells []string) []string {
	quoted := make([]string, len(cells))
	for i, cell := range cells {
		if strings.IndexAny(cell, "=+-@\t\r") == 0 {
			cell = "'" + cell
		}
		quoted[i] = cell
	}
	return quoted
}
