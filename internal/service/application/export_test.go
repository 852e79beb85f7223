package application

import (
	"context"

	"myphoto/internal/photo"
)

func (s *Service) SettleOne(ctx context.Context, r photo.Retrieval) error { return s.settleOne(ctx, r) }
