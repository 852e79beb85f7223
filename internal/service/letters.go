package service

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html/template"
	"strings"

	"myphoto/internal/courier"
	"myphoto/internal/lang"
	"myphoto/internal/paper"
	"myphoto/internal/photo"
	"myphoto/internal/store"
	"myphoto/internal/store/db"
)

// compose writes a message as of this attempt: until one was accepted, the
// printed expiry moves with the day.
func (c *core) compose(ctx context.Context, row db.Message, kept letter) (courier.Message, error) {
	m := courier.Message{ID: row.ID, To: kept.To}
	if row.Kind == messageOTP {
		m.Text = lang.Greek.Say("sms.otp", map[string]any{"otp": kept.OTP, "host": c.Host()})
		return m, nil
	}
	words, err := c.codeWords(ctx, row.UploadID, kept.Code)
	if err != nil {
		return m, err
	}
	if row.Channel == channelSMS {
		m.Text = lang.Greek.Say("sms.code", words)
		if c.ReportURL != "" {
			m.Report = c.ReportURL + kept.Report
		}
		return m, nil
	}
	return c.codeMail(m, words)
}

// codeWords are the values in a message that carries a code.
func (c *core) codeWords(ctx context.Context, id photo.UploadID, code string) (map[string]any, error) {
	words := map[string]any{"code": code, "host": c.Host(), "sender": c.Policy.SMSSender}
	err := c.Store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.Upload(ctx, id)
		if err != nil {
			return fmt.Errorf("load upload: %w", err)
		}
		u := store.UploadOf(row)
		if u.State == photo.Erased {
			return photo.ErrErased
		}
		studio, err := tx.Studio(ctx, u.Studio)
		if err != nil {
			return fmt.Errorf("load studio: %w", err)
		}
		words["studio"], err = c.studioName(studio)
		words["date"] = lang.Greek.Date(u.LastDayIfSentAt(c.Now()))
		words["uploaded"] = lang.Greek.DateTime(u.CreatedAt)
		return err
	})
	return words, err
}

// claimLink is what the QR code says.
func (c *core) claimLink(code photo.Code) string { return c.PublicURL + "/c/" + code.ForLink() }

const qrScale = 6

var mailBody = template.Must(template.New("mail").Parse(`<!DOCTYPE html>
<html lang="el"><head><meta charset="utf-8"><title>{{.Title}}</title></head>
<body>
{{range .Parts}}<div lang="{{.Lang}}">
{{range .Lines}}<p>{{.}}</p>
{{end}}</div>
{{if .Code}}<p><code>{{.Code}}</code></p>
<p><img src="cid:code" width="246" height="246" alt="{{.Alt}}"></p>
{{end}}{{end}}</body></html>
`))

// mailPart is one language of a mail; the code follows the first.
type mailPart struct {
	Lang      string
	Lines     []string
	Code, Alt string
}

// codeMail writes the mail with the code: Greek, then English; plain text and
// HTML of equal content, the QR code inside the HTML.
func (c *core) codeMail(m courier.Message, words map[string]any) (courier.Message, error) {
	code, err := photo.ParseCode(fmt.Sprint(words["code"]))
	if err != nil {
		return m, fmt.Errorf("read queued code: %w", errors.Join(courier.ErrPermanent, err))
	}
	qr, err := paper.QRPNG(c.claimLink(code), qrScale)
	if err != nil {
		return m, fmt.Errorf("draw QR code: %w", err)
	}
	m.Subject = lang.Greek.Say("mail.code.subject", words)
	m.Inline = []courier.Attachment{{Name: "code.png", ContentType: "image/png", ContentID: "code", Bytes: qr}}
	var parts []mailPart
	var text strings.Builder
	for _, l := range lang.Languages() {
		part := mailPart{Lang: string(l), Lines: strings.Split(l.Say("mail.code.text", words), "\n")}
		text.WriteString(strings.Join(part.Lines, "\n\n"))
		if l == lang.Greek {
			part.Code, part.Alt = code.Reveal(), l.Say("mail.code.alt", words)
			fmt.Fprintf(&text, "\n\n%s\n\n%s\n", code.Reveal(), c.claimLink(code))
		}
		text.WriteString("\n\n")
		parts = append(parts, part)
	}
	var html bytes.Buffer
	err = mailBody.Execute(&html, struct {
		Title string
		Parts []mailPart
	}{m.Subject, parts})
	m.Text, m.HTML = strings.TrimSpace(text.String())+"\n", html.String()
	return m, err
}
