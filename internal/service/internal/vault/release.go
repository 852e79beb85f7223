package vault

import (
	"context"
	"fmt"

	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/store"
)

// maxBuffer is the maximum size of a buffer that is kept for the next picture, in
// bytes. Larger pictures are rare and get memory of their own.
const maxBuffer = 1 << 20

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

// OpenedFile is a decrypted file to send, in memory that is reused for another file
// after [OpenedFile.Free].
type OpenedFile struct {
	Bytes  []byte
	SHA256 [32]byte // of Bytes
	free   func()
}

// Free releases the memory, once. Bytes must not be used afterwards.
func (f *OpenedFile) Free() {
	if f.free != nil {
		f.free()
		f.Bytes, f.free = nil, nil
	}
}

// Send reads and decrypts a file to send it; [photo.ErrErased] when it was erased
// since its record was loaded.
func (v *Vault) Send(ctx context.Context, r ReleasedFile) (*OpenedFile, error) {
	key, err := v.KeyOf(r)
	if err != nil {
		return nil, err
	}
	sum, err := r.SHA256(key)
	if err != nil {
		return nil, err
	}
	locked, err := newLockedFile(key, r.file.File)
	if err != nil {
		return nil, err
	}
	buffer := v.takeBuffer()
	content, err := v.openInto(ctx, locked, buffer)
	if err != nil {
		v.freeBuffer(buffer)
		return nil, err
	}
	return &OpenedFile{Bytes: content, SHA256: sum, free: func() { v.freeBuffer(buffer) }}, nil
}

// takeBuffer returns memory for one picture. New memory for each retrieval would be
// most of the garbage of the program.
func (v *Vault) takeBuffer() *[]byte {
	if buffer, ok := v.buffers.Get().(*[]byte); ok {
		return buffer
	}
	return new([]byte)
}

// freeBuffer clears the memory and keeps it for the next picture.
func (v *Vault) freeBuffer(buffer *[]byte) {
	clear(*buffer)
	if cap(*buffer) <= maxBuffer {
		v.buffers.Put(buffer)
	}
}
