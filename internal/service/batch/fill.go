package batch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"strconv"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/service/internal/batchtable"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/service/studio"
	"myphoto/internal/store"
)

// Refusals of a file.
var (
	ErrSamePicture = &photo.Error{Kind: photo.Invalid, Code: "batch.same"} // as that of another row
	ErrFileTwice   = &photo.Error{Kind: photo.Invalid, Code: "batch.twice"}
)

// File is one file of a form. Bytes is nil where it is over its limit; Size is then its
// size.
type File struct {
	Name    string
	Bytes   []byte
	Size    int64
	TooBig  *photo.Error // why a file over its limit is not taken; nil: it is not over it
	Another bool         // a file of the same name came in the same form
}

// Fill adds a picture to the row that names it and reports whether one does. What is wrong
// with the file is kept with the row; a refusal means that this file, and those after
// it, cannot be dealt with now. A file that the row has already changes nothing. Only who
// made the batch fills it: drafts belong to who makes them.
func (s *Service) Fill(ctx context.Context, who photo.Operator, id photo.BatchID, f File) (named bool, err error) {
	for range fillTries {
		if named, err = s.fill(ctx, who, id, f); !errors.Is(err, photo.ErrMoved) {
			break
		}
	}
	return named, err
}

// fillTries is how often a row is filled anew because another form was faster.
const fillTries = 3

func (s *Service) fill(ctx context.Context, who photo.Operator, id photo.BatchID, f File) (named bool, err error) {
	found, err := s.read(ctx, who, id)
	if err != nil {
		return false, err
	}
	if found.record.By != who.Who() {
		event := journal.ByOperator(journal.FillBatch, who, "")
		event.Facts["batch"] = string(id)
		return false, s.config.Store.Refuse(ctx, event, photo.ErrForbidden)
	}
	n, item := found.rowOf(f.Name)
	if n < 0 {
		return false, nil
	}
	at, before := place{found, n, item}, found.rows[n]
	if refused := at.refuses(f); refused != nil {
		if refused.is(before.Problems[item]) {
			return true, nil
		}
		return true, s.saveRow(ctx, who, at, before.withProblem(item, refused), s.config.Store.WriteSignedIn)
	}
	next, err := s.take(ctx, who, at, f)
	if err != nil || reflect.DeepEqual(next, before) {
		return true, err
	}
	err = s.saveRow(ctx, who, at, next, s.config.Store.WritePart) // the studio's hour bounds how many pictures are read
	if errors.Is(err, photo.ErrMoved) && before.Upload == "" {
		if failed := s.withdrawLost(ctx, who, at, next.Upload); failed != nil {
			return true, failed
		}
	}
	return true, err
}

// withdrawLost withdraws the draft that was made for a row to which another form has
// given one meanwhile. Two forms with the same file make the same draft.
func (s *Service) withdrawLost(ctx context.Context, who photo.Operator, at place, lost photo.UploadID) error {
	now, err := s.read(ctx, who, at.in.record.ID)
	if err != nil {
		return err
	}
	if kept := now.rows[at.n].Upload; lost == "" || kept == "" || kept == lost {
		return nil
	}
	if err := s.config.Studio.Withdraw(ctx, who, lost); err != nil && !isMoved(err) {
		return err
	}
	return nil
}

// rowOf returns the place of the row that names a file, and as what; negative where
// none does.
func (l loaded) rowOf(name string) (int, photo.Item) {
	files := make([]string, len(l.rows))
	for n, row := range l.rows {
		files[n] = row.File
	}
	return batchtable.Find(files, name)
}

// refuses returns why a file is not read at all; nil where it is.
func (at place) refuses(f File) *problem {
	switch {
	case f.Another:
		return problemOf(ErrFileTwice.WithArg("file", batchtable.BaseName(f.Name)))
	case f.TooBig != nil:
		return problemOf(f.TooBig)
	case len(f.Bytes) == 0:
		return problemOf(studio.ErrPictureEmpty)
	}
	sum := sha256.Sum256(f.Bytes)
	for other, row := range at.in.rows {
		if other != at.n && bytes.Equal(row.Digests[at.item], sum[:]) {
			return problemOf(ErrSamePicture.WithArg("line", row.Line))
		}
	}
	return nil
}

func problemOf(e *photo.Error) *problem { return &problem{e.Code, e.Args} }

// is reports whether another problem says the same. Numbers that were stored came back
// as other types.
func (p *problem) is(other *problem) bool {
	return other != nil && p.Code == other.Code && fmt.Sprint(p.Args) == fmt.Sprint(other.Args)
}

// place is where a file belongs: a row, from 0, and what of it.
type place struct {
	in   loaded
	n    int
	item photo.Item
}

// take makes the picture a part of the draft of its row, which it makes where there is
// none yet. The draft then holds what the row said of the client, so that whoever erases
// its upload erases that too. The key of the new draft holds for that picture in that
// row: where the service stopped before the row was saved, the same file finds its draft.
func (s *Service) take(ctx context.Context, who photo.Operator, at place, f File) (content, error) {
	row := at.in.rows[at.n]
	ready, err := s.config.Studio.Readiness(ctx, who, []photo.UploadID{row.Upload})
	if err != nil {
		return row, err
	}
	sum := sha256.Sum256(f.Bytes)
	var out studio.FormOutcome
	switch {
	case row.Upload == "":
		form := held(row.form(), at.item, f.Bytes)
		form.IdempotencyKey = fmt.Sprintf("%s/%d/%s", at.in.record.ID, at.n+1, hex.EncodeToString(sum[:8]))
		out, err = s.config.Studio.Upload(ctx, who, form)
	case ready[0].State != photo.Draft: // sent or erased
		return row, nil
	case bytes.Equal(row.Digests[at.item], sum[:]): // there already
		return row.withProblem(at.item, nil), nil
	default:
		out, err = s.config.Studio.Continue(ctx, who, row.Upload, held(ready[0].Form.Form(), at.item, f.Bytes))
	}
	wrong, err := unread(err, at.item)
	if err != nil {
		return row, err
	}
	if row = row.withProblem(at.item, wrong); wrong != nil || out.Upload == "" {
		return row, nil
	}
	row.Upload, row.Client = out.Upload, batchtable.Client{}
	row.Digests = maps.Clone(row.Digests)
	if row.Digests == nil {
		row.Digests = map[photo.Item][]byte{}
	}
	row.Digests[at.item] = sum[:]
	return row, nil
}

// held returns a form that makes a draft with a picture.
func held(form studio.Form, item photo.Item, content []byte) studio.Form {
	form.Hold = true
	picture := studio.FormPicture{Chosen: true, Bytes: content}
	if item == photo.ItemSignature {
		form.Signature = picture
	} else {
		form.Photo = picture
	}
	return form
}

// unread tells apart what a refusal says of the file from what stops the batch. Faults
// of the other fields are those of the draft, which keeps them.
func unread(err error, item photo.Item) (p *problem, stop error) {
	refusal, ok := photo.RefusalIn(err)
	if err == nil || !ok {
		return nil, err
	}
	for _, one := range refusal.All() {
		if one.Kind != photo.Invalid || one.Is(photo.ErrDraftBytes) {
			return nil, err
		}
		if one.Field == string(item) && !one.Is(studio.ErrPhotoMissing) && !one.Is(studio.ErrSignatureMissing) {
			return problemOf(one), nil
		}
	}
	return p, nil
}

// form returns a row as a form without pictures.
func (c content) form() studio.Form {
	form := studio.Form{
		Documents: c.Documents, Contact: photo.Contact{Mobile: c.Mobile, Email: c.Email}, Label: c.Label,
	}
	if c.Mobile != "" {
		form.Channels = append(form.Channels, photo.ChannelSMS)
	}
	if c.Email != "" {
		form.Channels = append(form.Channels, photo.ChannelEmail)
	}
	return form
}

// writing is how an act of a person is written: [store.Store.WriteSignedIn] or
// [store.Store.WritePart].
type writing func(context.Context, *ledger.Event, string, func(*store.Tx) error) error

// saveRow records what became of a row; [photo.ErrMoved] where another request has
// filled it meanwhile.
func (s *Service) saveRow(ctx context.Context, who photo.Operator, at place, row content, write writing) error {
	id, n := at.in.record.ID, at.n
	event := journal.ByOperator(journal.FillBatch, who, row.Upload)
	event.Facts["batch"], event.Facts["row"], event.Facts["item"] = string(id), strconv.Itoa(n+1), string(at.item)
	return write(ctx, event, who.InSession(), func(tx *store.Tx) error {
		now, err := s.load(ctx, tx, who, id)
		if err != nil {
			return err
		}
		sealed, err := s.config.Values.SealJSON(row, names.BatchRow(id, n+1))
		if err != nil {
			return err
		}
		saved, err := tx.SaveBatchRow(ctx, id, store.BatchRow{N: n + 1, Sealed: sealed}, at.in.sealed[n])
		if err != nil {
			return fmt.Errorf("save row: %w", err)
		}
		if !saved {
			return photo.ErrMoved
		}
		return s.touch(ctx, tx, now.record)
	})
}

// touch saves a batch as changed now.
func (s *Service) touch(ctx context.Context, tx *store.Tx, b store.Batch) error {
	b.ChangedAt = s.config.Now()
	saved, err := tx.SaveBatch(ctx, b)
	if err == nil && !saved {
		err = store.ErrStale
	}
	return err
}

// isMoved reports whether somebody else was faster.
func isMoved(err error) bool {
	return errors.Is(err, photo.ErrMoved) || errors.Is(err, photo.ErrErased) || errors.Is(err, photo.ErrNotFound)
}
