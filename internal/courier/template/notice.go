package template

import (
	"strings"

	"myphoto/internal/courier"
	"myphoto/internal/courier/sms"
	"myphoto/internal/lang"
)

// Notice is a message that something happened to an upload. It carries no code, no
// name and no picture: whoever reads it must sign in to see more.
type Notice struct {
	Kind string // such as rejected: part of the keys of its sentences
	Args map[string]any
}

// SMS returns the text message: one part of the GSM 7-bit alphabet for a host of
// at most 80 characters.
func (n Notice) SMS(l lang.Language) string { return sms.Capitals(n.say(l, "sms")) }

// Mail returns m with the subject and the content of the mail in plain text: Greek,
// then English.
func (n Notice) Mail(m courier.Message) courier.Message {
	var parts []string
	for _, l := range lang.Languages() {
		parts = append(parts, n.say(l, "text"))
	}
	m.Subject, m.Text = n.say(lang.Greek, "subject"), strings.Join(parts, "\n\n")+"\n"
	return m
}

func (n Notice) say(l lang.Language, part string) string {
	return l.Say("message.notice."+n.Kind+"."+part, n.Args)
}
