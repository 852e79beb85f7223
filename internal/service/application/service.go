package application

import (
	"context"
	"errors"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/failpoint"
	"myphoto/internal/service/internal/idempotency"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/keyring"
	"myphoto/internal/service/internal/quota"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/store"
)

// Config is what the desk works with.
type Config struct {
	Store     *store.Store
	Vault     *vault.Vault
	Subjects  *subjects.Subjects
	Replies   *idempotency.Replies
	Quota     *quota.Quota
	Keyring   *keyring.Keyring
	Hashes    *seal.Hashes
	PublicURL string // the issuer of receipts
	Now       func() time.Time
	Failpoint failpoint.Hook
}

// Service is where the machines of public bodies act.
type Service struct{ config Config }

// New makes the desk.
func New(config Config) *Service { return &Service{config} }

// retryAfter is when an application with too many requests under way may try
// again.
const retryAfter = time.Second

// TooManyAtOnce refuses a request of an application that has too many under way,
// before it is read.
func (s *Service) TooManyAtOnce(ctx context.Context, who photo.Application) error {
	return s.config.Quota.TooOften(ctx, journal.ByApplication(journal.RequestAnything, who), retryAfter)
}

// errNothing undoes a write that found nothing to do, so that the ledger does
// not fill with empty entries.
var errNothing = errors.New("nothing to do")
