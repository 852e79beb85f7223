package citizen

import (
	"context"
	"time"

	"myphoto/internal/blob/spool"
	"myphoto/internal/inspect"
	"myphoto/internal/photo"
	"myphoto/internal/ratelimit"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/failpoint"
	"myphoto/internal/service/internal/quota"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/service/outbox"
	"myphoto/internal/store"
)

// Config is what the desk works with.
type Config struct {
	Store            *store.Store
	Vault            *vault.Vault
	Subjects         *subjects.Subjects
	Quota            *quota.Quota
	Outbox           *outbox.Outbox
	Hashes           *seal.Hashes
	Values           *seal.Generations
	Reader           *inspect.Reader // of pictures of QR codes
	Spool            *spool.Spool    // of their forms while they arrive
	PublicURL        string          // without a slash at the end
	Host             string          // of the public address
	DailySubmissions int             // of codes, per acting person and Athens day
	Now              func() time.Time
	Failpoint        failpoint.Hook
}

// Pictures of QR codes that one person may send: ten at once, then ten a minute.
// Each may cost two seconds of a processor.
const (
	qrEvery = 6 * time.Second
	qrBurst = 10
)

// Service is the desk.
type Service struct {
	config Config
	qr     *ratelimit.Limiter[photo.SubjectID] // by acting person
}

// New makes the desk.
func New(config Config) *Service {
	rate := ratelimit.Rate{Every: qrEvery, Burst: qrBurst}
	return &Service{config, ratelimit.NewLimiter[photo.SubjectID](rate, quota.MaxActors, config.Now)}
}

// current loads the upload that is now associated with the citizen's subject;
// [photo.ErrNoFiles] when there is none or it is overdue.
func (s *Service) current(ctx context.Context, tx *store.Tx, who photo.Citizen) (store.Upload, error) {
	u, _, err := tx.CurrentUpload(ctx, who.Subject())
	if err != nil {
		return u, store.NotFoundOr(photo.ErrNoFiles, "association", err)
	}
	if u.Overdue(s.config.Now()) {
		return u, photo.ErrNoFiles
	}
	return u, nil
}
