package service

import (
	"context"
	"errors"
	"fmt"

	"myphoto/internal/courier"
	"myphoto/internal/courier/template"
	"myphoto/internal/photo"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

// compose writes a message as of this attempt: until one was accepted, the
// printed expiry moves with the day.
func (c *core) compose(ctx context.Context, row db.Message, kept sealedLetter) (courier.Message, error) {
	m := courier.Message{ID: row.ID, To: kept.To}
	if row.Kind == messageOTP {
		m.Text = template.OTP(kept.OTP, c.Host())
		return m, nil
	}
	words, err := c.codeWords(ctx, row.UploadID, kept.Code)
	if err != nil {
		return m, err
	}
	if photo.Channel(row.Channel) != photo.ChannelSMS {
		return words.Mail(m)
	}
	m.Text = words.SMS()
	if c.ReportURL != "" {
		m.Report = c.ReportURL + kept.Report
	}
	return m, nil
}

// codeWords are the words of a message that carries a code.
func (c *core) codeWords(ctx context.Context, id photo.UploadID, clear string) (template.CodeMessage, error) {
	code, err := photo.ParseCode(clear)
	if err != nil {
		return template.CodeMessage{}, fmt.Errorf("read queued code: %w", errors.Join(courier.ErrPermanent, err))
	}
	words := template.CodeMessage{Code: code, Link: c.claimLink(code), Host: c.Host()}
	err = c.Store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.Upload(ctx, id)
		if err != nil {
			return fmt.Errorf("load upload: %w", err)
		}
		u := store.UploadOf(row)
		if u.State == photo.Erased || u.Overdue(c.Now()) {
			return photo.ErrErased
		}
		studio, err := tx.Studio(ctx, u.Studio)
		if err != nil {
			return fmt.Errorf("load studio: %w", err)
		}
		words.Studio, err = c.studioName(studio)
		words.Expires, words.Uploaded = u.LastDayIfSentAt(c.Now()), u.CreatedAt
		return err
	})
	return words, err
}

// claimLink is what the QR code says.
func (c *core) claimLink(code photo.Code) string { return c.PublicURL + "/c/" + code.ForLink() }
