package batchtable

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/photo/typed"
)

// Bounds of a table. A cell is at most maxCell bytes; of all faults the first maxFaults
// are told.
const (
	MaxBytes   = 256 << 10
	MaxRows    = 200
	maxCell    = 500
	maxColumns = 32
	maxFaults  = 20
)

// Refusals of a table. Those of a row have the number of its line in the argument
// "line", from 1, the header included.
var (
	ErrLarge     = &photo.Error{Kind: photo.Invalid, Code: "batch.table.large", Field: "table"}
	ErrNotText   = &photo.Error{Kind: photo.Invalid, Code: "batch.table.type", Field: "table"}
	ErrEmpty     = &photo.Error{Kind: photo.Invalid, Code: "batch.table.empty", Field: "table"}
	ErrQuotes    = &photo.Error{Kind: photo.Invalid, Code: "batch.table.quotes", Field: "table"}
	ErrHeader    = &photo.Error{Kind: photo.Invalid, Code: "batch.table.header", Field: "table"}
	ErrColumn    = &photo.Error{Kind: photo.Invalid, Code: "batch.table.column", Field: "table"}
	ErrTwice     = &photo.Error{Kind: photo.Invalid, Code: "batch.table.twice", Field: "table"}
	ErrRows      = &photo.Error{Kind: photo.Invalid, Code: "batch.table.rows", Field: "table"}
	ErrCells     = &photo.Error{Kind: photo.Invalid, Code: "batch.table.cells", Field: "table"}
	ErrFormula   = &photo.Error{Kind: photo.Invalid, Code: "batch.table.formula", Field: "table"}
	ErrCell      = &photo.Error{Kind: photo.Invalid, Code: "batch.table.cell", Field: "table"}
	ErrNoFile    = &photo.Error{Kind: photo.Invalid, Code: "batch.table.file", Field: "table"}
	ErrSameFile  = &photo.Error{Kind: photo.Invalid, Code: "batch.table.same", Field: "table"}
	ErrAlike     = &photo.Error{Kind: photo.Invalid, Code: "batch.table.alike", Field: "table"}
	ErrDocument  = &photo.Error{Kind: photo.Invalid, Code: "batch.table.document", Field: "table"}
	ErrDocuments = &photo.Error{Kind: photo.Invalid, Code: "batch.table.documents", Field: "table"}
	ErrMore      = &photo.Error{Kind: photo.Invalid, Code: "batch.table.more", Field: "table"}
)

// Row is one row: a client. Line is its line in the file, from 1, the header included.
type Row struct {
	Line int
	File string // name of the photo's file, as typed, without folders
	Client
}

// Client is what a row says of its client.
type Client struct {
	Mobile, Email string // as typed
	Documents     []photo.ProfileID
	Label         string
}

// The columns. The others than Label are asked for, of Mobile and Email one.
const (
	columnFile      = "file"
	columnMobile    = "mobile"
	columnEmail     = "email"
	columnDocuments = "documents"
	columnLabel     = "label"
)

// Columns lists the names of the columns in the order of an example.
func Columns() []string {
	return []string{columnFile, columnMobile, columnEmail, columnDocuments, columnLabel}
}

// aliases are Greek names of the columns, without accents.
var aliases = map[string]string{
	"αρχειο": columnFile, "φωτογραφια": columnFile, "κινητο": columnMobile, "e-mail": columnEmail, "mail": columnEmail,
	"εγγραφο": columnDocuments, "εγγραφα": columnDocuments, "ετικετα": columnLabel, "πελατης": columnLabel,
}

// Parse reads a table. The refusal tells everything that is wrong with it, at most 20
// faults; nothing is returned with it.
func Parse(content []byte) ([]Row, error) {
	if len(content) > MaxBytes {
		return nil, ErrLarge.WithArg("have", len(content)>>10).WithArg("max", MaxBytes>>10)
	}
	text, ok := decode(content)
	if !ok {
		return nil, ErrNotText
	}
	text, separator := separatorOf(text)
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma, reader.FieldsPerRecord = separator, -1
	header, err := reader.Read()
	if err != nil {
		return nil, readError(err)
	}
	columns, err := columnsOf(header)
	if err != nil {
		return nil, err
	}
	p := parser{columns: columns, files: map[string]int{}, stems: map[string]int{}}
	if err := p.readAll(reader); err != nil {
		return nil, err
	}
	if err := p.refusal(); err != nil {
		return nil, err
	}
	return p.rows, nil
}

// parser collects the rows of one table, and what is wrong with them.
type parser struct {
	columns []string // empty: a column without a name
	rows    []Row
	count   int            // rows, also those beyond the bound
	files   map[string]int // line of each file
	stems   map[string]int // line of each file and each signature, by its name without the extension
	faults  []*photo.Error
}

func (p *parser) readAll(reader *csv.Reader) error {
	for {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return readError(err)
		}
		if !slices.ContainsFunc(cells, func(cell string) bool { return typed.Text(cell) != "" }) {
			continue
		}
		if p.count++; p.count <= MaxRows {
			line, _ := reader.FieldPos(0)
			p.read(line, cells)
		}
	}
}

// refusal returns what is wrong with the table.
func (p *parser) refusal() error {
	switch {
	case p.count > MaxRows:
		return ErrRows.WithArg("have", p.count).WithArg("max", MaxRows)
	case p.count == 0:
		return ErrEmpty
	case len(p.faults) > maxFaults:
		left := len(p.faults) - maxFaults
		return photo.Join(append(p.faults[:maxFaults], ErrMore.WithArg("n", left))...)
	}
	return photo.Join(p.faults...)
}

func (p *parser) read(line int, cells []string) {
	values := map[string]string{}
	for i, cell := range cells {
		cell = typed.Text(cell)
		if cell == "" {
			continue
		}
		if i >= len(p.columns) || p.columns[i] == "" {
			p.fault(ErrCells, line, map[string]any{"have": i + 1})
			return
		}
		if fault := checkCell(p.columns[i], cell); fault != nil {
			p.fault(fault, line, map[string]any{"column": p.columns[i], "max": maxCell})
			continue
		}
		values[p.columns[i]] = cell
	}
	client := Client{Mobile: values[columnMobile], Email: values[columnEmail], Label: values[columnLabel]}
	row := Row{Line: line, File: BaseName(values[columnFile]), Client: client}
	p.checkFile(row)
	p.readDocuments(&row, values[columnDocuments])
	p.rows = append(p.rows, row)
}

func (p *parser) fault(fault *photo.Error, line int, args map[string]any) {
	fault = fault.WithArg("line", line)
	for name, value := range args {
		fault = fault.WithArg(name, value)
	}
	p.faults = append(p.faults, fault)
}

// checkFile remembers the file of a row, which no other row may name. Nor may the files
// of two rows, or the signatures, differ in the extension alone: it could not be told
// whose a file is.
func (p *parser) checkFile(row Row) {
	key := Key(row.File)
	earlier, taken := p.files[key]
	stem, _ := Stem(key)
	alike := max(p.stems[stem], p.stems[stem+signatureMark]) // lines begin at 1
	switch {
	case key == "":
		p.fault(ErrNoFile, row.Line, nil)
	case taken:
		p.fault(ErrSameFile, row.Line, map[string]any{"file": row.File, "other": earlier})
	case alike > 0:
		p.fault(ErrAlike, row.Line, map[string]any{"file": row.File, "other": alike})
	default:
		p.files[key], p.stems[stem], p.stems[stem+signatureMark] = row.Line, row.Line, row.Line
	}
}

func (p *parser) readDocuments(row *Row, cell string) {
	for _, word := range strings.FieldsFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;|+/", r) }) {
		id := photo.ProfileID(strings.ToLower(word))
		switch {
		case len(spec.KnownDocuments([]photo.ProfileID{id})) == 0:
			p.fault(ErrDocument, row.Line, map[string]any{"have": word, "known": knownDocuments()})
			return
		case !slices.Contains(row.Documents, id):
			row.Documents = append(row.Documents, id)
		}
	}
	if len(row.Documents) == 0 {
		p.fault(ErrDocuments, row.Line, map[string]any{"known": knownDocuments()})
	}
}

func knownDocuments() string {
	var ids []string
	for _, p := range spec.Profiles() {
		ids = append(ids, string(p.ID))
	}
	return strings.Join(ids, ", ")
}

// checkCell refuses a cell that is too long, has characters that cannot be seen, or
// would be a formula in a spreadsheet. A mobile begins with a plus.
func checkCell(column, cell string) *photo.Error {
	begins := "=+-@"
	if column == columnMobile {
		begins = "=-@"
	}
	switch {
	case strings.ContainsRune(begins, []rune(cell)[0]):
		return ErrFormula
	case len(cell) > maxCell || strings.ContainsFunc(cell, unicode.IsControl):
		return ErrCell
	default:
		return nil
	}
}

// columnsOf reads the header.
func columnsOf(header []string) ([]string, error) {
	if len(header) > maxColumns {
		return nil, ErrHeader
	}
	columns := make([]string, len(header))
	for i, cell := range header {
		name := folded(typed.Text(cell))
		if alias, ok := aliases[name]; ok {
			name = alias
		}
		switch {
		case name == "":
			continue
		case !slices.Contains(Columns(), name):
			return nil, unknownColumn(cell, i == 0)
		case slices.Contains(columns, name):
			return nil, ErrTwice.WithArg("column", name)
		}
		columns[i] = name
	}
	has := func(name string) bool { return slices.Contains(columns, name) }
	if !has(columnFile) || !has(columnDocuments) || !has(columnMobile) && !has(columnEmail) {
		return nil, ErrHeader
	}
	return columns, nil
}

// unknownColumn refuses a column that is not known. Where the first is not, there
// probably is no header.
func unknownColumn(cell string, first bool) error { //nolint:revive // flag-parameter: where the cell stands
	cell = typed.Text(cell)
	if first || len(cell) > 60 || strings.ContainsFunc(cell, unicode.IsControl) {
		return ErrHeader
	}
	return ErrColumn.WithArg("column", cell)
}

// readError makes a refusal of why a table cannot be read.
func readError(err error) error {
	if errors.Is(err, io.EOF) {
		return ErrEmpty
	}
	if where, ok := errors.AsType[*csv.ParseError](err); ok {
		return ErrQuotes.WithArg("line", where.StartLine)
	}
	return ErrNotText
}

// folded returns a text without accents, in lower case.
func folded(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(strings.ToLower(text)))
}
