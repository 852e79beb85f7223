package studio

import (
	"context"
	"fmt"
	"strings"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/progress"
	"myphoto/internal/service/internal/vault"
	"myphoto/internal/store"
)

const maxRows = 500

// List returns a studio's uploads, newest first. An employee sees only those he
// or she made.
func (s *Service) List(ctx context.Context, who photo.Operator, f Filter) (list Listing, err error) {
	if _, owner := who.Owner(); !owner {
		f.By = who.Who()
	}
	f = f.bounded(s.config.Now())
	opened := f.Max
	if f.Match != nil {
		opened = MaxOpened
	}
	err = s.config.Store.Read(ctx, func(tx *store.Tx) error {
		wanted := store.UploadFilter{From: f.From, To: f.To, By: f.By, State: f.State, Max: opened}
		uploads, err := tx.UploadsOfStudio(ctx, who.At(), wanted)
		if err != nil {
			return fmt.Errorf("load uploads: %w", err)
		}
		if list.Total, err = tx.CountUploadsOfStudio(ctx, who.At(), wanted); err != nil {
			return fmt.Errorf("count uploads: %w", err)
		}
		list.More = len(uploads) == opened
		for _, u := range uploads {
			o, err := s.open(ctx, tx, u)
			if err != nil {
				return err
			}
			if f.Match != nil && !f.Match(o.row) {
				continue
			}
			if list.Rows = append(list.Rows, o.row); len(list.Rows) == f.Max {
				list.More = true
				break
			}
		}
		return nil
	})
	return list, err
}

// bounded returns the filter with the bounds that were left open.
func (f Filter) bounded(now time.Time) Filter {
	if f.Max <= 0 || f.Max > maxRows {
		f.Max = maxRows
	}
	if f.To.IsZero() {
		f.To = now.Add(time.Hour)
	}
	if f.From.IsZero() {
		f.From = time.Unix(0, 1000)
	}
	return f
}

// opened is an upload opened for the studio that made it.
type opened struct {
	row      UploadRow
	details  vault.Details
	reach    photo.Reach
	messages []store.Message // in the order in which they were made
}

// open opens an upload and describes it for the studio's list.
func (s *Service) open(ctx context.Context, tx *store.Tx, u store.Upload) (o opened, err error) {
	if o.messages, err = tx.Messages(ctx, u.ID); err != nil {
		return o, fmt.Errorf("load messages: %w", err)
	}
	o.row = UploadRow{
		ID: u.ID, By: u.By, State: u.State, CreatedAt: u.CreatedAt, LastDay: u.LastDay(),
		Documents: u.Documents, RejectReason: u.RejectReason, Bound: u.Bound != "",
		Status: progress.Of(u.Upload, u.EraseRule, progressOf(ofNewestCode(o.messages))),
	}
	if u.State == photo.Erased {
		return o, nil
	}
	if u.State == photo.Waiting && u.Stranger != "" { // a new code closes the claim
		if o.row.Stranger, err = tx.HasOpenClaim(ctx, u.ID); err != nil {
			return o, fmt.Errorf("load claims: %w", err)
		}
	}
	if o.details, o.reach, err = s.config.Vault.Describe(ctx, tx, u); err != nil {
		return o, err
	}
	var contacts []string
	reach := o.reach
	if o.details.Typed != nil { // a draft has no contact yet, but what was typed
		reach, _ = photo.ParseReach(*o.details.Typed, s.config.SMSCountries)
	}
	for _, channel := range reach.Channels {
		if masked := reach.Masked(channel); masked != "" {
			contacts = append(contacts, masked)
		}
	}
	o.row.Label, o.row.RejectNote, o.row.Contact = o.details.Label, o.details.RejectNote, strings.Join(contacts, ", ")
	return o, nil
}

// ofNewestCode returns the messages that carry the valid code; those before them,
// in the order in which they were made, carry codes that a new one ended.
func ofNewestCode(messages []store.Message) []store.Message {
	for i, m := range messages {
		if m.CreatedAt.Equal(messages[len(messages)-1].CreatedAt) {
			return messages[i:]
		}
	}
	return nil
}

// progressOf returns what is known of messages.
func progressOf(messages []store.Message) []progress.Message {
	list := make([]progress.Message, len(messages))
	for i, m := range messages {
		list[i] = progress.Message{Channel: m.Channel, State: m.State}
	}
	return list
}
