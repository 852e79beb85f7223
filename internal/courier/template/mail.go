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

// Mail writes the mail with the code: Greek, then English; plain text and
// HTML of equal content, the QR code inside the HTML.
func (c CodeMessage) Mail(m courier.Message) (courier.Message, error) {
	qr, err := export.QRPNG(c.Link, qrScale)
	if err != nil {
		return m, fmt.Errorf("draw QR code: %w", err)
	}
	m.Subject = lang.Greek.Say("message.mail.code.subject", c.words())
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
		words := c.words()
		words["date"] = date
		return l.Say("message.mail.code."+key, words)
	}
	return mailPart{
		Lang: string(l), Code: c.Code.Reveal(), Alt: say("qr", nil), Link: c.Link,
		Before: []string{say("uploaded", c.Uploaded), say("expires", c.Expires)},
		After:  []string{say("camera", nil)},
		Phone:  say("phone", nil), Stranger: say("stranger", nil),
	}
}

// lines are the part as plain text.
func (p mailPart) lines() []string {
	return slices.Concat(p.Before, []string{p.Code}, p.After, []string{p.Phone, p.Link, p.Stranger})
}
