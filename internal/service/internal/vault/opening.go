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

// LockedFile is one stored picture with what is needed to open it.
type LockedFile struct {
	photo.File
	own seal.Key
}

// Find loads the record of a picture and opens its key; [photo.ErrNotFound] when
// the upload has no such picture or was erased.
func (v *Vault) Find(ctx context.Context, tx *store.Tx, id photo.UploadID, item photo.Item, role photo.FileRole) (LockedFile, error) {
	return v.find(ctx, tx, id, photo.PictureRef{Item: item}, role)
}

func (v *Vault) find(
	ctx context.Context, tx *store.Tx, id photo.UploadID, ref photo.PictureRef, role photo.FileRole,
) (LockedFile, error) {
	f, err := tx.File(ctx, id, ref.Item, role, ref.Document)
	if err != nil {
		return LockedFile{}, store.NotFoundOr(photo.ErrNotFound, "file", err)
	}
	key, err := v.unwrap(f.WrappedKey, id)
	if err != nil {
		return LockedFile{}, err
	}
	return lock(key, f.File)
}

func lock(key seal.Key, f store.File) (LockedFile, error) {
	own, err := ownKey(key, f)
	return LockedFile{f.File, own}, err
}

func ownKey(key seal.Key, f store.File) (own seal.Key, err error) {
	plain, err := key.Open(f.SealedKey, names.FileKey(f.ID))
	if err != nil {
		return own, fmt.Errorf("open file key: %w", err)
	}
	copy(own[:], plain)
	return own, nil
}

// View finds what somebody looks at. The document of a derivative goes into the
// event once it is found: until then it may be anything somebody typed.
func (v *Vault) View(ctx context.Context, tx *store.Tx, event *ledger.Event, id photo.UploadID, ref photo.PictureRef) (LockedFile, error) {
	role := photo.Preview
	switch {
	case ref.Document != "":
		role = "" // the derivative or nothing
	case ref.Master:
		role = photo.Master
	}
	found, err := v.find(ctx, tx, id, ref, role)
	if err == nil && ref.Document != "" {
		event.Facts["document"] = string(ref.Document)
	}
	return found, err
}

// Masters returns the masters of an upload whose key is open.
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
		locked, err := lock(key, f)
		if err != nil {
			return nil, err
		}
		masters = append(masters, locked)
	}
	return masters, nil
}

// Open reads and decrypts a picture; [photo.ErrErased] for one that was erased
// meanwhile.
func (v *Vault) Open(ctx context.Context, f LockedFile) ([]byte, error) {
	return v.openInto(ctx, f, new([]byte))
}

// Picture opens a stored picture for showing.
func (v *Vault) Picture(ctx context.Context, f LockedFile) (photo.Picture, error) {
	content, err := v.Open(ctx, f)
	return photo.Picture{MediaType: photo.JPEG, Bytes: content, Width: f.Width, Height: f.Height}, err
}

// openInto is Open in the memory of buffer, which is replaced when it is too
// small.
func (v *Vault) openInto(ctx context.Context, f LockedFile, buffer *[]byte) ([]byte, error) {
	sealed, err := v.config.Files.Read(ctx, string(f.ID), *buffer)
	if errors.Is(err, blob.ErrNotFound) {
		return nil, photo.ErrErased
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
