package page

import "errors"

// Link is a way to another page of ours; Path is without /en.
type Link struct{ Path, Label string }

// Row is one line of a summary list. With a Path it ends in a link, whose visually
// hidden text is the key.
type Row struct{ Key, Value, Path, Action string }

// newRow returns a row of key and value and, for a line that can be changed, path
// and action.
func newRow(texts ...string) (Row, error) {
	switch len(texts) {
	case 2:
		return Row{Key: texts[0], Value: texts[1]}, nil
	case 4:
		return Row{texts[0], texts[1], texts[2], texts[3]}, nil
	default:
		return Row{}, errors.New("row takes key and value, or key, value, path and action")
	}
}

// Step is one step of a numbered journey.
type Step struct{ Heading, Body string }

// Panel is the confirmation at the end of a journey; its title is the h1.
type Panel struct{ Title, Body string }

// Notice is a banner with a heading and, optionally, a text.
type Notice struct{ Heading, Body string }

// Tag is a state in a word: its tone is ok, wait, bad or off, and never the
// only cue.
type Tag struct{ Tone, Text string }

// Cell is one cell of a table: text, or a tag, or a link. Hidden is added to a link
// for people who hear it without its row.
type Cell struct {
	Text   string
	Tone   string // of a tag; empty: plain text
	Path   string // of a link, without /en
	Hidden string
	Lang   string // of the text, where it is not the page's
}

// Table is a table that becomes a list on a phone.
type Table struct {
	Caption      string
	Heads        []string
	Rows         [][]Cell
	HeaderColumn int // the column, from 1, whose cells are headers of their rows; 0: none is
}

// IsHeader reports whether the cells of a column, from 0, are headers of their
// rows.
func (t Table) IsHeader(column int) bool { return column == t.HeaderColumn-1 }

// Moment is one event of a timeline.
type Moment struct{ When, What string }

// OrDash returns text, or a dash where there is none.
func OrDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}
