package application

import (
	"context"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/service/internal/journal"
)

const RefusedBurst = refusedBurst

func (s *Service) SettleOne(ctx context.Context, r photo.Retrieval) error { return s.settleOne(ctx, r) }

func (s *Service) NoteWrongSecret(ctx context.Context, who photo.Application, refusal error) error {
	return s.noteWrongSecret(ctx, who, refusal)
}

// PersonIn returns by what the sealed part of the event of a retrieval names the person.
func (s *Service) PersonIn(e ledger.Event) (string, error) {
	personal, err := journal.OpenPersonal(s.config.Keyring.Values(), photo.RetrievalID(e.Retrieval), e.Sealed)
	return personal.Person, err
}
