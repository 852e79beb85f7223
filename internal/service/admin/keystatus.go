package admin

import (
	"context"
	"slices"

	"myphoto/internal/store"
)

// KeyStatus is what still depends on one key.
type KeyStatus struct {
	Kind    string // "master-key", "look-up-key" or "values-key"
	ID      string
	Current bool           // new records are written under it
	Next    bool           // they will be, from the next start of the serving program on
	Records []store.KeyUse // that depend on it
}

// MayGo reports whether the key may be removed from its file: nothing depends on it,
// and nothing is written under it. The generations of the key of small values stay,
// because the ledger holds what they sealed.
func (k KeyStatus) MayGo() bool {
	return k.Kind != string(store.BoundValues) && !k.Current && !k.Next && len(k.Records) == 0
}

// KeyStatus returns every key of the key files and every generation of the key of
// small values, with what depends on each.
func (s *Service) KeyStatus(ctx context.Context) ([]KeyStatus, error) {
	var masters, lookups, values []store.KeyUse
	err := s.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
		if masters, err = tx.MasterKeyUses(ctx); err != nil {
			return err
		}
		if lookups, err = tx.LookupKeyUses(ctx, s.config.Now()); err != nil {
			return err
		}
		values, err = tx.GenerationUses(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	list := s.statusOf(store.BoundMaster, s.config.Master.IDs(), masters)
	list = append(list, s.statusOf(store.BoundLookup, s.config.Hashes.IDs(), lookups)...)
	return append(list, s.statusOf(store.BoundValues, s.config.Values.IDs(), values)...), nil
}

// statusOf sorts the uses by key, the current one first.
func (s *Service) statusOf(kind store.Binding, ids []string, uses []store.KeyUse) []KeyStatus {
	for _, use := range uses {
		if !slices.Contains(ids, use.Key) {
			ids = append(ids, use.Key)
		}
	}
	list := make([]KeyStatus, len(ids))
	for i, id := range ids {
		list[i] = KeyStatus{Kind: string(kind), ID: id, Current: i == 0}
		list[i].Next = i > 0 && id == s.config.Keys.First(kind)
		for _, use := range uses {
			if use.Key == id {
				list[i].Records = append(list[i].Records, use)
			}
		}
	}
	return list
}
