package batch

import (
	"context"
	"fmt"
	"strings"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/progress"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/internal/batchtable"
	"myphoto/internal/service/studio"
	"myphoto/internal/store"
)

const keptFor = photo.DraftHours * time.Hour

// RowState is where a row stands. The value is the last part of the lang key
// "batch.row.…".
type RowState string

// The states of a row.
const (
	RowWaits   RowState = "waits"   // its picture has not come
	RowCorrect RowState = "correct" // something must be corrected
	RowAdvice  RowState = "advice"  // ready once the advice was read
	RowReady   RowState = "ready"
	RowSent    RowState = "sent"
	RowEnded   RowState = "ended" // withdrawn, expired or erased
)

// Row is a row as its page shows it.
type Row struct {
	Line      int    // in the table
	File      string // as named there
	Label     string
	Contact   string // masked; as typed where it is none
	Documents []photo.ProfileID
	State     RowState
	Upload    photo.UploadID  // empty: none yet
	Status    progress.Status // of one that was sent
	Missing   []string        // names of the files that have not come
	Faults    []*photo.Error
	Verdict   spec.Verdict
	Version   string // of a draft, as of [studio.Readiness]
}

// Page is everything about one batch.
type Page struct {
	ID        photo.BatchID
	CreatedAt time.Time
	EndsAt    time.Time // when its rows are deleted
	Mine      bool      // the operator made it, and may fill it
	Rows      []Row
}

// Count returns how many rows stand in one of the states.
func (p Page) Count(states ...RowState) (n int) {
	for _, row := range p.Rows {
		for _, state := range states {
			if row.State == state {
				n++
			}
		}
	}
	return n
}

// Missing lists the names of the files that have not come, in the order of the rows.
func (p Page) Missing() (names []string) {
	for _, row := range p.Rows {
		names = append(names, row.Missing...)
	}
	return names
}

// Summary is a batch in the list.
type Summary struct {
	ID        photo.BatchID
	CreatedAt time.Time
	EndsAt    time.Time
	Rows      int
}

// List returns the batches that are kept, the newest first: the owner's of the whole
// studio, an employee's own.
func (s *Service) List(ctx context.Context, who photo.Operator) (list []Summary, err error) {
	by := who.Who()
	if _, owner := who.Owner(); owner {
		by = ""
	}
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		batches, err := tx.BatchesOf(ctx, who.At(), by, s.config.Now().Add(-keptFor), MaxOpen)
		for _, b := range batches {
			list = append(list, Summary{b.ID, b.CreatedAt, s.ends(b), b.Rows})
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("load batches: %w", err)
	}
	return list, nil
}

// View returns a batch with the verdict on every row.
func (s *Service) View(ctx context.Context, who photo.Operator, id photo.BatchID) (Page, error) {
	found, err := s.read(ctx, who, id)
	if err != nil {
		return Page{}, err
	}
	ready, err := s.config.Studio.Readiness(ctx, who, found.uploads())
	if err != nil {
		return Page{}, err
	}
	p := Page{ID: found.record.ID, CreatedAt: found.record.CreatedAt, EndsAt: s.ends(found.record), Mine: found.record.By == who.Who()}
	for n, row := range found.rows {
		p.Rows = append(p.Rows, row.view(ready[n]))
	}
	return p, nil
}

// uploads returns the draft of every row, empty where there is none.
func (l loaded) uploads() []photo.UploadID {
	ids := make([]photo.UploadID, len(l.rows))
	for n, row := range l.rows {
		ids[n] = row.Upload
	}
	return ids
}

// view describes a row whose draft is as ready as given.
func (c content) view(r studio.Readiness) Row {
	row := Row{
		Line: c.Line, File: c.File, Label: c.Label, Contact: masked(c.Mobile, c.Email), Documents: c.Documents,
		Upload: c.Upload, Status: r.Status, Verdict: r.Verdict, State: c.state(r), Version: r.Version,
	}
	switch {
	case c.Upload == "":
		row.Missing = []string{c.File}
	case r.State == photo.Draft:
		row.Contact, row.Faults, row.Missing = masked(r.Form.Mobile, r.Form.Email), r.Faults, c.missing(r)
		row.Label, row.Documents = r.Form.Label, r.Form.Documents
	default:
		row.Contact, row.Label, row.Documents = r.Contact, r.Label, r.Documents
	}
	for _, item := range []photo.Item{photo.ItemPhoto, photo.ItemSignature} {
		if p := c.Problems[item]; p != nil && row.State == RowCorrect {
			row.Faults = append(row.Faults, &photo.Error{Kind: photo.Invalid, Code: p.Code, Args: p.Args})
		}
	}
	return row
}

// state returns where a row stands.
func (c content) state(r studio.Readiness) RowState {
	switch {
	case c.Upload == "" && len(c.Problems) > 0:
		return RowCorrect
	case c.Upload == "":
		return RowWaits
	case r.State == "" || r.State == photo.Erased:
		return RowEnded
	case r.State != photo.Draft:
		return RowSent
	case r.Blocked() || len(c.Problems) > 0:
		return RowCorrect
	case r.Verdict.NeedsAcknowledgement():
		return RowAdvice
	default:
		return RowReady
	}
}

// missing lists the files of a draft that have not come: its photo, and the signature
// that its documents need.
func (c content) missing(r studio.Readiness) (names []string) {
	for _, fault := range r.Faults {
		switch {
		case fault.Is(studio.ErrPhotoMissing):
			names = append(names, c.File)
		case fault.Is(studio.ErrSignatureMissing):
			names = append(names, c.signatureName())
		}
	}
	return names
}

// signatureName returns the name by which the file of the signature is recognised.
func (c content) signatureName() string {
	stem, full := batchtable.Stem(c.File)
	if !full {
		return c.File + "_sig"
	}
	return stem + "_sig" + c.File[len(stem):]
}

// masked returns the contacts of a row, masked; what is none is shown as it was typed.
func masked(mobile, email string) string {
	var list []string
	if mobile != "" {
		if parsed, fault := photo.ParseMobile(mobile); fault == nil {
			mobile = parsed.Masked()
		}
		list = append(list, mobile)
	}
	if email != "" {
		if parsed, fault := photo.ParseEmail(email); fault == nil {
			email = parsed.Masked()
		}
		list = append(list, email)
	}
	return strings.Join(list, ", ")
}
