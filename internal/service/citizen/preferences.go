package citizen

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"myphoto/internal/ledger"
	"myphoto/internal/photo"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/store"
)

// Preferences are what the citizen chose for the files of the subject.
type Preferences struct {
	Notices  bool      // of retrievals are sent
	PausedAt time.Time // since when no application may retrieve anything; zero: they may
}

// Preferences returns what was chosen.
func (s *Service) Preferences(ctx context.Context, who photo.Citizen) (p Preferences, err error) {
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		found, err := tx.Preferences(ctx, who.Subject())
		p = Preferences{found.Notices, found.PausedAt}
		return err
	})
	return p, err
}

// SwitchNotices switches the messages about retrievals on or off. The history shows
// every retrieval all the same.
func (s *Service) SwitchNotices(ctx context.Context, who photo.Citizen, on bool) error {
	event := journal.ByCitizen(journal.SwitchNotices, who)
	event.Facts["on"] = strconv.FormatBool(on)
	return s.choose(ctx, who, event, func(p *store.Preferences) { p.Notices = on })
}

// Pause stops every retrieval from the very next request on, also of bytes that were
// asked for before. Authorisations stay as they are.
func (s *Service) Pause(ctx context.Context, who photo.Citizen) error {
	return s.choose(ctx, who, journal.ByCitizen(journal.Pause, who), func(p *store.Preferences) {
		if p.PausedAt.IsZero() {
			p.PausedAt = s.config.Now()
		}
	})
}

// Resume ends a pause.
func (s *Service) Resume(ctx context.Context, who photo.Citizen) error {
	return s.choose(ctx, who, journal.ByCitizen(journal.Resume, who), func(p *store.Preferences) { p.PausedAt = time.Time{} })
}

func (s *Service) choose(ctx context.Context, who photo.Citizen, event *ledger.Event, change func(*store.Preferences)) error {
	err := s.config.Store.WriteActing(ctx, event, who, func(tx *store.Tx) error {
		p, err := tx.Preferences(ctx, who.Subject())
		if err != nil {
			return fmt.Errorf("load preferences: %w", err)
		}
		before := p
		if change(&p); p.Notices == before.Notices && p.PausedAt.Equal(before.PausedAt) {
			return store.ErrNothing // pressed twice
		}
		return tx.SavePreferences(ctx, who.Subject(), p, s.config.Now())
	})
	if errors.Is(err, store.ErrNothing) {
		return nil
	}
	return err
}
