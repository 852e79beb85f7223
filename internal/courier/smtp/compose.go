package smtp

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/wneessen/go-mail"

	"myphoto/internal/courier"
	"myphoto/internal/photo"
)

const (
	maxText    = 256 << 10 // bytes of text and of HTML
	maxInline  = 10        // pictures
	maxPicture = 1 << 20   // bytes of one picture
)

var (
	contentID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)
	mediaType = regexp.MustCompile(`^image/[a-z0-9.+-]{1,32}$`)
)

// compose returns the mail: one recipient, our Date and Message-ID, and the
// header that stops out-of-office replies (RFC 3834).
func (c *Client) compose(m courier.Message) (*mail.Msg, error) {
	to, fault := photo.ParseEmail(m.To)
	switch {
	case fault != nil:
		return nil, errors.New("not an e-mail address")
	case !m.WellFormed():
		return nil, errors.New("bad message id")
	case m.Text == "" || len(m.Text) > maxText || len(m.HTML) > maxText:
		return nil, errors.New("text is empty or too long")
	}
	msg := mail.NewMsg(mail.WithCharset(mail.CharsetUTF8), mail.WithNoDefaultUserAgent())
	if err := msg.To(to.Address()); err != nil {
		return nil, errors.New("not an e-mail address")
	}
	msg.FromMailAddress(&c.from)
	msg.Subject(oneLine(m.Subject))
	msg.SetDateWithValue(c.now())
	msg.SetMessageIDWithValue(c.messageID(m))
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetBodyString(mail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(mail.TypeTextHTML, m.HTML)
	}
	return msg, embed(msg, m.Inline)
}

func embed(msg *mail.Msg, pictures []courier.Attachment) error {
	if len(pictures) > maxInline {
		return fmt.Errorf("%d pictures, %d are allowed", len(pictures), maxInline)
	}
	for _, p := range pictures {
		if !contentID.MatchString(p.ContentID) || !contentID.MatchString(p.Name) || !mediaType.MatchString(p.ContentType) || len(p.Bytes) > maxPicture {
			return errors.New("a picture has a bad name, type or size")
		}
		err := msg.EmbedReader(p.Name, bytes.NewReader(p.Bytes),
			mail.WithFileContentType(mail.ContentType(p.ContentType)), mail.WithFileContentID("<"+p.ContentID+">"))
		if err != nil {
			return errors.New("a picture cannot be embedded")
		}
	}
	return nil
}

// messageID returns the Message-ID, in the domain of the sender. It is the same
// for all attempts.
func (c *Client) messageID(m courier.Message) string {
	_, domain, _ := strings.Cut(c.from.Address, "@")
	return m.ID + "@" + domain
}

// oneLine removes line breaks, so that a subject cannot become two headers.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return r == ' ' || unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
	}), " ")
}
