package vault

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
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
	config Config
	lost   atomic.Int64 // reads of files whose bytes are missing
}

// New returns a vault.
func New(config Config) *Vault { return &Vault{config: config} }

// NewKey returns a new key for an upload, under which everything about it is sealed,
// and the key wrapped by the master key, for the record.
func (v *Vault) NewKey(u photo.Upload) (key seal.Key, wrapped []byte, err error) {
	key = seal.NewKey()
	if wrapped, err = v.config.Master.Wrap(key[:], names.UploadKey(u)); err != nil {
		return key, nil, fmt.Errorf("wrap upload key: %w", err)
	}
	return key, wrapped, nil
}

// Key loads and unwraps the key of an upload; [photo.ErrErased] after it was
// destroyed.
func (v *Vault) Key(ctx context.Context, tx *store.Tx, u photo.Upload) (seal.Key, error) {
	wrapped, err := tx.UploadKey(ctx, u.ID)
	if err != nil {
		return seal.Key{}, store.NotFoundOr(photo.ErrErased, "upload key", err)
	}
	return v.unwrap(wrapped, u)
}

// Rebind wraps the key of an upload anew, for an upload that has another subject
// than before: with the former subject it no longer opens.
func (v *Vault) Rebind(ctx context.Context, tx *store.Tx, before, after photo.Upload) error {
	if names.UploadKey(before) == names.UploadKey(after) {
		return nil
	}
	wrapped, err := tx.UploadKey(ctx, before.ID)
	if err != nil {
		return store.NotFoundOr(photo.ErrErased, "upload key", err)
	}
	return v.rewrap(ctx, tx, store.WrappedUploadKey{Upload: before.ID, Wrapped: wrapped}, before, after)
}

// Rewrap wraps the key of an upload under the current master key.
func (v *Vault) Rewrap(ctx context.Context, tx *store.Tx, kept store.WrappedUploadKey) error {
	u, err := tx.Upload(ctx, kept.Upload)
	if err != nil {
		return fmt.Errorf("load upload: %w", err)
	}
	return v.rewrap(ctx, tx, kept, u.Upload, u.Upload)
}

func (v *Vault) rewrap(ctx context.Context, tx *store.Tx, kept store.WrappedUploadKey, before, after photo.Upload) error {
	key, err := v.unwrap(kept.Wrapped, before)
	if err != nil {
		return err
	}
	wrapped, err := v.config.Master.Wrap(key[:], names.UploadKey(after))
	if err != nil {
		return fmt.Errorf("wrap upload key: %w", err)
	}
	return tx.RewrapUploadKey(ctx, kept, wrapped)
}

// unwrap unwraps the key of an upload with the master key. It does so every time,
// because a cached key could outlive the erasure.
func (v *Vault) unwrap(wrapped []byte, u photo.Upload) (key seal.Key, err error) {
	plain, err := v.config.Master.Unwrap(wrapped, names.UploadKey(u))
	if err != nil {
		return key, fmt.Errorf("open upload key: %w", err)
	}
	copy(key[:], plain)
	return key, nil
}
