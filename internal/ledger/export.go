package ledger

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
)

// maxLine is the maximum length of a line of an export in bytes: a record with
// the largest body, in base64.
const maxLine = MaxBody*4/3 + 1024

// ErrExport means that a text is not an export of a ledger.
var ErrExport = errors.New("ledger: not an export")

// exportLine is a line of an export: a record, or the signed checkpoint over all
// of them, which is the last line. In JSON, bytes are standard base64.
type exportLine struct {
	Seq                    *int64
	Salt, Body, Commitment []byte
	Checkpoint             string
}

// WriteExport writes records and the checkpoint over all of them as an export:
// lines of JSON. Without a checkpoint it ends with the last record.
func WriteExport(w io.Writer, records iter.Seq2[Record, error], checkpoint []byte) error {
	lines := json.NewEncoder(w)
	for record, err := range records {
		if err != nil {
			return err
		}
		if err := lines.Encode(record); err != nil {
			return fmt.Errorf("write record: %w", err)
		}
	}
	if checkpoint == nil {
		return nil
	}
	if err := lines.Encode(struct{ Checkpoint string }{string(checkpoint)}); err != nil {
		return fmt.Errorf("write checkpoint: %w", err)
	}
	return nil
}

// VerifyExport verifies an export by the rules of [Verify], with nothing but the
// export and the rules. It reads the export twice. An export without a
// checkpoint, or of another form, is refused with [ErrExport].
func VerifyExport(export io.ReadSeeker, rules Rules) (Report, error) {
	var checkpoint string
	for line, err := range exportLines(export) {
		switch {
		case err != nil:
			return Report{}, err
		case checkpoint != "":
			return Report{}, fmt.Errorf("%w: something follows the checkpoint", ErrExport)
		}
		checkpoint = line.Checkpoint
	}
	if checkpoint == "" {
		return Report{}, fmt.Errorf("%w: no checkpoint at the end", ErrExport)
	}
	if _, err := export.Seek(0, io.SeekStart); err != nil {
		return Report{}, fmt.Errorf("read export again: %w", err)
	}
	rules.Outside = append([][]byte{[]byte(checkpoint)}, rules.Outside...)
	records := func(yield func(Record, error) bool) {
		for line, err := range exportLines(export) {
			if line.Checkpoint != "" {
				return
			}
			record := Record{Salt: line.Salt, Body: line.Body, Commitment: line.Commitment}
			if line.Seq != nil {
				record.Seq = *line.Seq
			}
			if !yield(record, err) {
				return
			}
		}
	}
	return Verify(records, nil, rules)
}

// exportLines iterates over the lines of an export.
func exportLines(r io.Reader) iter.Seq2[exportLine, error] {
	return func(yield func(exportLine, error) bool) {
		text := bufio.NewScanner(r)
		text.Buffer(nil, maxLine)
		for n := 1; text.Scan(); n++ {
			line, err := parseExportLine(text.Bytes())
			if err != nil {
				err = fmt.Errorf("line %d: %w", n, err)
			}
			if !yield(line, err) || err != nil {
				return
			}
		}
		if err := text.Err(); err != nil {
			yield(exportLine{}, fmt.Errorf("%w: %w", ErrExport, err))
		}
	}
}

func parseExportLine(text []byte) (line exportLine, err error) {
	strict := json.NewDecoder(bytes.NewReader(text))
	strict.DisallowUnknownFields()
	if strict.Decode(&line) != nil || strict.More() || (line.Seq == nil) == (line.Checkpoint == "") {
		return line, fmt.Errorf("%w: neither record nor checkpoint", ErrExport)
	}
	return line, nil
}
