package service

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/progress"
	"myphoto/internal/seal"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

// studioActs are the acts a studio may do by hand.
func studioActs() []photo.UploadAct {
	return []photo.UploadAct{photo.Publish, photo.Discard, photo.Resend, photo.Replace, photo.Withdraw}
}

const mostRows = 500

// List gives a studio's uploads, newest first. An employee sees only those
// made in person.
func (s *Studios) List(ctx context.Context, who photo.Operator, f Filter) (Listing, error) {
	if _, owner := who.Owner(); !owner {
		f.By = who.Who()
	}
	if f.Most <= 0 || f.Most > mostRows {
		f.Most = mostRows
	}
	if f.To.IsZero() {
		f.To = s.Now().Add(time.Hour)
	}
	if f.From.IsZero() {
		f.From = time.Unix(0, 1000)
	}
	opened := f.Most
	if f.Match != nil {
		opened = MostOpened
	}
	var list Listing
	err := s.Store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.UploadsOfStudio(ctx, db.UploadsOfStudioParams{
			StudioID: who.At(), Since: db.At(f.From), Before: db.At(f.To), BySubjectID: f.By,
			State: string(f.State), Most: int32(opened),
		})
		if err != nil {
			return fmt.Errorf("load uploads: %w", err)
		}
		list.More = len(rows) == opened
		for _, row := range rows {
			seen, err := s.row(ctx, tx, row)
			if err != nil {
				return err
			}
			if f.Match != nil && !f.Match(seen.line) {
				continue
			}
			if list.Rows = append(list.Rows, seen.line); len(list.Rows) == f.Most {
				list.More = true
				break
			}
		}
		return nil
	})
	return list, err
}

// seen is an upload opened for the studio that made it.
type seen struct {
	line  Row
	kept  details
	reach photo.Reach
}

// row describes an upload for the studio's list.
func (s *Studios) row(ctx context.Context, tx *store.Tx, row db.Upload) (seen, error) {
	u := store.UploadOf(row)
	line := Row{
		ID: u.ID, By: u.By, State: u.State, CreatedAt: u.CreatedAt, LastDay: u.LastDay(),
		Documents: u.Documents, RejectReason: u.RejectReason,
	}
	messages, err := tx.MessagesOf(ctx, u.ID)
	if err != nil {
		return seen{}, fmt.Errorf("load messages: %w", err)
	}
	line.Status = string(progress.Of(u, row.EraseRule, carried(ofNewestCode(messages))))
	if u.State == photo.Erased {
		return seen{line: line}, nil
	}
	kept, r, err := s.openDetails(ctx, tx, row)
	line.Label = kept.Label
	var contacts []string
	for _, channel := range r.Channels {
		contacts = append(contacts, r.Masked(channel))
	}
	line.Contact = strings.Join(contacts, ", ")
	return seen{line, kept, r}, err
}

// openDetails opens what is sealed about an upload: its details and contact.
func (c *core) openDetails(ctx context.Context, tx *store.Tx, row db.Upload) (kept details, r photo.Reach, err error) {
	key, err := c.uploadKey(ctx, tx, row.ID)
	if err != nil {
		return kept, r, err
	}
	if err := openJSON(key, row.SealedDetails, detailsBound(row.ID), &kept); err != nil {
		return kept, r, err
	}
	r, err = contactOf(key, row)
	return kept, r, err
}

// contactOf opens the contact of an upload; it is empty for a draft, and once
// it was blanked.
func contactOf(key seal.Key, row db.Upload) (r photo.Reach, err error) {
	if len(row.SealedContact) > 0 {
		err = openJSON(key, row.SealedContact, contactBound(row.ID), &r)
	}
	return r, err
}

// ofNewestCode gives the messages that carry the code that works; those before
// them, in the order of making, carry codes that a new one ended.
func ofNewestCode(messages []db.Message) []db.Message {
	for n, m := range messages {
		if m.CreatedAt.Equal(messages[len(messages)-1].CreatedAt.Time) {
			return messages[n:]
		}
	}
	return nil
}

// carried gives what is known of messages.
func carried(messages []db.Message) []progress.Message {
	list := make([]progress.Message, len(messages))
	for n, m := range messages {
		list[n] = progress.Message{Channel: photo.Channel(m.Channel), State: m.State}
	}
	return list
}

// View gives everything about one of the operator's uploads.
func (s *Studios) View(ctx context.Context, who photo.Operator, id photo.UploadID) (UploadPage, error) {
	var page UploadPage
	err := s.Store.Read(ctx, func(tx *store.Tx) error {
		row, err := s.owned(ctx, tx, who, id)
		if err != nil {
			return err
		}
		page, err = s.page(ctx, tx, row)
		return err
	})
	if errors.Is(err, photo.ErrNotFound) {
		err = errors.Join(err, s.Store.RecordRefusal(ctx, byStudio("upload.view", who, id), photo.ErrNotFound))
	}
	return page, err
}

func (s *Studios) page(ctx context.Context, tx *store.Tx, row db.Upload) (UploadPage, error) {
	u := store.UploadOf(row)
	is, err := s.row(ctx, tx, row)
	if err != nil {
		return UploadPage{}, err
	}
	files, err := tx.FilesOf(ctx, u.ID)
	if err != nil {
		return UploadPage{}, fmt.Errorf("load files: %w", err)
	}
	page := UploadPage{
		Row: is.line, Items: facts(files, roleMaster), Cuts: facts(files, roleDerivative), Verdict: is.kept.Verdict, Judging: is.kept.Options, ResendsLeft: photo.MaxResends - u.Resends,
		SentAt: u.SentAt, ViewedAt: u.ViewedAt, RejectedAt: u.RejectedAt, AssociatedAt: u.AssociatedAt,
	}
	if !u.Overdue(s.Now()) {
		for _, act := range studioActs() {
			if _, ok := photo.Next(u.State, act); ok {
				page.Acts = append(page.Acts, act)
			}
		}
	}
	if kept := is.kept; kept.Typed != nil {
		page.Typed = Form{
			Documents: u.Documents, Mobile: kept.Typed.Mobile, Email: kept.Typed.Email, Channels: kept.Typed.Channels,
			Agreed: kept.Typed.Agreed, Label: kept.Label, Options: kept.Options,
		}
	}
	page.Deliveries, err = s.deliveries(ctx, tx, u.ID, is.reach)
	return page, err
}

// deliveries tells the course of every message of an upload. Where a message
// went is shown only while the contact is kept.
func (s *Studios) deliveries(ctx context.Context, tx *store.Tx, id photo.UploadID, r photo.Reach) ([]Delivery, error) {
	messages, err := tx.MessagesOf(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("load messages: %w", err)
	}
	attempts, err := tx.AttemptsOf(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("load attempts: %w", err)
	}
	var list []Delivery
	old := len(messages) - len(ofNewestCode(messages))
	for n, m := range messages {
		d := Delivery{
			Channel: photo.Channel(m.Channel), State: m.State, Old: n < old,
			CreatedAt: m.CreatedAt.Time, AcceptedAt: m.AcceptedAt.Time, SettledAt: m.SettledAt.Time,
		}
		if !d.Old { // an old one may have gone to a contact since corrected
			d.Contact = r.Masked(d.Channel)
		}
		if m.State == progress.Queued {
			d.NextAt = m.RunAt.Time
		}
		for _, a := range attempts {
			if a.MessageID == m.ID {
				d.Attempts = append(d.Attempts, Attempt{At: a.MadeAt.Time, Outcome: a.Outcome})
			}
		}
		list = append(list, d)
	}
	return list, nil
}

// Picture gives the preview of a picture, or a cut of it but never the master,
// to the studio that made it, until the first association. The look is recorded
// before the bytes leave.
func (s *Studios) Picture(ctx context.Context, who photo.Operator, id photo.UploadID, w Which) (Picture, error) {
	var locked lockedFile
	event := byStudio("picture.view", who, id)
	event.Facts["item"], w.Master = recordedItem(w.Item), false
	err := s.change(ctx, event, who, func(tx *store.Tx, row db.Upload) (err error) {
		u := store.UploadOf(row)
		if !u.AssociatedAt.IsZero() || u.Overdue(s.Now()) {
			return photo.ErrNotFound
		}
		locked, err = s.looked(ctx, tx, event, id, w)
		return err
	})
	if err != nil {
		return Picture{}, err
	}
	return s.picture(ctx, locked)
}
