package page

import "errors"

// Link is a way to another page of ours; Path is without /en.
type Link struct{ Path, Label string }

// Row is one line of a summary list. With a Path it ends in a link, whose
// hidden words are the key.
type Row struct{ Key, Value, Path, Action string }

// newRow takes key, value and, for a line that can be changed, path and action.
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

// Details is a heading that opens.
type Details struct{ Summary, Body string }

// Panel is the confirmation at the end of a journey; its title is the h1.
type Panel struct{ Title, Body string }

// Notice is a banner with a heading and, optionally, a text.
type Notice struct{ Heading, Body string }

// Tag is a state in a word: its tone is ok, wait, bad or off, and never the
// only cue.
type Tag struct{ Tone, Text string }

// Progress is how far something is, in percent.
type Progress struct {
	Label   string
	Percent int
}

// Cell is one cell of a table: text, or a tag, or a link. Hidden is added to a
// link for who hears it without its row.
type Cell struct {
	Text   string
	Tone   string // of a tag; empty: plain text
	Path   string // of a link, without /en
	Hidden string
	Lang   string // of the text, where it is not the page's
}

// Table is a table that becomes a list on a phone.
type Table struct {
	Caption string
	Heads   []string
	Rows    [][]Cell
	Names   int // the column, from 1, whose cells name their rows to those who hear them; 0: none does
}

// Named reports whether the cells of a column, from 0, name their rows.
func (t Table) Named(column int) bool { return column == t.Names-1 }

// Pages tells where in a long list a page stands, from 1. Path gets ?page=n.
type Pages struct {
	Path          string
	Current, Last int
}

// Numbers lists the pages to link: at most nine around the current one.
func (p Pages) Numbers() []int {
	first := max(1, p.Current-4)
	last := min(p.Last, first+8)
	var numbers []int
	for n := max(1, last-8); n <= last; n++ {
		numbers = append(numbers, n)
	}
	return numbers
}

// Previous is the page before; zero at the start.
func (p Pages) Previous() int { return p.Current - 1 }

// Next is the page after; zero at the end.
func (p Pages) Next() int {
	if p.Current >= p.Last {
		return 0
	}
	return p.Current + 1
}

// Moment is one event of a timeline.
type Moment struct{ When, What, More string }
