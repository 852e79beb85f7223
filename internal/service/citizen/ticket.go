package citizen

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/photo/ticket"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/store"
)

// Tickets returns the tickets of the subject that can be used now, newest first.
func (s *Service) Tickets(ctx context.Context, who photo.Citizen) (list []TicketView, err error) {
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		open, err := tx.OpenTickets(ctx, who.Subject(), s.config.Now())
		if err != nil {
			return fmt.Errorf("load tickets: %w", err)
		}
		for _, t := range open {
			written, err := s.config.Values.OpenText(t.SealedCode, names.Ticket(t.Ticket))
			if err != nil {
				return fmt.Errorf("open ticket: %w", err)
			}
			code, err := ticket.Parse(written)
			if err != nil {
				return fmt.Errorf("read ticket: %w", err)
			}
			list = append(list, TicketView{t.ID, code, t.Documents, t.ExpiresAt})
		}
		return nil
	})
	return list, err
}

// MakeTicket makes a ticket for pictures of the subject, for at least one document. It
// refuses [ErrTickets] while [ticket.MaxOpen] are open, and [photo.ErrLapsed]. The same form sent twice makes
// one ticket.
func (s *Service) MakeTicket(ctx context.Context, who photo.Citizen, documents []photo.ProfileID) error {
	if fault := spec.CheckChosen(documents); fault != nil {
		return fault
	}
	t := ticket.New(who, spec.KnownDocuments(documents), s.config.Now())
	event := journal.ByCitizen(journal.MakeTicket, who)
	event.Facts["ticket"], event.Facts["documents"] = string(t.ID), journal.List(t.Documents)
	if who.Lapsed {
		return s.config.Store.Refuse(ctx, event, photo.ErrLapsed)
	}
	err := s.config.Store.WriteActing(ctx, event, who, func(tx *store.Tx) error {
		open, err := tx.OpenTickets(ctx, t.Subject, s.config.Now())
		if err != nil {
			return fmt.Errorf("load tickets: %w", err)
		}
		if slices.ContainsFunc(open, func(earlier store.Ticket) bool { return t.Repeats(earlier.Ticket) }) {
			return store.ErrNothing // pressed twice
		}
		if len(open) >= ticket.MaxOpen {
			return ErrTickets.WithArg("max", ticket.MaxOpen)
		}
		code := ticket.NewCode()
		return tx.CreateTicket(ctx, store.Ticket{
			Ticket: t, CodeHash: s.config.Hashes.Sum(names.HashTicket, code.Reveal()),
			SealedCode: s.config.Values.SealText(code.Reveal(), names.Ticket(t)),
		})
	})
	if errors.Is(err, store.ErrNothing) {
		return nil
	}
	return err
}

// CancelTicket ends a ticket of the subject. Cancelling twice is no fault;
// [photo.ErrTicketUsed] and [photo.ErrTicketExpired] say that it had ended,
// [photo.ErrNotFound] that it is nobody's, or somebody else's.
func (s *Service) CancelTicket(ctx context.Context, who photo.Citizen, id photo.TicketID) error {
	event := journal.ByCitizen(journal.CancelTicket, who)
	event.Facts["ticket"] = journal.ID(id)
	err := s.config.Store.WriteActing(ctx, event, who, func(tx *store.Tx) error {
		t, err := tx.Ticket(ctx, id)
		if err != nil {
			return store.NotFoundOr(photo.ErrNotFound, "ticket", err)
		}
		if t.Subject != who.Subject() {
			return photo.ErrNotFound
		}
		next, err := t.Cancel(s.config.Now())
		if errors.Is(err, photo.ErrTicketCancelled) {
			return store.ErrNothing // pressed twice
		}
		if err != nil {
			return err
		}
		return tx.EndTicket(ctx, next)
	})
	if errors.Is(err, store.ErrNothing) {
		return nil
	}
	return err
}
