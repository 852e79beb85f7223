package retention

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"myphoto/internal/service/internal/failpoint"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/store"
	"myphoto/internal/store/erasures"
)

// batch is how many records are dealt with in one transaction.
const batch = 100

// Config is what retention works with.
type Config struct {
	Store       *store.Store
	Vault       *vault.Vault
	Erasures    *erasures.List
	Settle      func(context.Context) (int, error) // closes one-time retrievals whose time is over
	LedgerYears int                                // bodies of history and ledger
	Now         func() time.Time
	Log         *slog.Logger
	Failpoint   failpoint.Hook
}

// Service runs retention.
type Service struct{ config Config }

// New makes the service.
func New(config Config) *Service { return &Service{config} }

// errNothing undoes a write that found nothing to do, so that the ledger does
// not fill with empty entries.
var errNothing = errors.New("nothing to do")

// Reconcile removes files that no record wants and that are older than a day.
func (s *Service) Reconcile(ctx context.Context) error { return s.config.Vault.Reconcile(ctx) }
