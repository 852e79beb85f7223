package service

import (
	"bytes"
	"context"
	"io"
	"iter"
	"slices"

	"myphoto/internal/export"
	"myphoto/internal/photo"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

// NameArchive is the download that holds all the others.
const NameArchive = "photos.zip"

// bundle is what a download needs: the pictures' keys and the code.
type bundle struct {
	files map[export.Name]lockedFile
	names []export.Name // in the order of the archive
	sheet export.CodeSheet
}

// Download writes the citizen's files: NameArchive, or one of the names inside
// it. It is recorded before the first byte leaves; nothing is kept.
func (c *Citizens) Download(ctx context.Context, who photo.Citizen, name string, sheet Sheet, w io.Writer) error {
	b := bundle{files: map[export.Name]lockedFile{}}
	event := byCitizen("download", who)
	err := c.Store.Write(ctx, event, func(tx *store.Tx) error {
		row, err := c.current(ctx, tx, who)
		if err != nil {
			return err
		}
		event.Upload = string(row.ID)
		if err := c.bundle(ctx, tx, row, sheet, &b); err != nil {
			return err
		}
		if name != NameArchive && !slices.Contains(b.names, export.Name(name)) {
			return photo.ErrNotFound
		}
		event.Facts["file"] = name
		return nil
	})
	if err != nil {
		return err
	}
	if name == NameArchive {
		return export.Zip(w, c.entries(ctx, b))
	}
	content, err := c.content(ctx, b, export.Name(name))
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	return err
}

// bundle opens the keys and the code.
func (c *Citizens) bundle(ctx context.Context, tx *store.Tx, row db.Upload, sheet Sheet, b *bundle) error {
	for _, one := range []struct {
		item photo.Item
		name export.Name
	}{{photo.ItemPhoto, export.NamePhoto}, {photo.ItemSignature, export.NameSignature}} {
		locked, err := c.lockedFile(ctx, tx, db.KeyedFileParams{UploadID: row.ID, Item: one.item, Role: roleMaster})
		if one.item == photo.ItemSignature && isMissing(err) {
			continue
		}
		if err != nil {
			return err
		}
		b.files[one.name] = locked
		b.names = append(b.names, one.name)
	}
	key, err := c.uploadKey(ctx, tx, row.ID)
	if err != nil {
		return err
	}
	code, err := openCode(key, row)
	if err != nil {
		return err
	}
	b.names = append(b.names, export.NameCode)
	b.sheet = export.CodeSheet{
		Language: sheet.Language, Title: sheet.Title, CodeLabel: sheet.CodeLabel, Paragraphs: sheet.Paragraphs,
		Code: code.Reveal(), Link: c.claimLink(code), Created: row.AssociatedAt.Time,
	}
	return nil
}

func (c *Citizens) entries(ctx context.Context, b bundle) iter.Seq2[export.Entry, error] {
	return func(yield func(export.Entry, error) bool) {
		for _, name := range b.names {
			content, err := c.content(ctx, b, name)
			if !yield(export.Entry{Name: name, Content: content, Modified: b.sheet.Created}, err) || err != nil {
				return
			}
		}
	}
}

func (c *Citizens) content(ctx context.Context, b bundle, name export.Name) ([]byte, error) {
	if name == export.NameCode {
		var sheet bytes.Buffer
		err := export.CodePDF(&sheet, b.sheet)
		return sheet.Bytes(), err
	}
	return c.open(ctx, b.files[name])
}
