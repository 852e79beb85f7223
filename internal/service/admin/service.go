package admin

import (
	"context"
	"time"

	"myphoto/internal/photo/spec"
	"myphoto/internal/photo/stats"
	"myphoto/internal/seal"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/keyring"
	"myphoto/internal/service/internal/subjects"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/store"
	"myphoto/internal/store/counts"
)

// Config is what the desk works with.
type Config struct {
	Store    *store.Store
	Subjects *subjects.Subjects
	Keys     *keyring.Keyring
	Vault    *vault.Vault
	Master   *seal.Master
	Hashes   *seal.Hashes
	Values   *seal.Generations // seals small values
	By       string            // account that gives the commands, for their events; may be empty
	Now      func() time.Time
}

// Service carries out an operator's commands.
type Service struct{ config Config }

// New makes the desk.
func New(c Config) *Service { return &Service{c} }

// RotateKey puts a new key in the place of the one that signs "receipts" or
// checkpoints of the "ledger", or makes a new generation of the one that seals
// small "values"; what the former one signed can be verified as before, what it
// sealed opens as before. A running program uses the former key until its next start. Any
// other kind is refused: "invalid" on the field "key".
func (s *Service) RotateKey(ctx context.Context, kind string) error {
	return s.config.Keys.Rotate(ctx, kind)
}

// Stats returns the statistics of the rules over all studios, for those who
// oversee them; Here holds what All would.
func (s *Service) Stats(ctx context.Context) (stats.Report, error) {
	since := stats.Since(s.config.Now())
	var all []spec.TallyCount
	err := s.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
		all, err = tx.Counted(ctx, counts.AllStudios, since)
		return err
	})
	return stats.New(since, all, nil), err
}

// AcceptRestored lets the ledger go on after a database was restored from a
// backup, on the word of the operator; it returns where the former pinned
// checkpoint is kept.
func (s *Service) AcceptRestored(ctx context.Context) (aside string, err error) {
	return s.config.Keys.Integrator().AcceptRestored(ctx, journal.ByCommand(journal.AcceptRestored, s.config.By))
}
