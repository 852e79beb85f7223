package vault

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"myphoto/internal/blob"
	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/failpoint"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/store"
	"myphoto/internal/store/erasures"
)

// Config holds the dependencies of a [Vault].
type Config struct {
	Store     *store.Store
	Files     blob.Backend
	Erasures  *erasures.List
	Master    *seal.Master
	Hashes    *seal.Hashes
	Now       func() time.Time
	RealNow   func() time.Time // the system clock, for the age of files on the disk
	Log       *slog.Logger
	Failpoint failpoint.Hook
}

// Vault seals and opens what is stored about uploads.
type Vault struct {
	config  Config
	buffers sync.Pool // of *[]byte, for files to send
}

// New returns a vault.
func New(config Config) *Vault { return &Vault{config: config} }

// NewKey returns a new key for an upload, under which everything about it is sealed,
// and the key wrapped by the master key, for the record.
func (v *Vault) NewKey(id photo.UploadID) (key seal.Key, wrapped []byte, err error) {
	key = seal.NewKey()
	if wrapped, err = v.config.Master.Wrap(key[:], names.UploadKey(id)); err != nil {
		return key, nil, fmt.Errorf("wrap upload key: %w", err)
	}
	return key, wrapped, nil
}

// Key loads and unwraps the key of an upload; [photo.ErrErased] after it was
// destroyed.
func (v *Vault) Key(ctx context.Context, tx *store.Tx, id photo.UploadID) (seal.Key, error) {
	wrapped, err := tx.UploadKey(ctx, id)
	if err != nil {
		return seal.Key{}, store.NotFoundOr(photo.ErrErased, "upload key", err)
	}
	return v.unwrap(wrapped, id)
}

// unwrap unwraps the key of an upload with the master key. It does so every time,
// because a cached key could outlive the erasure.
func (v *Vault) unwrap(wrapped []byte, id photo.UploadID) (key seal.Key, err error) {
	plain, err := v.config.Master.Unwrap(wrapped, names.UploadKey(id))
	if err != nil {
		return key, fmt.Errorf("open upload key: %w", err)
	}
	copy(key[:], plain)
	return key, nil
}
