package service

import (
	"context"
	"errors"
	"fmt"

	"myphoto/internal/blob"
	"myphoto/internal/inspect"
	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

// Roles of a stored file.
const (
	roleMaster     = "master"
	rolePreview    = "preview"
	roleDerivative = "derivative" // what the office of one document receives instead of the master
)

// jpegType is the media type of every stored picture.
const jpegType = "image/jpeg"

func uploadKeyName(id photo.UploadID) string { return "upload/" + string(id) }

// newUploadKey makes the key under which everything of one upload is sealed,
// and its wrapped form for the record.
func (c *core) newUploadKey(id photo.UploadID) (seal.Key, []byte, error) {
	key := seal.NewKey()
	wrapped, err := c.Master.Wrap(key[:], uploadKeyName(id))
	if err != nil {
		return key, nil, fmt.Errorf("wrap upload key: %w", err)
	}
	return key, wrapped, nil
}

// uploadKey opens the key of an upload; photo.ErrErased once it is destroyed.
func (c *core) uploadKey(ctx context.Context, tx *store.Tx, id photo.UploadID) (seal.Key, error) {
	wrapped, err := tx.UploadKey(ctx, id)
	if err != nil {
		return seal.Key{}, unfound("upload key", err, photo.ErrErased)
	}
	return c.unwrapped(wrapped, id)
}

// unwrapped opens the key of an upload with the master key, anew each time: a
// key that was kept could outlive the erasure.
func (c *core) unwrapped(wrapped []byte, id photo.UploadID) (key seal.Key, err error) {
	plain, err := c.Master.Unwrap(wrapped, uploadKeyName(id))
	if err != nil {
		return key, fmt.Errorf("open upload key: %w", err)
	}
	copy(key[:], plain)
	return key, nil
}

// sealedFile is a picture ready to be kept: its record and its ciphertext.
type sealedFile struct {
	record  db.InsertFileParams
	content []byte
}

// sealPicture seals the master and the preview of a picture and what is made of
// it for single offices, each under a key of its own that is sealed under the
// upload's.
func (s *Studios) sealPicture(key seal.Key, u photo.Upload, p inspect.Picture) []sealedFile {
	upload := u.ID
	master := sealFile(key, db.InsertFileParams{
		ID: photo.NewFileID(), UploadID: upload, Item: p.Item, Role: roleMaster,
		Width: int64(p.Width), Height: int64(p.Height), Orientation: int64(p.Orientation),
		RepeatHash: s.Hashes.Sum(kindRepeat, repeatName(u.Studio, p)),
	}, p.Master, p.SHA256[:])
	preview := sealFile(key, db.InsertFileParams{
		ID: photo.NewFileID(), UploadID: upload, Item: p.Item, Role: rolePreview,
		Width: int64(p.PreviewWidth), Height: int64(p.PreviewHeight), Orientation: 1,
	}, p.Preview, nil)
	sealed := []sealedFile{master, preview}
	for _, d := range p.Derivatives {
		sealed = append(sealed, sealFile(key, db.InsertFileParams{
			ID: photo.NewFileID(), UploadID: upload, Item: p.Item, Role: roleDerivative, Profile: d.Profile,
			Width: int64(d.Width), Height: int64(d.Height), Orientation: 1,
		}, d.Bytes, d.SHA256[:]))
	}
	return sealed
}

func sealFile(key seal.Key, record db.InsertFileParams, content, digest []byte) sealedFile {
	own := seal.NewKey()
	record.Bytes = int64(len(content))
	record.SealedKey = key.Seal(own[:], "files/key/"+string(record.ID))
	record.SealedDigest = key.Seal(digest, "files/digest/"+string(record.ID))
	return sealedFile{record, own.Seal(content, fileBound(record.ID, record.UploadID, record.Item, record.Role))}
}

func fileBound(id photo.FileID, upload photo.UploadID, item photo.Item, role string) string {
	return fmt.Sprintf("%s/%s/%s/%s", upload, item, role, id)
}

// put stores the ciphertexts before any record speaks of them and then lets
// record write it. A crash in between leaves files that nobody can open, and
// Reconcile removes them; where it is a refusal or a fault, as on a full disk,
// they are removed at once.
func (c *core) put(ctx context.Context, files []sealedFile, record func() error) error {
	err := c.putAll(ctx, files)
	if err == nil {
		c.Passed(FilesPut)
		err = record()
	}
	if err != nil {
		c.takeBack(context.WithoutCancel(ctx), files)
	}
	return err
}

func (c *core) putAll(ctx context.Context, files []sealedFile) error {
	for _, f := range files {
		if err := c.Files.Put(ctx, string(f.record.ID), f.content); err != nil {
			return fmt.Errorf("put sealed file: %w", err)
		}
	}
	return nil
}

// takeBack removes those of the files that no record wants.
func (c *core) takeBack(ctx context.Context, files []sealedFile) {
	for _, f := range files {
		wanted, err := c.wanted(ctx, f.record.ID)
		if err == nil && !wanted {
			err = c.Files.Delete(ctx, string(f.record.ID))
		}
		if err != nil {
			c.Log.WarnContext(ctx, "files that no record wants stay for a day", "error", err)
			return
		}
	}
}

// wanted reports whether a record speaks of a file.
func (c *core) wanted(ctx context.Context, id photo.FileID) (bool, error) {
	var rows int64
	err := c.Store.Read(ctx, func(tx *store.Tx) (err error) {
		rows, err = tx.FileExists(ctx, id)
		return err
	})
	return rows > 0, err
}

// keep records the files of an upload.
func keep(ctx context.Context, tx *store.Tx, files []sealedFile) error {
	for _, f := range files {
		if err := tx.InsertFile(ctx, f.record); err != nil {
			return fmt.Errorf("record file: %w", err)
		}
	}
	return nil
}

// lockedFile is one stored picture with what is needed to open it.
type lockedFile struct {
	row db.File
	own seal.Key
}

// lockedFile loads the record of a picture and opens its key; photo.ErrNotFound
// when the upload has no such picture.
func (c *core) lockedFile(ctx context.Context, tx *store.Tx, which db.KeyedFileParams) (lockedFile, error) {
	found, err := keyedFile(ctx, tx, which)
	if err != nil {
		return lockedFile{}, err
	}
	key, err := c.unwrapped(found.Wrapped, which.UploadID)
	if err != nil {
		return lockedFile{}, err
	}
	own, err := ownKey(key, found.File)
	return lockedFile{found.File, own}, err
}

// looked opens what somebody looks at. For which document a cut is made goes to
// the ledger once it is found: until then it may be anything somebody typed.
func (c *core) looked(ctx context.Context, tx *store.Tx, event *ledger.Event, id photo.UploadID, w Which) (lockedFile, error) {
	role := rolePreview
	switch {
	case w.Document != "":
		role = "" // the cut or nothing
	case w.Master:
		role = roleMaster
	}
	found, err := c.lockedFile(ctx, tx, db.KeyedFileParams{UploadID: id, Item: w.Item, Role: role, Profile: w.Document})
	if err == nil && w.Document != "" {
		event.Facts["document"] = string(w.Document)
	}
	return found, err
}

// keyedFile loads the record of a picture with the wrapped key of its upload;
// photo.ErrNotFound when there is no such picture or it was erased.
func keyedFile(ctx context.Context, tx *store.Tx, which db.KeyedFileParams) (db.KeyedFileRow, error) {
	row, err := tx.KeyedFile(ctx, which)
	if err != nil {
		return row, unfound("file", err, photo.ErrNotFound)
	}
	return row, nil
}

func ownKey(key seal.Key, row db.File) (own seal.Key, err error) {
	plain, err := key.Open(row.SealedKey, "files/key/"+string(row.ID))
	if err != nil {
		return own, fmt.Errorf("open file key: %w", err)
	}
	copy(own[:], plain)
	return own, nil
}

// open reads and decrypts a picture. A file that was erased meanwhile is gone.
func (c *core) open(ctx context.Context, f lockedFile) ([]byte, error) {
	return c.openInto(ctx, f, new([]byte))
}

// openInto is open in the memory of buffer, which is replaced when it is too
// small.
func (c *core) openInto(ctx context.Context, f lockedFile, buffer *[]byte) ([]byte, error) {
	sealed, err := c.Files.Read(ctx, string(f.row.ID), *buffer)
	if errors.Is(err, blob.ErrNotFound) {
		return nil, photo.ErrErased
	}
	if err != nil {
		return nil, fmt.Errorf("read sealed file: %w", err)
	}
	*buffer = sealed
	content, err := f.own.OpenInPlace(sealed, fileBound(f.row.ID, f.row.UploadID, f.row.Item, f.row.Role))
	if err != nil {
		return nil, fmt.Errorf("open sealed file: %w", err)
	}
	return content, nil
}

// picture opens a stored picture for showing.
func (c *core) picture(ctx context.Context, f lockedFile) (Picture, error) {
	content, err := c.open(ctx, f)
	return Picture{MediaType: jpegType, Bytes: content, Width: int(f.row.Width), Height: int(f.row.Height)}, err
}

// digest opens the SHA-256 of a master.
func digest(key seal.Key, row db.File) (sum [32]byte, err error) {
	plain, err := key.Open(row.SealedDigest, "files/digest/"+string(row.ID))
	if err != nil {
		return sum, fmt.Errorf("open digest: %w", err)
	}
	copy(sum[:], plain)
	return sum, nil
}

// facts lists the masters of an upload, or its other pictures of one role.
func facts(rows []db.File, role string) []PictureFacts {
	var list []PictureFacts
	for _, row := range rows {
		if row.Role == role {
			list = append(list, PictureFacts{Item: row.Item, Document: row.Profile, Width: int(row.Width), Height: int(row.Height), Bytes: row.Bytes})
		}
	}
	return list
}
