package vault

import (
	"context"
	"fmt"

	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/store"
)

// maxBuffer bounds the memory that is kept for the next picture, in bytes each;
// larger pictures are rare and get their own.
const maxBuffer = 1 << 20

// ReleasedFile is the file that an application receives for an item: the
// derivative made for its document, or the master.
type ReleasedFile struct {
	file store.FileOfUpload
}

// Release loads the record of what an application receives; [photo.ErrNotFound]
// when there is nothing.
func Release(ctx context.Context, tx *store.Tx, id photo.UploadID, item photo.Item, document photo.ProfileID) (ReleasedFile, error) {
	f, err := tx.File(ctx, id, item, photo.Master, document)
	if err != nil {
		return ReleasedFile{}, store.NotFoundOr(photo.ErrNotFound, "file", err)
	}
	return ReleasedFile{f}, nil
}

// Facts returns the facts of the stored bytes. A master whose orientation turns it
// lies on its side, while its record holds the upright picture.
func (r ReleasedFile) Facts() photo.PictureFacts {
	facts := r.file.PictureFacts
	if r.file.Orientation >= 5 {
		facts.Width, facts.Height = facts.Height, facts.Width
	}
	return facts
}

// KeyOf opens the key of the file's upload.
func (v *Vault) KeyOf(r ReleasedFile) (seal.Key, error) {
	return v.unwrap(r.file.WrappedKey, r.file.Upload)
}

// SHA256 opens the digest of the file with the key of its upload.
func (r ReleasedFile) SHA256(key seal.Key) (sum [32]byte, err error) {
	plain, err := key.Open(r.file.SealedDigest, names.FileDigest(r.file.ID))
	if err != nil {
		return sum, fmt.Errorf("open digest: %w", err)
	}
	copy(sum[:], plain)
	return sum, nil
}

// OpenedFile is a decrypted file on its way out, in memory that serves the next
// one after [OpenedFile.Free].
type OpenedFile struct {
	Bytes  []byte
	SHA256 [32]byte
	free   func()
}

// Free gives the memory back, once; nobody may look at Bytes after it.
func (f *OpenedFile) Free() {
	if f.free != nil {
		f.free()
		f.Bytes, f.free = nil, nil
	}
}

// Send opens a file for sending.
func (v *Vault) Send(ctx context.Context, r ReleasedFile) (*OpenedFile, error) {
	key, err := v.KeyOf(r)
	if err != nil {
		return nil, err
	}
	sum, err := r.SHA256(key)
	if err != nil {
		return nil, err
	}
	locked, err := lock(key, r.file.File)
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

// takeBuffer returns memory for one picture. Allocating it for each retrieval would
// be most of the garbage of the program.
func (v *Vault) takeBuffer() *[]byte {
	if buffer, ok := v.buffers.Get().(*[]byte); ok {
		return buffer
	}
	return new([]byte)
}

// freeBuffer keeps the memory for the next picture. Nothing of this one stays in
// it.
func (v *Vault) freeBuffer(buffer *[]byte) {
	clear(*buffer)
	if cap(*buffer) <= maxBuffer {
		v.buffers.Put(buffer)
	}
}
