package application

import (
	"context"

	"myphoto/internal/photo"
)

func (s *Service) SettleOne(ctx context.Context, r photo.Retrieval) error { return s.settleOne(ctx, r) }

func (s *Service) NoteWrongSecret(ctx context.Context, who photo.Application, refusal error) error {
	return s.noteWrongSecret(ctx, who, refusal)
}
