package vault

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"myphoto/internal/blob"
	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/store"
)

// LockedFile is one stored picture with the key that decrypts it.
type LockedFile struct {
	photo.File
	own seal.Key // the key of the file
}

// Find loads the record of the picture with a role and opens its key;
// [photo.ErrNotFound] when the upload has no such picture or was erased.
func (v *Vault) Find(ctx context.Context, tx *store.Tx, u photo.Upload, item photo.Item, role photo.FileRole) (LockedFile, error) {
	return v.find(ctx, tx, u, photo.PictureRef{Item: item}, role)
}

// FindFor is [Vault.Find] for what the office of a document receives.
func (v *Vault) FindFor(ctx context.Context, tx *store.Tx, u photo.Upload, item photo.Item, document photo.ProfileID) (LockedFile, error) {
	return v.find(ctx, tx, u, photo.PictureRef{Item: item, Document: document}, photo.Master)
}

// find is Find for a picture reference: when the upload has a derivative for the
// document of the reference, it is found instead of the file with the role.
func (v *Vault) find(
	ctx context.Context, tx *store.Tx, u photo.Upload, ref photo.PictureRef, role photo.FileRole,
) (LockedFile, error) {
	f, err := tx.File(ctx, u.ID, ref.Item, role, ref.Document)
	if err != nil {
		return LockedFile{}, store.NotFoundOr(photo.ErrNotFound, "file", err)
	}
	key, err := v.unwrap(f.WrappedKey, u)
	if err != nil {
		return LockedFile{}, err
	}
	return newLockedFile(key, f.File)
}

// newLockedFile returns a stored file with its key, given the key of its upload.
func newLockedFile(key seal.Key, f store.File) (LockedFile, error) {
	own, err := ownKey(key, f)
	return LockedFile{f.File, own}, err
}

// ownKey decrypts the key of a file with the key of its upload.
func ownKey(key seal.Key, f store.File) (own seal.Key, err error) {
	plain, err := key.Open(f.SealedKey, names.FileKey(f.ID))
	if err != nil {
		return own, fmt.Errorf("open file key: %w", err)
	}
	copy(own[:], plain)
	return own, nil
}

// View finds the picture that an actor views, and adds the document of a derivative
// to the event. It adds the document only once the derivative is found, because until
// then it may be any text that was typed.
func (v *Vault) View(ctx context.Context, tx *store.Tx, event *ledger.Event, u photo.Upload, ref photo.PictureRef) (LockedFile, error) {
	role := photo.Preview
	switch {
	case ref.Document != "":
		role = "" // only the derivative
	case ref.Master:
		role = photo.Master
	}
	found, err := v.find(ctx, tx, u, ref, role)
	if err == nil && ref.Document != "" {
		event.Facts["document"] = string(ref.Document)
	}
	return found, err
}

// Masters returns the masters of an upload, given its key.
func Masters(ctx context.Context, tx *store.Tx, key seal.Key, id photo.UploadID) ([]LockedFile, error) {
	files, err := tx.Files(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("load files: %w", err)
	}
	var masters []LockedFile
	for _, f := range files {
		if f.Role != photo.Master {
			continue
		}
		locked, err := newLockedFile(key, f)
		if err != nil {
			return nil, err
		}
		masters = append(masters, locked)
	}
	return masters, nil
}

// PicturesVersion names the pictures of an upload, given its files: other pictures
// have another version.
func PicturesVersion(files []store.File) string {
	var ids []string
	for _, f := range files {
		if f.Role == photo.Master {
			ids = append(ids, string(f.ID))
		}
	}
	return strings.Join(ids, ",")
}

// FactsOf returns the facts of those files that have the role.
func FactsOf(files []store.File, role photo.FileRole) []photo.PictureFacts {
	var list []photo.PictureFacts
	for _, f := range files {
		if f.Role == role {
			list = append(list, f.PictureFacts)
		}
	}
	return list
}

// Open reads and decrypts a picture; [photo.ErrErased] when it was erased since it
// was found.
func (v *Vault) Open(ctx context.Context, f LockedFile) ([]byte, error) {
	stream, err := v.Stream(ctx, f)
	if err != nil {
		return nil, err
	}
	content := bytes.NewBuffer(make([]byte, 0, f.Bytes))
	_, err = io.Copy(content, stream)
	return content.Bytes(), errors.Join(err, stream.Close())
}

// Stream returns a picture that is decrypted while it is read, so that it takes the
// memory of one chunk however slowly that happens; [photo.ErrErased] as for
// [Vault.Open]. Nothing is read of a chunk that was changed.
func (v *Vault) Stream(ctx context.Context, f LockedFile) (io.ReadCloser, error) {
	sealed, err := v.config.Files.Open(ctx, string(f.ID))
	if errors.Is(err, blob.ErrNotFound) {
		return nil, v.missing(ctx, f.ID)
	}
	if err != nil {
		return nil, fmt.Errorf("read sealed file: %w", err)
	}
	opened, err := f.own.OpenStream(sealed, names.File(f.File))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open sealed file: %w", err), sealed.Close())
	}
	return stream{opened, sealed}, nil
}

// stream is a file that is decrypted while it is read.
type stream struct {
	*seal.Stream
	io.Closer
}

// Picture returns a picture to show; [photo.ErrErased] as for [Vault.Open]. release is
// called once, when the picture is closed or not returned.
func (v *Vault) Picture(ctx context.Context, f LockedFile, release func()) (photo.Picture, error) {
	content, err := v.Stream(ctx, f)
	if err != nil {
		release()
		return photo.Picture{}, err
	}
	return photo.Picture{
		MediaType: photo.JPEG, Bytes: f.Bytes, Width: f.Width, Height: f.Height, Content: &shown{content, release},
	}, nil
}

// shown is the content of a picture that somebody sees.
type shown struct {
	io.ReadCloser
	release func()
}

// WriteTo implements [io.WriterTo].
func (s *shown) WriteTo(w io.Writer) (int64, error) { return io.Copy(w, s.ReadCloser) }

// Close implements [io.Closer].
func (s *shown) Close() error {
	defer s.release()
	return s.ReadCloser.Close()
}
