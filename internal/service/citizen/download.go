package citizen

import (
	"bytes"
	"context"
	"io"
	"iter"
	"slices"

	"myphoto/internal/export"
	"myphoto/internal/photo"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/store"
)

// NameArchive is the download that holds all the others.
const NameArchive = "photos.zip"

// bundle is what a download needs: the pictures' keys and the code.
type bundle struct {
	files map[export.Name]vault.LockedFile
	names []export.Name // in the order of the archive
	sheet export.CodeSheet
}

// Download writes the current files: NameArchive, or one of the names inside it;
// [photo.ErrNotFound] for any other name. It is recorded before the first byte
// leaves; nothing of it is kept.
func (s *Service) Download(ctx context.Context, who photo.Citizen, name string, text SheetText, w io.Writer) error {
	var b bundle
	event := journal.ByCitizen(journal.DownloadFiles, who)
	err := s.config.Store.WriteSignedIn(ctx, event, who.Session, func(tx *store.Tx) error {
		u, err := s.current(ctx, tx, who)
		if err != nil {
			return err
		}
		event.Upload = string(u.ID)
		if b, err = s.bundle(ctx, tx, u, text); err != nil {
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
		return export.Zip(w, s.entries(ctx, b))
	}
	content, err := s.content(ctx, b, export.Name(name))
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	return err
}

// bundle opens the keys and the code. Not every upload has a signature.
func (s *Service) bundle(ctx context.Context, tx *store.Tx, u store.Upload, text SheetText) (bundle, error) {
	b := bundle{files: map[export.Name]vault.LockedFile{}}
	for _, one := range []struct {
		item photo.Item
		name export.Name
	}{{photo.ItemPhoto, export.NamePhoto}, {photo.ItemSignature, export.NameSignature}} {
		locked, err := s.config.Vault.Find(ctx, tx, u.Upload, one.item, photo.Master)
		if one.item == photo.ItemSignature && photo.IsKind(err, photo.NotFound) {
			continue
		}
		if err != nil {
			return b, err
		}
		b.files[one.name] = locked
		b.names = append(b.names, one.name)
	}
	code, err := s.config.Vault.Code(ctx, tx, u)
	if err != nil {
		return b, err
	}
	b.names = append(b.names, export.NameCode)
	b.sheet = export.CodeSheet{
		Language: text.Language, Title: text.Title, CodeLabel: text.CodeLabel, Paragraphs: text.Paragraphs,
		Code: code.Reveal(), Link: code.Link(s.config.PublicURL), Created: u.AssociatedAt,
	}
	return b, nil
}

func (s *Service) entries(ctx context.Context, b bundle) iter.Seq2[export.Entry, error] {
	return func(yield func(export.Entry, error) bool) {
		for _, name := range b.names {
			content, err := s.content(ctx, b, name)
			if !yield(export.Entry{Name: name, Content: content, Modified: b.sheet.Created}, err) || err != nil {
				return
			}
		}
	}
}

func (s *Service) content(ctx context.Context, b bundle, name export.Name) ([]byte, error) {
	if name == export.NameCode {
		var sheet bytes.Buffer
		err := export.CodePDF(&sheet, b.sheet)
		return sheet.Bytes(), err
	}
	return s.config.Vault.Open(ctx, b.files[name])
}
