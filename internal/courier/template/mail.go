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

// mailPart is one language of a mail: the lines before and after the code, the
// link for readers on a phone, who cannot scan the code, and the last line.
type mailPart struct {
	Lang                  string
	Before, After         []string
	Code, Alt             string
	Phone, Link, Stranger string
}

// Mail returns m with the subject and the content of the mail: Greek, then
// English; plain text and HTML with the same content, and the QR code as a
// picture of the HTML.
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
		Before: []string{say("uploaded", c.Uploaded), say("expires", c.Expires)},
		After:  []string{say("camera", nil)},
		Phone:  say("phone", nil), Stranger: say("stranger", nil),
	}
}

// lines returns the part as plain text.
func (p mailPart) lines() []string {
	return slices.Concat(p.Before, []string{p.Code}, p.After, []string{p.Phone, p.Link, p.Stranger})
}
