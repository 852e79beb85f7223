package consent

import (
	"context"
	"errors"
	"fmt"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/internal/failpoint"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/store"
)

// Grant permits an application to retrieve named items of the current files, for
// one purpose, after an explicit consent. Every fault of the consent is returned
// at once; [ErrAlreadyGranted] when a grant for the same purpose lives. The same
// consent twice within ten minutes is no fault: the grant that it gave is returned.
func (s *Service) Grant(ctx context.Context, who photo.Citizen, app photo.ApplicationID, c photo.Consent) (photo.GrantID, error) {
	g := photo.Grant{
		ID: photo.NewGrantID(), Subject: who.Subject(), Items: c.Items, Purpose: c.Purpose, Mode: c.Mode, State: photo.GrantLive,
	}
	event := journal.ByCitizen(journal.GiveGrant, who)
	event.Grant = string(g.ID)
	if who.Lapsed {
		return "", s.config.Store.Refuse(ctx, event, photo.ErrLapsed)
	}
	err := s.config.Store.WriteActing(ctx, event, who, func(tx *store.Tx) error {
		now := s.config.Now()
		u, association, err := s.current(ctx, tx, who)
		if err != nil {
			return err
		}
		option, err := s.option(ctx, tx, app, u)
		if err != nil {
			return err
		}
		event.Upload, event.Application = string(u.ID), string(option.ID)
		until, err := c.Check(option.application(), u.Upload, option.unsuited(), now)
		if err != nil {
			return err
		}
		event.Facts["items"], event.Facts["purpose"], event.Facts["mode"] = journal.List(c.Items), c.Purpose, string(c.Mode)
		g.Association, g.Upload, g.Application = association, u.ID, option.ID
		g.Until, g.CreatedAt = who.EndsBefore(u.Upload, until), now
		until = g.Until
		event.Facts["association"], event.Facts["until"] = string(association), ""
		if !until.IsZero() {
			event.Facts["until"] = until.UTC().Format(time.RFC3339)
		}
		live, err := s.expire(ctx, tx, g)
		if err != nil {
			return err
		}
		if g.Repeats(live) { // pressed twice
			g.ID = live.ID
			return store.ErrNothing
		}
		if err := s.config.Outbox.QueueToCustodians(ctx, tx, who, u.ID); err != nil {
			return err
		}
		return tx.CreateGrant(ctx, g, ConsentVersion)
	})
	if errors.Is(err, store.ErrNothing) {
		return g.ID, nil
	}
	if errors.Is(err, store.ErrDuplicate) {
		return "", s.config.Store.Refuse(ctx, event, ErrAlreadyGranted)
	}
	if err == nil {
		s.config.Failpoint(failpoint.GrantCommitted)
		s.config.Outbox.Wake()
	}
	return g.ID, err
}

// expire marks the live grant that a new one follows as expired when its date has
// passed, so that the new one can be given before the sweep has come by. It returns the
// live grant as it then is; zero when there is none.
func (s *Service) expire(ctx context.Context, tx *store.Tx, next photo.Grant) (photo.Grant, error) {
	live, err := tx.LiveGrant(ctx, next.Subject, next.Application, next.Purpose)
	if errors.Is(err, store.ErrNotFound) {
		return photo.Grant{}, nil
	}
	if err != nil {
		return live, fmt.Errorf("load grant: %w", err)
	}
	now := s.config.Now()
	if live.StateAt(now) != photo.GrantExpired {
		return live, nil
	}
	expired, err := live.Expire(now)
	if err != nil {
		return live, err
	}
	if err := tx.SaveGrant(ctx, live, expired); err != nil {
		return live, err
	}
	return expired, tx.Record(ctx, journal.BySystemOn(journal.ExpireGrant, live), now)
}

// Grants lists the citizen's grants, newest first, in every state.
func (s *Service) Grants(ctx context.Context, who photo.Citizen) ([]GrantView, error) {
	var list []GrantView
	err := s.config.Store.Read(ctx, func(tx *store.Tx) error {
		apps, err := applications(ctx, tx)
		if err != nil {
			return err
		}
		grants, err := tx.Grants(ctx, who.Subject())
		if err != nil {
			return fmt.Errorf("load grants: %w", err)
		}
		for _, g := range grants {
			g.State = g.StateAt(s.config.Now())
			app := registered(apps, g.Application)
			list = append(list, GrantView{Grant: g, App: app, PurposeName: app.PurposeName(g.Purpose)})
		}
		return nil
	})
	return list, err
}

// registered finds what is registered of an application.
func registered(apps []photo.Registration, id photo.ApplicationID) photo.Registration {
	for _, app := range apps {
		if app.ID == id {
			return app
		}
	}
	return photo.Registration{ID: id}
}

// Revoke ends a grant for the very next request, also for bytes of a retrieval
// that were not fetched yet. Revoking twice is no fault.
func (s *Service) Revoke(ctx context.Context, who photo.Citizen, id photo.GrantID) error {
	event := journal.ByCitizen(journal.RevokeGrant, who)
	event.Grant = journal.ID(id)
	err := s.config.Store.WriteActing(ctx, event, who, func(tx *store.Tx) error {
		g, err := tx.Grant(ctx, id)
		if errors.Is(err, store.ErrNotFound) || err == nil && g.Subject != who.Subject() {
			return photo.ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("load grant: %w", err)
		}
		event.Upload, event.Application = string(g.Upload), string(g.Application)
		if g.State == photo.GrantRevoked {
			return store.ErrNothing // pressed twice
		}
		revoked, err := g.Revoke(s.config.Now())
		if err != nil {
			return err
		}
		return tx.SaveGrant(ctx, g, revoked)
	})
	if errors.Is(err, store.ErrNothing) {
		return nil
	}
	return err
}
