package tickets

import (
	"context"
	"fmt"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/ticket"
	"myphoto/internal/store/codes"
	"myphoto/internal/store/db"
)

// Tickets are the queries of one transaction.
type Tickets struct {
	q     *db.Queries
	codes *codes.Codes
}

// New returns the queries of a transaction, with what signs and checks its rows.
func New(q *db.Queries, c *codes.Codes) Tickets { return Tickets{q, c} }

// Ticket is a ticket with its code: the keyed hash by which it is found, and the sealed
// characters, which are removed when it ends.
type Ticket struct {
	ticket.Ticket
	CodeHash   []byte
	SealedCode []byte
}

func ticketOf(row db.Ticket) Ticket {
	return Ticket{
		Ticket: ticket.Ticket{
			ID: row.ID, Subject: row.SubjectID, Acting: row.ActingID, Documents: row.Documents, State: row.State,
			CreatedAt: row.CreatedAt.Time, ExpiresAt: row.ExpiresAt.Time, EndedAt: row.EndedAt.Time, Upload: row.UploadID,
		},
		CodeHash: row.CodeHash, SealedCode: row.SealedCode,
	}
}

// CreateTicket inserts an open ticket.
func (t Tickets) CreateTicket(ctx context.Context, made Ticket) error {
	row := db.Ticket{
		ID: made.ID, SubjectID: made.Subject, ActingID: made.Acting, CodeHash: made.CodeHash, SealedCode: made.SealedCode,
		Documents: made.Documents, State: ticket.Open, CreatedAt: db.At(made.CreatedAt), ExpiresAt: db.At(made.ExpiresAt),
	}
	return t.q.InsertTicket(ctx, db.InsertTicketParams{
		ID: row.ID, SubjectID: row.SubjectID, ActingID: row.ActingID, CodeHash: row.CodeHash, SealedCode: row.SealedCode,
		Documents: row.Documents, State: row.State, CreatedAt: row.CreatedAt, ExpiresAt: row.ExpiresAt, Mac: t.codes.Sign(row),
	})
}

// Ticket returns a ticket; [db.ErrNotFound] when there is none.
func (t Tickets) Ticket(ctx context.Context, id photo.TicketID) (Ticket, error) {
	row, err := t.q.TicketByID(ctx, id)
	row, err = codes.Genuine(t.codes, row, err)
	return ticketOf(row), err
}

// TicketByCode returns the ticket whose code has the keyed hash; [db.ErrNotFound] when
// there is none.
func (t Tickets) TicketByCode(ctx context.Context, hash []byte) (Ticket, error) {
	row, err := t.q.TicketByCode(ctx, hash)
	row, err = codes.Genuine(t.codes, row, err)
	return ticketOf(row), err
}

// OpenTickets returns the tickets of a subject that can be used now, newest first.
func (t Tickets) OpenTickets(ctx context.Context, who photo.SubjectID, now time.Time) ([]Ticket, error) {
	rows, err := t.q.OpenTicketsOf(ctx, db.OpenTicketsOfParams{SubjectID: who, Now: db.At(now)})
	rows, err = codes.OnlyGenuine(ctx, t.codes, rows, err)
	list := make([]Ticket, len(rows))
	for i, row := range rows {
		list[i] = ticketOf(row)
	}
	return list, err
}

// EndTicket saves a ticket after the act that ended it, and removes its sealed code;
// [db.ErrStale] when another act was faster.
func (t Tickets) EndTicket(ctx context.Context, ended ticket.Ticket) error {
	row, err := t.q.TicketByID(ctx, ended.ID)
	if row, err = codes.Genuine(t.codes, row, err); err != nil {
		return err
	}
	if row.State != ticket.Open {
		return db.ErrStale
	}
	return t.end(ctx, row, ended)
}

func (t Tickets) end(ctx context.Context, row db.Ticket, ended ticket.Ticket) error {
	before := row.Mac
	row.State, row.SealedCode, row.EndedAt, row.UploadID = ended.State, nil, db.At(ended.EndedAt), ended.Upload
	return db.OrStale(t.q.UpdateTicket(ctx, db.UpdateTicketParams{
		State: row.State, SealedCode: row.SealedCode, EndedAt: row.EndedAt, UploadID: row.UploadID, Mac: t.codes.Sign(row), ID: row.ID, Before: before,
	}))
}

// ExpireTickets marks open tickets whose time is over as expired: those among the first
// limit, the longest over first, after skipping the first skip. It returns them, and the
// error of those that are not genuine, which stay.
func (t Tickets) ExpireTickets(ctx context.Context, now time.Time, limit, skip int) (expired []ticket.Ticket, forged []error, err error) {
	rows, err := t.q.TicketsPastDate(ctx, db.TicketsPastDateParams{Now: db.At(now), MaxRows: int32(limit), Skip: int32(skip)})
	if err != nil {
		return nil, nil, err
	}
	for _, row := range rows {
		if _, err := codes.Genuine(t.codes, row, nil); err != nil {
			forged = append(forged, fmt.Errorf("ticket %s: %w", row.ID, err))
			continue
		}
		next, err := ticketOf(row).Expire(now)
		if err != nil {
			return nil, nil, err
		}
		if err := t.end(ctx, row, next); err != nil {
			return nil, nil, err
		}
		expired = append(expired, next)
	}
	return expired, forged, nil
}
