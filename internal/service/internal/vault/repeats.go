package vault

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"myphoto/internal/inspect"
	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/store"
)

// PictureHash is a keyed hash by which the same picture is found in other uploads of a
// studio. A picture has one for each live look-up key.
type PictureHash struct {
	Item photo.Item
	Hash []byte
}

// PictureHashes returns the hashes of pictures of a studio.
func (v *Vault) PictureHashes(studio photo.StudioID, pictures []inspect.Picture) (list []PictureHash) {
	for _, p := range pictures {
		list = append(list, v.pictureHashes(studio, p.Item, p.SHA256[:])...)
	}
	return list
}

// StoredHashes returns the hashes of the masters of an upload, given its files.
func (v *Vault) StoredHashes(ctx context.Context, tx *store.Tx, u photo.Upload, files []store.File) (list []PictureHash, err error) {
	key, err := v.Key(ctx, tx, u)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if f.Role != photo.Master {
			continue
		}
		digest, err := openDigest(key, f)
		if err != nil {
			return nil, err
		}
		list = append(list, v.pictureHashes(u.Studio, f.Item, digest)...)
	}
	return list, nil
}

func (v *Vault) pictureHashes(studio photo.StudioID, item photo.Item, digest []byte) (list []PictureHash) {
	for _, hash := range v.config.Hashes.All(names.HashPicture, pictureName(studio, item, digest)) {
		list = append(list, PictureHash{item, hash})
	}
	return list
}

// Search is what pictures are searched for: those of an upload, in uploads of the same
// studio that are live now and whose code went to another client.
type Search struct {
	Of     photo.Upload
	Client photo.Reach
	Hashes []PictureHash
	Now    time.Time
}

// Duplicates returns, for each picture, at most one earlier upload of another client.
func (v *Vault) Duplicates(ctx context.Context, tx *store.Tx, s Search) (list []spec.Duplicate, err error) {
	for _, one := range s.Hashes {
		if slices.ContainsFunc(list, func(d spec.Duplicate) bool { return d.Item == one.Item }) {
			continue // under another key
		}
		uploads, err := tx.UploadsWithPicture(ctx, s.Of, one.Hash, s.Now)
		if err != nil {
			return nil, fmt.Errorf("search duplicate picture: %w", err)
		}
		for _, u := range uploads {
			_, reach, err := v.Describe(ctx, tx, u)
			if err != nil {
				return nil, err
			}
			if !reach.Shares(s.Client) {
				list = append(list, spec.Duplicate{Item: one.Item, Upload: u.ID, By: u.By, At: u.CreatedAt})
				break
			}
		}
	}
	return list, nil
}

// JudgedVersion names the pictures of an upload, given its files, and the advice on them.
func JudgedVersion(files []store.File, v spec.Verdict) string {
	sum := sha256.Sum256([]byte(strings.Join(append(v.AdviceKeys(), PicturesVersion(files)), "\n")))
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}
