package citizen

import (
	"context"
	"strconv"

	"myphoto/internal/photo"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/store"
)

// WantsNotices reports whether the citizen is told of retrievals by message.
func (s *Service) WantsNotices(ctx context.Context, who photo.Citizen) (on bool, err error) {
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		on, err = tx.WantsNotices(ctx, who.Subject())
		return err
	})
	return on, err
}

// SwitchNotices switches the messages about retrievals on or off. The history shows
// every retrieval all the same.
func (s *Service) SwitchNotices(ctx context.Context, who photo.Citizen, on bool) error {
	event := journal.ByCitizen(journal.SwitchNotices, who)
	event.Facts["on"] = strconv.FormatBool(on)
	return s.config.Store.WriteSignedIn(ctx, event, who.Session, func(tx *store.Tx) error {
		return tx.SaveNotices(ctx, who.Subject(), on, s.config.Now())
	})
}
