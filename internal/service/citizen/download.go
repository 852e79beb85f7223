package citizen

import (
	"bytes"
	"context"
	"io"
	"iter"
	"slices"

	"myphoto/internal/export"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/store"
)

// NameArchive is the download that holds all the others.
const NameArchive = "photos.zip"

// NamePrints is the download with the photos in the size of each document on paper. It
// is not in the archive.
const NamePrints = "print.pdf"

// bundle is what a download needs: the pictures' keys and the code.
type bundle struct {
	prints []printed
	files  map[export.Name]vault.LockedFile
	names  []export.Name // in the order of the archive
	sheet  export.CodeSheet
}

// printed is the photo of one document on paper.
type printed struct {
	locked vault.LockedFile
	demand spec.Profile
}

// Download is a file to save. It is made while it is sent; nothing of it is kept.
type Download struct {
	Bytes int64 // size of the file; zero for the archive, which nobody knows before
	write func(io.Writer) error
	close func()
}

// Write writes the file.
func (d Download) Write(w io.Writer) error { return d.write(w) }

// Close must be called once, whether or not the file was written.
func (d Download) Close() { d.close() }

// Download returns the current files: NameArchive, one of the names inside it, or
// NamePrints where a document has a size on paper;
// [photo.ErrNotFound] for any other name and [photo.TooManyRequests] for too many. It
// is recorded before the first byte leaves.
func (s *Service) Download(ctx context.Context, who photo.Citizen, name string, text SheetText) (Download, error) {
	var b bundle
	event := journal.ByCitizen(journal.DownloadFiles, who)
	release, err := s.config.Quota.Look(ctx, event)
	if err != nil {
		return Download{}, err
	}
	err = s.config.Store.WriteActing(ctx, event, who, func(tx *store.Tx) error {
		u, err := s.current(ctx, tx, who)
		if err != nil {
			return err
		}
		event.Upload = string(u.ID)
		if b, err = s.bundle(ctx, tx, u, text); err != nil {
			return err
		}
		if name == NamePrints {
			b.prints, err = s.prints(ctx, tx, u.Upload)
		} else if name != NameArchive && !slices.Contains(b.names, export.Name(name)) {
			err = photo.ErrNotFound
		}
		if err != nil {
			return err
		}
		event.Facts["file"] = name
		return nil
	})
	if err != nil {
		release()
		return Download{}, err
	}
	if name == NameArchive {
		return Download{0, func(w io.Writer) error { return export.Zip(w, s.entries(ctx, b)) }, release}, nil
	}
	if name == NamePrints {
		return s.printSheet(ctx, b, text, release)
	}
	return s.single(ctx, b, export.Name(name), release)
}

// prints finds the photos of the documents that have a size on paper;
// [photo.ErrNotFound] when none has.
func (s *Service) prints(ctx context.Context, tx *store.Tx, u photo.Upload) (list []printed, err error) {
	for _, id := range u.Documents {
		p, known := spec.ProfileByID(id)
		if !known || !p.Photo.OnPaper() {
			continue
		}
		locked, err := s.config.Vault.FindFor(ctx, tx, u, photo.ItemPhoto, id)
		if err != nil {
			return nil, err
		}
		list = append(list, printed{locked, p})
	}
	if list == nil {
		return nil, photo.ErrNotFound
	}
	return list, nil
}

// printSheet returns the sheet with the photos in their size on paper. release is called
// once, when it is closed or not returned: until then the sheet is in memory.
func (s *Service) printSheet(ctx context.Context, b bundle, text SheetText, release func()) (Download, error) {
	sheet := export.PrintSheet{
		Language: text.Language, Title: text.Prints, Scale: text.Scale, Ruler: text.Ruler, Created: b.sheet.Created,
	}
	for _, p := range b.prints {
		content, err := s.config.Vault.Open(ctx, p.locked)
		if err != nil {
			release()
			return Download{}, err
		}
		sheet.Prints = append(sheet.Prints, export.Print{
			Title: text.Print(p.demand), Width: float64(p.demand.Photo.WidthMM), Height: float64(p.demand.Photo.HeightMM), JPEG: content,
		})
	}
	var out bytes.Buffer
	if err := export.PrintPDF(&out, sheet); err != nil {
		release()
		return Download{}, err
	}
	write := func(w io.Writer) error { _, err := w.Write(out.Bytes()); return err }
	return Download{int64(out.Len()), write, release}, nil
}

// single returns one file of the bundle. Its beginning was opened, so that a refusal is
// no broken file. release is called once, when it is closed or not returned.
func (s *Service) single(ctx context.Context, b bundle, name export.Name, release func()) (Download, error) {
	entry, err := s.archived(ctx, b, name)
	if err != nil {
		release()
		return Download{}, err
	}
	content, err := entry.Open()
	if err != nil {
		release()
		return Download{}, err
	}
	write := func(w io.Writer) error { _, err := io.Copy(w, content); return err }
	return Download{entry.Size, write, func() { _ = content.Close(); release() }}, nil
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
			entry, err := s.archived(ctx, b, name)
			if !yield(entry, err) || err != nil {
				return
			}
		}
	}
}

func (s *Service) archived(ctx context.Context, b bundle, name export.Name) (export.Entry, error) {
	entry := export.Entry{Name: name, Modified: b.sheet.Created}
	if locked, isPicture := b.files[name]; isPicture {
		entry.Size = locked.Bytes
		entry.Open = func() (io.ReadCloser, error) { return s.config.Vault.Stream(ctx, locked) }
		return entry, nil
	}
	var sheet bytes.Buffer
	err := export.CodePDF(&sheet, b.sheet)
	entry.Size = int64(sheet.Len())
	entry.Open = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(sheet.Bytes())), nil }
	return entry, err
}
