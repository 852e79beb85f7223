package application

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/ratelimit"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/failpoint"
	"myphoto/internal/service/internal/idempotency"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/keyring"
	"myphoto/internal/service/internal/quota"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/service/outbox"
	"myphoto/internal/store"
)

// Config holds the dependencies and settings of a [Service].
type Config struct {
	Store     *store.Store
	Vault     *vault.Vault
	Subjects  *subjects.Subjects
	Replies   *idempotency.Replies
	Quota     *quota.Quota
	Outbox    *outbox.Outbox
	Keyring   *keyring.Keyring
	Hashes    *seal.Hashes
	PublicURL string // issuer of the receipts
	PerPerson int    // retrievals about one person: as many at once, then as many an hour
	Now       func() time.Time
	Log       *slog.Logger
	Failpoint failpoint.Hook
}

// Service serves the programs of public bodies.
type Service struct {
	config    Config
	perPerson *ratelimit.Limiter[person]
	again     *ratelimit.Limiter[photo.ApplicationID]
	refused   *ratelimit.Limiter[photo.ApplicationID]
	wrong     wrongSecrets
}

// What an application asks again, of a grant or a retrieval that it has: each is
// recorded for ten years.
const (
	againEvery = time.Second
	againBurst = 120
)

// How often an application may hear that it is not authorised before all its requests
// wait: each time is recorded for the person to see.
const (
	refusedEvery = time.Second
	refusedBurst = 600
)

// person is a person whose files an application retrieves.
type person struct {
	application photo.ApplicationID
	subject     photo.SubjectID
}

// maxPersons is how many persons of all applications are counted; about 6 MB.
const maxPersons = 32_768

// New returns a service.
func New(config Config) *Service {
	perPerson := max(config.PerPerson, 1) // an operator's command serves no application and has no such setting
	rate := ratelimit.Rate{Every: time.Hour / time.Duration(perPerson), Burst: perPerson}
	again, refused := ratelimit.Rate{Every: againEvery, Burst: againBurst}, ratelimit.Rate{Every: refusedEvery, Burst: refusedBurst}
	return &Service{
		config: config, perPerson: ratelimit.NewLimiter[person](rate, maxPersons, config.Now),
		again:   ratelimit.NewLimiter[photo.ApplicationID](again, quota.MaxActors, config.Now),
		refused: ratelimit.NewLimiter[photo.ApplicationID](refused, quota.MaxActors, config.Now),
	}
}

// active returns the application as it is now, inside the transaction of its act: it
// may have been suspended since it was recognised, while its request arrived. It
// returns [photo.ErrSuspended], and [photo.ErrUnauthenticated] when there is no such
// application.
func active(ctx context.Context, tx *store.Tx, id photo.ApplicationID) (photo.Application, error) {
	who, err := tx.Application(ctx, id)
	if err != nil {
		return who, store.NotFoundOr(photo.ErrUnauthenticated, "application", err)
	}
	if who.Suspended {
		return who, photo.ErrSuspended
	}
	return who, nil
}

// checkRefused refuses an act of an application that heard too often that it is not
// authorised, before anybody is looked up.
func (s *Service) checkRefused(ctx context.Context, event *ledger.Event, who photo.Application) error {
	if wait := s.refused.Wait(who.ID); wait > 0 {
		return s.config.Quota.TooOften(ctx, event, wait)
	}
	return nil
}

func (s *Service) countRefused(who photo.Application, err error) {
	if errors.Is(err, photo.ErrNotAuthorised) {
		s.refused.Allow(who.ID)
	}
}

// busyWait is how long an application waits before it tries again, when too many
// of its requests run at once.
const busyWait = time.Second

// TooManyAtOnce refuses a request, before it is read, when too many requests of the
// application run at once.
func (s *Service) TooManyAtOnce(ctx context.Context, who photo.Application) error {
	return s.config.Quota.TooOften(ctx, journal.ByApplication(journal.RequestAnything, who), busyWait)
}
