package studio

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
	"myphoto/internal/photo/ticket"
	"myphoto/internal/service/internal/journal"
	"myphoto/internal/service/internal/names"
	"myphoto/internal/service/outbox"
	"myphoto/internal/store"
)

// Looks at tickets of one operator: 20 at once, then six a minute, so that nobody finds
// one by trying. An upload with a ticket is a look too.
const (
	ticketEvery = 10 * time.Second
	ticketBurst = 20
)

// TicketView is what the counter learns of a ticket: never whose it is.
type TicketView struct {
	Code      ticket.Code // as it was typed, cleaned
	Documents []photo.ProfileID
	ExpiresAt time.Time
}

// ReadTicket returns which documents the client wants who gave a ticket, as typed or
// scanned. It does not use the ticket. The refusals are those of [ticket.Parse]
// and [ticket.Ticket.Use], [photo.ErrTicketUnknown], and [photo.TooManyRequests] for
// somebody who looks too often; all but the first are recorded.
func (s *Service) ReadTicket(ctx context.Context, who photo.Operator, typed string) (TicketView, error) {
	code, err := ticket.Parse(typed)
	if err != nil {
		return TicketView{}, err
	}
	t, err := s.readTicket(ctx, who, code)
	return TicketView{code, t.Documents, t.ExpiresAt}, err
}

// readTicket looks a ticket up; a refusal, as of [Service.ReadTicket], comes without it.
func (s *Service) readTicket(ctx context.Context, who photo.Operator, code ticket.Code) (store.Ticket, error) {
	event := journal.ByOperator(journal.ReadTicket, who, "")
	if wait := s.tickets.Allow(who.Who()); wait > 0 {
		return store.Ticket{}, s.config.Quota.TooOften(ctx, event, wait)
	}
	var t store.Ticket
	err := s.config.Store.Read(ctx, func(tx *store.Tx) (err error) {
		if err := mayWork(ctx, tx, who); err != nil {
			return err
		}
		if t, err = s.ticketByCode(ctx, tx, code); err != nil {
			return store.NotFoundOr(photo.ErrTicketUnknown, "ticket", err)
		}
		_, err = s.used(ctx, tx, t, "")
		return err
	})
	if err != nil {
		return store.Ticket{}, s.config.Store.Refuse(ctx, event, err)
	}
	return t, nil
}

// used returns a ticket after its use. One for a minor ends with the custody of who made
// it.
func (s *Service) used(ctx context.Context, tx *store.Tx, t store.Ticket, upload photo.UploadID) (ticket.Ticket, error) {
	now := s.config.Now()
	used, err := t.Use(upload, now)
	if err != nil || t.Acting == t.Subject {
		return used, err
	}
	custody, err := tx.Custody(ctx, t.Acting, t.Subject)
	if errors.Is(err, store.ErrNotFound) || err == nil && !custody.Holds(now) {
		err = photo.ErrTicketCancelled
	}
	return used, err
}

// ticketByCode returns the ticket with a code; [store.ErrNotFound] when there is none.
func (s *Service) ticketByCode(ctx context.Context, tx *store.Tx, code ticket.Code) (store.Ticket, error) {
	for _, hash := range s.config.Hashes.All(names.HashTicket, code.Reveal()) {
		t, err := tx.TicketByCode(ctx, hash)
		if !errors.Is(err, store.ErrNotFound) {
			return t, err
		}
	}
	return store.Ticket{}, store.ErrNotFound
}

// ticketFault returns what is wrong with a ticket as it was typed; nil where nothing is
// or nothing was typed.
func ticketFault(typed string) error {
	if typed == "" {
		return nil
	}
	_, err := ticket.Parse(typed)
	return err
}

// isTicket reports whether a ticket was typed that may be one.
func isTicket(typed string) bool { return typed != "" && ticketFault(typed) == nil }

// isTicketRefusal reports whether an upload was refused for how its ticket stands.
func isTicketRefusal(err error) bool {
	refusals := []error{photo.ErrTicketUnknown, photo.ErrTicketUsed, photo.ErrTicketCancelled, photo.ErrTicketExpired}
	return slices.ContainsFunc(refusals, func(refusal error) bool { return errors.Is(err, refusal) })
}

// withTicket completes a submission with the ticket that its form names. One that cannot
// be used is why the submission is refused.
func (s *Service) withTicket(ctx context.Context, sub submission) (submission, error) {
	if !isTicket(sub.form.Ticket) { // there is none, or it was refused as typed
		return sub, nil
	}
	code, err := ticket.Parse(sub.form.Ticket)
	if err != nil {
		return sub, err
	}
	if sub.ticket, err = s.readTicket(ctx, sub.who, code); !photo.IsRefusal(err) {
		return sub, err
	}
	sub.refused = join(sub.refused, err)
	return sub, nil
}

// saveWithTicket writes the record of an upload, which is bound when its ticket is used.
func (s *Service) saveWithTicket(
	ctx context.Context, tx *store.Tx, sub submission, v spec.Verdict, save saving,
) (submission, photo.Code, error) {
	sub, err := s.useTicket(ctx, tx, sub, v)
	if err != nil {
		return sub, photo.Code{}, err
	}
	code, err := save(tx, sub)
	if err != nil {
		return sub, code, err
	}
	return sub, code, s.handOver(ctx, tx, sub)
}

// useTicket uses the ticket of a submission that is published, to whose subject the
// upload is then bound. Of several uploads with one ticket the first gets it.
func (s *Service) useTicket(ctx context.Context, tx *store.Tx, sub submission, v spec.Verdict) (submission, error) {
	if sub.ticket.ID == "" || sub.isDraft(v) {
		return sub, nil
	}
	t, err := tx.Ticket(ctx, sub.ticket.ID)
	if err != nil {
		return sub, store.NotFoundOr(photo.ErrTicketUnknown, "ticket", err)
	}
	now := s.config.Now()
	used, err := s.used(ctx, tx, t, sub.upload.ID)
	if err != nil {
		return sub, err
	}
	if err := tx.EndTicket(ctx, used); err != nil {
		return sub, fmt.Errorf("use ticket: %w", err)
	}
	sub.upload.Bound = used.Subject
	event := journal.ByOperator(journal.UseTicket, sub.who, sub.upload.ID)
	event.Subject, event.Facts["ticket"] = string(used.Subject), string(used.ID)
	return sub, tx.Record(ctx, event, now)
}

// handOver completes a saved upload that is bound to the subject of its ticket: the key
// opens for that subject alone, the pictures wait on the home page, and a notice goes to
// who made the ticket.
func (s *Service) handOver(ctx context.Context, tx *store.Tx, sub submission) error {
	if sub.upload.Bound == "" {
		return nil
	}
	now, unbound := s.config.Now(), sub.upload
	unbound.Bound = ""
	if err := s.config.Vault.Rebind(ctx, tx, unbound, sub.upload); err != nil {
		return err
	}
	if err := tx.OpenClaim(ctx, sub.upload.Bound, sub.upload.ID, now); err != nil {
		return fmt.Errorf("open claim: %w", err)
	}
	notice := outbox.Notice{Kind: outbox.NoticeBound, Upload: sub.upload.ID, To: sub.ticket.Acting, Prefer: photo.ChannelSMS, Made: now}
	if sub.ticket.Acting != sub.ticket.Subject {
		notice.Minor = sub.ticket.Subject
	}
	return s.config.Outbox.QueueNotice(ctx, tx, notice)
}

// sameDocuments reports whether two lists name the same documents.
func sameDocuments(a, b []photo.ProfileID) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
