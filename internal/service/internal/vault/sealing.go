package vault

import (
	"bytes"
	"context"
	"fmt"

	"myphoto/internal/inspect"
	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/failpoint"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/store"
)

// SealedFile is a sealed file before it is stored: its record and its ciphertext.
type SealedFile struct {
	record  store.File
	content []byte // ciphertext
}

// Seal returns the sealed master, preview and derivatives of a picture. Each is
// sealed under its own key, which is sealed under the key of the upload.
func (v *Vault) Seal(key seal.Key, u photo.Upload, p inspect.Picture) []SealedFile {
	file := func(role photo.FileRole, orientation int, facts photo.PictureFacts) store.File {
		facts.Item = p.Item
		return store.File{File: photo.File{
			ID: photo.NewFileID(), Upload: u.ID, Role: role, Orientation: orientation, PictureFacts: facts,
		}}
	}
	master := file(photo.Master, p.Orientation, photo.PictureFacts{Width: p.Width, Height: p.Height})
	master.PictureHash = v.config.Hashes.Sum(names.HashPicture, pictureName(u.Studio, p.Item, p.SHA256[:]))
	preview := file(photo.Preview, 1, photo.PictureFacts{Width: p.PreviewWidth, Height: p.PreviewHeight})
	sealed := []SealedFile{sealFile(key, master, p.Master, p.SHA256[:]), sealFile(key, preview, p.Preview, nil)}
	for _, d := range p.Derivatives {
		derivative := file(photo.Derivative, 1, photo.PictureFacts{Document: d.Profile, Width: d.Width, Height: d.Height})
		sealed = append(sealed, sealFile(key, derivative, d.Bytes, d.SHA256[:]))
	}
	return sealed
}

// sealFile seals a file under a new key, given the key of its upload.
func sealFile(key seal.Key, f store.File, content, digest []byte) SealedFile {
	own := seal.NewKey()
	f.Bytes = int64(len(content))
	f.SealedKey = key.Seal(own[:], names.FileKey(f.ID))
	f.SealedDigest = key.Seal(digest, names.FileDigest(f.ID))
	sealed := bytes.NewBuffer(make([]byte, 0, seal.StreamSize(len(content))))
	_, _ = own.SealStream(sealed, bytes.NewReader(content), names.File(f.File)) // memory has no faults
	return SealedFile{f, sealed.Bytes()}
}

// SizeOf returns the size of files before they were sealed, in bytes.
func SizeOf(files []SealedFile) (sum int64) {
	for _, f := range files {
		sum += f.record.Bytes
	}
	return sum
}

// pictureName returns the value whose keyed hash stands for a picture: the content
// of the master, and the studio, so that the records do not disclose that two studios
// have the same picture.
func pictureName(studio photo.StudioID, item photo.Item, digest []byte) string {
	return string(studio) + "\x00" + string(item) + "\x00" + string(digest)
}

// openDigest returns the digest of the content of a file, given the key of its upload.
func openDigest(key seal.Key, f store.File) ([]byte, error) {
	digest, err := key.Open(f.SealedDigest, names.FileDigest(f.ID))
	if err != nil {
		return nil, fmt.Errorf("open digest: %w", err)
	}
	return digest, nil
}

// RehashPicture hashes the content of a stored master anew, under the current
// look-up key.
func (v *Vault) RehashPicture(ctx context.Context, tx *store.Tx, f store.File) error {
	u, err := tx.Upload(ctx, f.Upload)
	if err != nil {
		return fmt.Errorf("load upload: %w", err)
	}
	key, err := v.Key(ctx, tx, u.Upload)
	if err != nil {
		return err
	}
	digest, err := openDigest(key, f)
	if err != nil {
		return err
	}
	return tx.RehashPicture(ctx, f, v.config.Hashes.Sum(names.HashPicture, pictureName(u.Studio, f.Item, digest)))
}

// Put stores the ciphertexts, and then calls commit, which inserts their records. A
// crash in between leaves files that nobody can open, which [Vault.Reconcile]
// deletes. After a refusal or a failure, such as a full disk, Put deletes them
// immediately.
func (v *Vault) Put(ctx context.Context, files []SealedFile, commit func() error) error {
	err := v.putAll(ctx, files)
	if err == nil {
		v.config.Failpoint(failpoint.FilesPut)
		err = commit()
	}
	if err != nil {
		v.cleanUp(context.WithoutCancel(ctx), files)
	}
	return err
}

func (v *Vault) putAll(ctx context.Context, files []SealedFile) error {
	for _, f := range files {
		if err := v.config.Files.Put(ctx, string(f.record.ID), f.content); err != nil {
			return fmt.Errorf("put sealed file: %w", err)
		}
	}
	return nil
}

// cleanUp deletes those of the files that have no record.
func (v *Vault) cleanUp(ctx context.Context, files []SealedFile) {
	for _, f := range files {
		wanted, err := v.hasRecord(ctx, f.record.ID)
		if err == nil && !wanted {
			err = v.config.Files.Delete(ctx, string(f.record.ID))
		}
		if err != nil {
			v.config.Log.WarnContext(ctx, "files that no record wants stay for a day", "error", err)
			return
		}
	}
}

// hasRecord reports whether a file has a record.
func (v *Vault) hasRecord(ctx context.Context, id photo.FileID) (wanted bool, err error) {
	err = v.config.Store.Read(ctx, func(tx *store.Tx) error {
		wanted, err = tx.HasFile(ctx, id)
		return err
	})
	return wanted, err
}

// Record inserts the records of files.
func Record(ctx context.Context, tx *store.Tx, files []SealedFile) error {
	for _, f := range files {
		if err := tx.CreateFile(ctx, f.record); err != nil {
			return fmt.Errorf("record file: %w", err)
		}
	}
	return nil
}
