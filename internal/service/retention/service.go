package retention

import (
	"context"
	"log/slog"
	"time"

	"myphoto/internal/service/internal/failpoint"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/store"
	"myphoto/internal/store/erasures"
)

// batch is the number of records that one transaction handles.
const batch = 100

// Config holds the dependencies and settings of a [Service].
type Config struct {
	Store       *store.Store
	Vault       *vault.Vault
	Erasures    *erasures.List
	Settle      func(context.Context) (int, error) // settles one-time retrievals whose time is over
	LedgerYears int                                // years for which events keep their bodies, and old records stay
	Now         func() time.Time
	Log         *slog.Logger
	Failpoint   failpoint.Hook
}

// Service ends what may no longer be kept.
type Service struct{ config Config }

// New returns a service.
func New(config Config) *Service { return &Service{config} }

// Reconcile deletes files that have no record and are older than a day.
func (s *Service) Reconcile(ctx context.Context) error { return s.config.Vault.Reconcile(ctx) }
