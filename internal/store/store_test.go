package store_test

import (
	"testing"

	"myphoto/internal/store"
	"myphoto/internal/store/storetest"
)

func TestOpenRefusesAnyAddressButSQLite(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "postgres://x", "sqlite:" + t.TempDir()} {
		if s, err := store.Open(t.Context(), address, storetest.Now); err == nil {
			t.Errorf("%q was opened: %v", address, s.Close())
		}
	}
}
