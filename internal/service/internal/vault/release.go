package vault

import (
	"context"
	"fmt"
	"io"

	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/store"
)

// ReleasedFile is the file that an application receives for an item: the
// derivative made for its document, or the master.
type ReleasedFile struct {
	file   store.FileOfUpload
	upload photo.Upload
}

// Release loads the record of the file that an application receives;
// [photo.ErrNotFound] when there is none.
func Release(ctx context.Context, tx *store.Tx, u photo.Upload, item photo.Item, document photo.ProfileID) (ReleasedFile, error) {
	f, err := tx.File(ctx, u.ID, item, photo.Master, document)
	if err != nil {
		return ReleasedFile{}, store.NotFoundOr(photo.ErrNotFound, "file", err)
	}
	return ReleasedFile{f, u}, nil
}

// Facts returns the facts of the stored bytes. The record describes the upright
// picture, so width and height are exchanged for a master that its EXIF orientation
// (5 to 8) turns by 90 degrees.
func (r ReleasedFile) Facts() photo.PictureFacts {
	facts := r.file.PictureFacts
	if r.file.Orientation >= 5 {
		facts.Width, facts.Height = facts.Height, facts.Width
	}
	return facts
}

// KeyOf unwraps the key of the upload of a file.
func (v *Vault) KeyOf(r ReleasedFile) (seal.Key, error) {
	return v.unwrap(r.file.WrappedKey, r.upload)
}

// SHA256 decrypts the digest of the file with the key of its upload.
func (r ReleasedFile) SHA256(key seal.Key) (sum [32]byte, err error) {
	plain, err := key.Open(r.file.SealedDigest, names.FileDigest(r.file.ID))
	if err != nil {
		return sum, fmt.Errorf("open digest: %w", err)
	}
	copy(sum[:], plain)
	return sum, nil
}

// Send returns a file that is decrypted while it is sent, and the digest of its
// content; [photo.ErrErased] when it was erased since its record was loaded.
func (v *Vault) Send(ctx context.Context, r ReleasedFile) (content io.ReadCloser, sum [32]byte, err error) {
	key, err := v.KeyOf(r)
	if err != nil {
		return nil, sum, err
	}
	if sum, err = r.SHA256(key); err != nil {
		return nil, sum, err
	}
	locked, err := newLockedFile(key, r.file.File)
	if err != nil {
		return nil, sum, err
	}
	content, err = v.Stream(ctx, locked)
	return content, sum, err
}
