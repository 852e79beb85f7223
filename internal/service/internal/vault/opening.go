package vault

import (
	"context"
	"errors"
	"fmt"

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

// Open reads and decrypts a picture; [photo.ErrErased] when it was erased since it
// was found.
func (v *Vault) Open(ctx context.Context, f LockedFile) ([]byte, error) {
	return v.openInto(ctx, f, new([]byte))
}

// Picture reads and decrypts a picture to show it; [photo.ErrErased] as for
// [Vault.Open].
func (v *Vault) Picture(ctx context.Context, f LockedFile) (photo.Picture, error) {
	content, err := v.Open(ctx, f)
	return photo.Picture{MediaType: photo.JPEG, Bytes: content, Width: f.Width, Height: f.Height}, err
}

// openInto is Open into the memory of buffer, which it replaces when it is too small.
func (v *Vault) openInto(ctx context.Context, f LockedFile, buffer *[]byte) ([]byte, error) {
	sealed, err := v.config.Files.Read(ctx, string(f.ID), *buffer)
	if errors.Is(err, blob.ErrNotFound) {
		return nil, v.missing(ctx, f.ID)
	}
	if err != nil {
		return nil, fmt.Errorf("read sealed file: %w", err)
	}
	*buffer = sealed
	content, err := f.own.OpenInPlace(sealed, names.File(f.File))
	if err != nil {
		return nil, fmt.Errorf("open sealed file: %w", err)
	}
	return content, nil
}
