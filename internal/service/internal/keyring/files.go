package keyring

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"myphoto/internal/service/internal/journal"
	"myphoto/internal/store"
)

// ErrKeysMissing means that records depend on keys that are not in a key file.
var ErrKeysMissing = errors.New("the database needs keys that are not in the file")

// maxNamed is how many missing keys an error names.
const maxNamed = 8

// keyFile is the keys of one key file: of [seal.Hashes] or [seal.Master].
type keyFile interface {
	IDs() []string
	Use(id string) error
}

// checkKeyFiles compares both key files with what the records depend on; a command
// that hashes nothing has no look-up keys. A command writes under the keys that the
// serving program has adopted, so that this program finds and opens what the command
// writes.
func (k *Keyring) checkKeyFiles(ctx context.Context) error {
	k.firstMaster = k.config.Master.IDs()[0]
	err := k.checkKeyFile(ctx, store.BoundMaster, k.config.Master, func(tx *store.Tx) ([]store.KeyUse, error) {
		return tx.MasterKeyUses(ctx)
	})
	if k.config.Hashes == nil {
		return err
	}
	k.firstLookup = k.config.Hashes.IDs()[0]
	return errors.Join(err, k.checkKeyFile(ctx, store.BoundLookup, k.config.Hashes, func(tx *store.Tx) ([]store.KeyUse, error) {
		return tx.LookupKeyUses(ctx, k.config.Now())
	}))
}

// checkKeyFile compares one key file with what load says that the records depend on.
func (k *Keyring) checkKeyFile(
	ctx context.Context, binding store.Binding, file keyFile, load func(*store.Tx) ([]store.KeyUse, error),
) error {
	var uses []store.KeyUse
	err := k.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
		uses, err = load(tx)
		return err
	})
	if err != nil {
		return fmt.Errorf("load the keys in use: %w", err)
	}
	var missing []string
	for _, use := range uses {
		if slices.Contains(file.IDs(), use.Key) {
			continue
		}
		if use.Passing() {
			k.config.Log.WarnContext(ctx, "records that end by themselves depend on a key that is not in the file: they end now",
				"key", use.Key, "what", use.What, "records", use.Records)
			continue
		}
		missing = append(missing, fmt.Sprintf("%s (%s: %d)", use.Key, use.What, use.Records))
	}
	if len(missing) > maxNamed { // damaged records look like those of ever other keys
		missing = append(missing[:maxNamed], "…")
	}
	if missing != nil {
		return fmt.Errorf("%w: %s %s", ErrKeysMissing, binding, strings.Join(missing, ", "))
	}
	if k.config.Serves {
		return nil
	}
	bound, err := k.bound(ctx, binding)
	if err != nil || bound == "" {
		return err
	}
	if err := file.Use(bound); err != nil {
		return fmt.Errorf("%w: %s %s (in which the service writes)", ErrKeysMissing, binding, bound)
	}
	return nil
}

// bound returns what is bound; empty when nothing is.
func (k *Keyring) bound(ctx context.Context, binding store.Binding) (value string, err error) {
	err = k.config.Store.Read(ctx, func(tx *store.Tx) error {
		value, err = tx.Bound(ctx, binding)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("load binding: %w", err)
	}
	return value, nil
}

// adopt makes the first key of each file, and the newest generation of the key of
// small values, the ones under which all programs write. A change is recorded.
func (k *Keyring) adopt(ctx context.Context) error {
	for binding, current := range map[store.Binding]string{
		store.BoundMaster: k.config.Master.IDs()[0],
		store.BoundLookup: k.config.Hashes.IDs()[0],
		store.BoundValues: fmt.Sprint(binary.BigEndian.Uint32(k.values.Current())),
	} {
		former, err := k.bound(ctx, binding)
		if err != nil {
			return err
		}
		if former == current {
			continue
		}
		if err := k.bind(ctx, binding, former, current); err != nil {
			return fmt.Errorf("adopt %s: %w", binding, err)
		}
	}
	return nil
}

// bind saves a binding, as an act unless it is the first.
func (k *Keyring) bind(ctx context.Context, binding store.Binding, former, current string) error {
	save := func(tx *store.Tx) error { return tx.Bind(ctx, binding, current, k.config.Now()) }
	if former == "" {
		return k.config.Store.WriteUnlogged(ctx, save)
	}
	event := journal.BySystem(journal.AdoptKey)
	event.Facts["key"], event.Facts["from"], event.Facts["to"] = string(binding), former, current
	return k.config.Store.Write(ctx, event, save)
}

// ErrNotAdopted means that the serving program does not use the first keys of the
// files yet.
var ErrNotAdopted = errors.New("the service does not use the first key of the file yet: restart `serve` with this file first")

// First returns the id of the key that comes first in a key file, or of the newest
// generation of the key of small values.
func (k *Keyring) First(of store.Binding) string {
	switch of {
	case store.BoundMaster:
		return k.firstMaster
	case store.BoundValues:
		return slices.Max(k.values.IDs())
	default:
		return k.firstLookup
	}
}

// CheckAdopted returns [ErrNotAdopted] unless the serving program uses the first key
// of both files, as they were before a command began to use what the program knows,
// and the newest generation of the key of small values.
func (k *Keyring) CheckAdopted(ctx context.Context) error {
	_, newest, err := k.generations(ctx)
	if err != nil {
		return err
	}
	for binding, wanted := range map[store.Binding]string{
		store.BoundMaster: k.firstMaster, store.BoundLookup: k.firstLookup, store.BoundValues: fmt.Sprint(newest),
	} {
		bound, err := k.bound(ctx, binding)
		if err != nil {
			return err
		}
		if bound != wanted {
			return fmt.Errorf("%w: %s", ErrNotAdopted, binding)
		}
	}
	return nil
}
