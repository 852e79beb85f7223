package consent

import (
	"context"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/internal/failpoint"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/service/outbox"
	"myphoto/internal/store"
)

// Config is what the desk works with.
type Config struct {
	Store     *store.Store
	Vault     *vault.Vault
	Outbox    *outbox.Outbox
	Now       func() time.Time
	Failpoint failpoint.Hook
}

// Service is the desk.
type Service struct{ config Config }

// New makes the desk.
func New(config Config) *Service { return &Service{config} }

// current loads the upload that is now associated with the citizen's subject, and
// the association; [photo.ErrNoFiles] when there is none or it is overdue.
func (s *Service) current(ctx context.Context, tx *store.Tx, who photo.Citizen) (store.Upload, photo.AssociationID, error) {
	u, association, err := tx.CurrentUpload(ctx, who.Subject())
	if err != nil {
		return u, "", store.NotFoundOr(photo.ErrNoFiles, "association", err)
	}
	if u.Overdue(s.config.Now()) {
		return u, "", photo.ErrNoFiles
	}
	return u, association, nil
}
