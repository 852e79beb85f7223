package retention

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/service/internal/failpoint"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/store"
	"myphoto/internal/store/erasures"
)

// batch is the number of records that one transaction handles.
const batch = 100

// Config holds the dependencies and settings of a [Service].
type Config struct {
	Store    *store.Store
	Vault    *vault.Vault
	Erasures *erasures.List
	Settle   func(context.Context) (int, error) // settles one-time retrievals whose time is over
	// RemoveBodies removes the bodies of at most limit events until a time, and
	// records the event with the range.
	RemoveBodies func(ctx context.Context, e *ledger.Event, until time.Time, limit int) (int, error)
	LedgerYears  int // years for which events keep their bodies, and old records stay
	Now          func() time.Time
	Log          *slog.Logger
	Failpoint    failpoint.Hook
}

// Service ends what may no longer be kept.
type Service struct {
	config Config
	last   atomic.Pointer[time.Time] // when a sweep last succeeded
}

// New returns a service.
func New(config Config) *Service { return &Service{config: config} }

// LastSweep returns when a sweep of this process last ended everything that was
// due; the zero time when none has.
func (s *Service) LastSweep() time.Time {
	if last := s.last.Load(); last != nil {
		return *last
	}
	return time.Time{}
}

const (
	overdueAfter = 2 * time.Hour // the sweep runs every hour
	overdueMost  = 1000          // counted of a kind
)

// Overdue returns how many uploads and contacts should have been erased more than
// two hours ago: at most 1000 of each are counted.
func (s *Service) Overdue(ctx context.Context) (n int, err error) {
	before := s.config.Now().Add(-overdueAfter)
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		uploads, err := tx.DueUploads(ctx, before, overdueMost)
		if err != nil {
			return fmt.Errorf("count overdue uploads: %w", err)
		}
		contacts, err := tx.ContactsDue(ctx, before, overdueMost, 0)
		n = len(uploads) + len(contacts)
		return err
	})
	return n, err
}

// Reconcile deletes files that have no record and are older than a day.
func (s *Service) Reconcile(ctx context.Context) error { return s.config.Vault.Reconcile(ctx) }
