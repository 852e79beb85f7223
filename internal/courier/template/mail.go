package template

import (
	"bytes"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"myphoto/internal/courier"
	"myphoto/internal/export"
	"myphoto/internal/lang"
)

const qrScale = 6

//nolint:gochecknoglobals // parsed once; a program whose template is broken does not start
var mailBody = template.Must(template.New("mail").Parse(`<!DOCTYPE html>
<html lang="el"><head><meta charset="utf-8"><title>{{.Title}}</title></head>
<body style="margin: 0; padding: 16px; background: #ecebec; color: #252830; font: 16px/1.5 Roboto, Arial, sans-serif">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width: 560px; background: #ffffff; text-align: left">
<tr><td style="padding: 12px 24px; background: #23404f; color: #ffffff; font-size: 20px; font-weight: bold">myPhoto</td></tr>
{{range $n, $part := .Parts}}<tr><td lang="{{.Lang}}" style="padding: 8px 24px{{if $n}}; border-top: 1px solid #b3b2b5{{end}}">
<h1 style="margin: 16px 0; font-size: 22px; line-height: 1.3">{{.Heading}}</h1>
{{range .Before}}<p style="margin: 0 0 16px">{{.}}</p>
{{end}}<p style="margin: 0 0 16px; padding: 12px 0; background: #ecebec; font: bold 22px/1.4 'Courier New', Courier, monospace; text-align: center; word-break: break-all">{{.Code}}</p>
<p style="margin: 0 0 24px; text-align: center"><a href="{{.Link}}" style="display: inline-block; padding: 12px 24px; background: #006736; color: #ffffff; font-weight: bold; text-decoration: none">{{.Button}}</a></p>
{{if not $n}}<p style="margin: 0 0 16px; text-align: center"><img src="cid:code" width="246" height="246" alt="{{.Alt}}"></p>
{{end}}{{range .After}}<p style="margin: 0 0 16px">{{.}}</p>
{{end}}<p style="margin: 0 0 16px">{{.Stranger}}</p>
</td></tr>
{{end}}</table>
</td></tr></table>
</body></html>
`))

// mailPart is one language of a mail: the lines before and after the code, the
// link for readers on a phone, who cannot scan the code, and the last line. Phone
// stands for the button where nothing can be pressed.
type mailPart struct {
	Lang, Heading                 string
	Before, After                 []string
	Code, Alt                     string
	Phone, Button, Link, Stranger string
}

// Mail returns m with the subject and the content of the mail: Greek, then
// English; plain text and HTML with the same content, and the QR code as a
// picture of the HTML, once.
func (c CodeMessage) Mail(m courier.Message) (courier.Message, error) {
	qr, err := export.QRPNG(c.Link, qrScale)
	if err != nil {
		return m, fmt.Errorf("draw QR code: %w", err)
	}
	m.Subject = lang.Greek.Say("message.mail.code.subject", c.args())
	m.Inline = []courier.Attachment{{Name: "code.png", ContentType: "image/png", ContentID: "code", Bytes: qr}}
	var parts []mailPart
	var text strings.Builder
	for _, l := range lang.Languages() {
		part := c.part(l)
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

func (c CodeMessage) part(l lang.Language) mailPart {
	say := func(key string, date any) string {
		args := c.args()
		args["date"] = date
		return l.Say("message.mail.code."+key, args)
	}
	return mailPart{
		Lang: string(l), Code: c.Code.Reveal(), Alt: say("qr", nil), Link: c.Link,
		Before:  []string{say("uploaded", c.Uploaded), say("expires", c.Expires)},
		After:   []string{say("camera", nil)},
		Heading: say("heading", nil), Button: say("button", nil), Phone: say("phone", nil), Stranger: say("stranger", nil),
	}
}

// lines returns the part as plain text.
func (p mailPart) lines() []string {
	return slices.Concat(p.Before, []string{p.Code}, p.After, []string{p.Phone, p.Link, p.Stranger})
}
