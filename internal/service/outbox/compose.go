package outbox

import (
	"context"
	"errors"
	"fmt"

	"myphoto/internal/courier"
	"myphoto/internal/courier/template"
	"myphoto/internal/lang"
	"myphoto/internal/photo"
	"myphoto/internal/store"
)

// compose returns a message as of this attempt, and the channel on which it goes:
// until a message was accepted, the expiry that it states moves with the day.
func (o *Outbox) compose(ctx context.Context, m store.Message, kept content) (courier.Message, photo.Channel, error) {
	switch m.Kind {
	case kindOTP:
		return courier.Message{ID: m.ID, To: kept.To, Text: template.OTP(lang.Greek, kept.OTP, o.config.Host)}, m.Channel, nil
	case kindNotice:
		if kept.Notice == nil {
			return courier.Message{}, m.Channel, courier.ErrPermanent
		}
		return o.composeNotice(ctx, m, *kept.Notice)
	}
	out, err := o.composeCode(ctx, m, kept)
	return out, m.Channel, err
}

func (o *Outbox) composeCode(ctx context.Context, m store.Message, kept content) (courier.Message, error) {
	out := courier.Message{ID: m.ID, To: kept.To}
	words, err := o.codeMessage(ctx, m.Upload, kept.Code)
	if err != nil {
		return out, err
	}
	if m.Channel != photo.ChannelSMS {
		return words.Mail(out)
	}
	out.Text = words.SMS(lang.Greek)
	if o.config.ReportURL != "" {
		out.Report = o.config.ReportURL + kept.Report
	}
	return out, nil
}

// codeMessage returns the data of a message that carries a code;
// [photo.ErrErased] when the upload is erased or overdue.
func (o *Outbox) codeMessage(ctx context.Context, id photo.UploadID, clear string) (template.CodeMessage, error) {
	code, err := photo.ParseCode(clear)
	if err != nil {
		return template.CodeMessage{}, fmt.Errorf("read queued code: %w", errors.Join(courier.ErrPermanent, err))
	}
	words := template.CodeMessage{Code: code, Link: code.Link(o.config.PublicURL), Host: o.config.Host}
	err = o.config.Store.Read(ctx, func(tx *store.Tx) error {
		u, err := tx.Upload(ctx, id)
		if err != nil {
			return fmt.Errorf("load upload: %w", err)
		}
		if u.State == photo.Erased || u.Overdue(o.config.Now()) {
			return photo.ErrErased
		}
		studio, err := tx.Studio(ctx, u.Studio)
		if err != nil {
			return fmt.Errorf("load studio: %w", err)
		}
		words.Studio, err = o.config.Subjects.StudioName(studio)
		words.Expires, words.Uploaded = u.LastDayIfSentAt(o.config.Now()), u.CreatedAt
		return err
	})
	return words, err
}
