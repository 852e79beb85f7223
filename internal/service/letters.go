package service

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html/template"
	"slices"
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
		// The last line lets phones offer the code only on our own page.
		m.Text = fmt.Sprintf("%s\n@%s #%s", lang.Greek.Say("message.sms.otp", map[string]any{"otp": kept.OTP}), c.Host(), kept.OTP)
		return m, nil
	}
	words, err := c.codeWords(ctx, row.UploadID, kept.Code)
	if err != nil {
		return m, err
	}
	if row.Channel == channelSMS {
		m.Text = strings.Join([]string{
			lang.Greek.Say("message.sms.code.label", nil), kept.Code,
			lang.Greek.Say("message.sms.code.expires", words), lang.Greek.Say("message.sms.code.entry", words),
		}, "\n")
		if c.ReportURL != "" {
			m.Report = c.ReportURL + kept.Report
		}
		return m, nil
	}
	return c.codeMail(m, words)
}

// codeWords are the values in a message that carries a code.
func (c *core) codeWords(ctx context.Context, id photo.UploadID, code string) (map[string]any, error) {
	words := map[string]any{"code": code, "host": c.Host()}
	err := c.Store.Read(ctx, func(tx *store.Tx) error {
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
		words["studio"], err = c.studioName(studio)
		words["date"], words["uploaded"] = u.LastDayIfSentAt(c.Now()), u.CreatedAt
		return err
	})
	return words, err
}

// claimLink is what the QR code says.
func (c *core) claimLink(code photo.Code) string { return c.PublicURL + "/c/" + code.ForLink() }

const qrScale = 6

//nolint:gochecknoglobals // parsed once; it cannot fail in a program that starts
var mailBody = template.Must(template.New("mail").Parse(`<!DOCTYPE html>
<html lang="el"><head><meta charset="utf-8"><title>{{.Title}}</title></head>
<body>
{{range .Parts}}<div lang="{{.Lang}}">
{{range .Before}}<p>{{.}}</p>
{{end}}<p><code>{{.Code}}</code></p>
<p><img src="cid:code" width="246" height="246" alt="{{.Alt}}"></p>
{{range .After}}<p>{{.}}</p>
{{end}}<p>{{.Phone}} <a href="{{.Link}}">{{.Link}}</a></p>
<p>{{.Stranger}}</p>
</div>
{{end}}</body></html>
`))

// mailPart is one language of a mail: lines before and after the code, the
// link for who reads on a phone and cannot scan it, and the last line.
type mailPart struct {
	Lang                  string
	Before, After         []string
	Code, Alt             string
	Phone, Link, Stranger string
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
	m.Subject = lang.Greek.Say("message.mail.code.subject", words)
	m.Inline = []courier.Attachment{{Name: "code.png", ContentType: "image/png", ContentID: "code", Bytes: qr}}
	var parts []mailPart
	var text strings.Builder
	for _, l := range lang.Languages() {
		part := codePart(l, code, words)
		part.Link = c.claimLink(code)
		parts = append(parts, part)
		for _, line := range part.lines() {
			text.WriteString(line + "\n\n")
		}
	}
	var html bytes.Buffer
	err = mailBody.Execute(&html, struct {
		Title string
		Parts []mailPart
	}{m.Subject, parts})
	m.Text, m.HTML = strings.TrimSpace(text.String())+"\n", html.String()
	return m, err
}

func codePart(l lang.Language, code photo.Code, words map[string]any) mailPart {
	say := func(key string, date any) string {
		return l.Say("message.mail.code."+key, map[string]any{
			"studio": words["studio"], "host": words["host"], "code": code.Reveal(), "date": date,
		})
	}
	return mailPart{
		Lang: string(l), Code: code.Reveal(), Alt: say("qr", nil),
		Before: []string{say("uploaded", words["uploaded"]), say("expires", words["date"])},
		After:  []string{say("camera", nil)},
		Phone:  say("phone", nil), Stranger: say("stranger", nil),
	}
}

// lines are the part as plain text.
func (p mailPart) lines() []string {
	return slices.Concat(p.Before, []string{p.Code}, p.After, []string{p.Phone, p.Link, p.Stranger})
}
