package store

import (
	"context"
	"errors"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/store/db"
)

// File is the record of a stored file with its key and its digest, both sealed
// under the key of the upload.
type File struct {
	photo.File
	SealedKey    []byte
	SealedDigest []byte
	PictureHash  []byte // keyed hash of studio and content; only of a master
}

// FileOfUpload is a file with the wrapped key of its upload.
type FileOfUpload struct {
	File
	WrappedKey []byte
}

func fileOf(row db.File) File {
	return File{
		File: photo.File{
			ID: row.ID, Upload: row.UploadID, Role: row.Role, Orientation: int(row.Orientation),
			PictureFacts: photo.PictureFacts{
				Item: row.Item, Document: row.Profile, Width: int(row.Width), Height: int(row.Height), Bytes: row.Bytes,
			},
		},
		SealedKey: row.SealedKey, SealedDigest: row.SealedDigest, PictureHash: row.RepeatHash,
	}
}

// UploadKey returns the wrapped key of an upload; [ErrNotFound] after it was
// destroyed.
func (tx *Tx) UploadKey(ctx context.Context, id photo.UploadID) ([]byte, error) {
	return tx.q.UploadKey(ctx, id)
}

// CreateFile inserts the record of a file.
func (tx *Tx) CreateFile(ctx context.Context, f File) error {
	return tx.q.InsertFile(ctx, db.InsertFileParams{
		ID: f.ID, UploadID: f.Upload, Item: f.Item, Role: f.Role, Profile: f.Document,
		Width: int64(f.Width), Height: int64(f.Height), Orientation: int64(f.Orientation), Bytes: f.Bytes,
		SealedKey: f.SealedKey, SealedDigest: f.SealedDigest, RepeatHash: f.PictureHash,
	})
}

// Files returns the files of an upload, ordered by item and role.
func (tx *Tx) Files(ctx context.Context, id photo.UploadID) ([]File, error) {
	rows, err := tx.q.FilesOf(ctx, id)
	list := make([]File, len(rows))
	for i, row := range rows {
		list[i] = fileOf(row)
	}
	return list, err
}

// File returns a picture of an upload: the derivative made for the document when
// there is one, and else the file with the role. An empty role asks for the
// derivative alone. It returns [ErrNotFound] when there is neither.
func (tx *Tx) File(ctx context.Context, id photo.UploadID, item photo.Item, role photo.FileRole, document photo.ProfileID) (FileOfUpload, error) {
	row, err := tx.q.FileWithKey(ctx, db.FileWithKeyParams{UploadID: id, Item: item, Role: role, Profile: document})
	return FileOfUpload{fileOf(row.File), row.Wrapped}, err
}

// HasFile reports whether there is a record of a file.
func (tx *Tx) HasFile(ctx context.Context, id photo.FileID) (bool, error) {
	rows, err := tx.q.FileExists(ctx, id)
	return rows > 0, err
}

// HasFiles reports whether there is a record of any file.
func (tx *Tx) HasFiles(ctx context.Context) (bool, error) { return exists(tx.q.AnyFile(ctx)) }

// CreateChecks inserts the sealed results of the checks that the applications of a
// document receive with an upload.
func (tx *Tx) CreateChecks(ctx context.Context, id photo.UploadID, document photo.ProfileID, sealed []byte) error {
	return tx.q.InsertChecks(ctx, db.InsertChecksParams{UploadID: id, Profile: document, Sealed: sealed})
}

// Checks returns what [Tx.CreateChecks] inserted; [ErrNotFound] when there is
// nothing.
func (tx *Tx) Checks(ctx context.Context, id photo.UploadID, document photo.ProfileID) ([]byte, error) {
	return tx.q.Checks(ctx, db.ChecksParams{UploadID: id, Profile: document})
}

// FilesToDelete returns files whose keys are destroyed and whose bytes still
// exist, oldest first, at most limit after skipping the first skip.
func (tx *Tx) FilesToDelete(ctx context.Context, limit, skip int) ([]photo.FileID, error) {
	return tx.q.Shreds(ctx, db.ShredsParams{Limit: int32(limit), Offset: int32(skip)})
}

// FilesDeleted records that the bytes of the files are deleted.
func (tx *Tx) FilesDeleted(ctx context.Context, ids []photo.FileID) error {
	var faults []error
	for _, id := range ids {
		faults = append(faults, tx.q.DeleteShred(ctx, id))
	}
	return errors.Join(faults...)
}

// Erasure is an erased upload or a replaced file that is not yet on the erasure
// list outside the database.
type Erasure struct {
	ID       string // of the upload or of the file
	ErasedAt time.Time

	mac []byte
}

// createErasure inserts what is to be appended to the erasure list.
func (tx *Tx) createErasure(ctx context.Context, id string, now time.Time) error {
	row := db.Erasure{ID: id, ErasedAt: db.At(now)}
	return tx.q.InsertErasure(ctx, db.InsertErasureParams{ID: row.ID, ErasedAt: row.ErasedAt, Mac: tx.sign(row)})
}

// Erasures returns what is not yet on the erasure list, oldest first, at most
// limit, and apart from it the rows among them that the service did not write: those
// may name anything, and are never listed.
func (tx *Tx) Erasures(ctx context.Context, limit int) (list, forged []Erasure, err error) {
	rows, err := tx.q.Erasures(ctx, int32(limit))
	for _, row := range rows {
		e := Erasure{row.ID, row.ErasedAt.Time, row.Mac}
		if _, fault := genuine(tx, row, nil); fault != nil {
			forged = append(forged, e)
			continue
		}
		list = append(list, e)
	}
	return list, forged, err
}

// DeleteErasures deletes rows that [Tx.Erasures] returned, once they are on the erasure
// list or are found to be forged.
func (tx *Tx) DeleteErasures(ctx context.Context, done []Erasure) error {
	var faults []error
	for _, e := range done {
		faults = append(faults, tx.q.DeleteErasure(ctx, db.DeleteErasureParams{ID: e.ID, Mac: e.mac}))
	}
	return errors.Join(faults...)
}

// Returned returns the upload that exists again, after a restore, although it or
// one of its files has the listed id on the erasure list; [ErrNotFound] when it
// does not exist.
func (tx *Tx) Returned(ctx context.Context, listed string) (Upload, error) {
	row, err := tx.q.Returned(ctx, listed)
	row, err = genuine(tx, row, err)
	return uploadOf(row), err
}
