package keyring

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"myphoto/internal/seal"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/store"
)

// generation returns the id of one generation of the key of small values.
func generation(number uint32) string { return fmt.Sprintf("%s/%d", Values, number) }

// openValues opens all generations of the key of small values. A program that
// serves seals under the newest; a command under the one that the serving program
// knows.
func (k *Keyring) openValues(ctx context.Context) error {
	if _, err := k.loadOrCreate(ctx, generation(1)); err != nil {
		return err
	}
	keys, newest, err := k.generations(ctx)
	if err != nil {
		return err
	}
	current := newest
	if bound, err := k.bound(ctx, store.BoundValues); err != nil {
		return err
	} else if bound != "" && !k.config.Serves {
		number, err := strconv.ParseUint(bound, 10, 32)
		if err != nil {
			return fmt.Errorf("load key %s: %w", Values, err)
		}
		current = uint32(number)
	}
	k.values, err = seal.NewGenerations(keys, current)
	return err
}

// generations unwraps all generations, and returns them with the number of the
// newest.
func (k *Keyring) generations(ctx context.Context) (map[uint32]seal.Key, uint32, error) {
	var kept []store.WrappedServiceKey
	err := k.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
		kept, err = tx.ServiceKeysOf(ctx, Values+"/")
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("load key %s: %w", Values, err)
	}
	keys, newest := map[uint32]seal.Key{}, uint32(0)
	for _, one := range kept {
		number, err := strconv.ParseUint(strings.TrimPrefix(one.ID, Values+"/"), 10, 32)
		if err != nil {
			return nil, 0, fmt.Errorf("load key %s: %w", one.ID, err)
		}
		secret, err := k.config.Master.Unwrap(one.Wrapped, names.ServiceKey(one.ID))
		if err != nil {
			return nil, 0, fmt.Errorf("open key %s with the master key: %w", one.ID, err)
		}
		if keys[uint32(number)], err = seal.KeyFrom(secret); err != nil {
			return nil, 0, fmt.Errorf("open key %s: %w", one.ID, err)
		}
		newest = max(newest, uint32(number))
	}
	return keys, newest, nil
}

// rotateValues makes the next generation of the key of small values.
func (k *Keyring) rotateValues(ctx context.Context) error {
	_, newest, err := k.generations(ctx)
	if err != nil {
		return err
	}
	id := generation(newest + 1)
	wrapped, _, err := k.generate(id)
	if err != nil {
		return err
	}
	event := journal.ByCommand(journal.RotateKey, k.config.By)
	event.Facts["key"] = id
	return k.config.Store.Write(ctx, event, func(tx *store.Tx) error {
		created, err := tx.CreateServiceKey(ctx, id, wrapped, k.config.Now())
		if err == nil && !created {
			err = errors.New("another command made the same generation")
		}
		return err
	})
}
