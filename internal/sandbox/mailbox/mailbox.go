package mailbox

import (
	"crypto/rand"
	"crypto/tls"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"myphoto/internal/sandbox/faults"
)

// Limits of the mail server.
const (
	MaxBytes      = 10 << 20 // one message as sent
	MaxRecipients = 50       // of one message
	MaxMails      = 1000     // kept
	MaxKept       = 64 << 20 // bytes of all mails kept
)

// Mail is one message as one recipient received it.
type Mail struct {
	ID          string       `json:"id"` // UUID
	Time        time.Time    `json:"time"`
	From        string       `json:"from"` // bare address of the From header
	To          string       `json:"to"`   // envelope recipient, bare address in lower case
	Subject     string       `json:"subject"`
	Text        string       `json:"text"` // plain-text part, lines end with \n
	HTML        string       `json:"html"`
	Attachments []Attachment `json:"attachments"` // never nil
}

// Attachment is every part that is neither the text nor the HTML of a mail.
type Attachment struct {
	Name        string `json:"name"`
	ContentType string `json:"content_type"` // media type without parameters
	Content     []byte `json:"content_base64"`
}

// Config configures an Office. Without a certificate it offers neither TLS nor
// AUTH.
type Config struct {
	Now            func() time.Time
	Log            *slog.Logger
	Board          *faults.Board
	Certificate    tls.Certificate
	User, Password string // for clients that authenticate; none must
}

// Office receives and stores mail.
type Office struct {
	c Config

	mu    sync.Mutex
	mails []Mail
	kept  int
}

// New returns an office with empty mailboxes.
func New(c Config) *Office { return &Office{c: c} }

// Mails returns what an address received, newest last; all mail if to is
// empty. The result is never nil.
func (o *Office) Mails(to string) []Mail {
	o.mu.Lock()
	defer o.mu.Unlock()
	found := []Mail{}
	for _, m := range o.mails {
		if to == "" || m.To == strings.ToLower(strings.TrimSpace(to)) {
			found = append(found, m)
		}
	}
	return found
}

// keep stores one letter in the mailbox of each recipient.
func (o *Office) keep(l Letter, recipients []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, to := range recipients {
		m := Mail{
			ID: newID(), Time: o.c.Now(), From: l.From, To: strings.ToLower(to),
			Subject: l.Subject, Text: l.Text, HTML: l.HTML, Attachments: l.Attachments,
		}
		o.mails = append(o.mails, m)
		o.kept += m.size()
	}
	drop := 0
	for len(o.mails)-drop > MaxMails || (o.kept > MaxKept && drop < len(o.mails)-1) {
		o.kept -= o.mails[drop].size()
		drop++
	}
	o.mails = append([]Mail(nil), o.mails[drop:]...)
}

func (m Mail) size() int {
	n := len(m.Subject) + len(m.Text) + len(m.HTML)
	for _, a := range m.Attachments {
		n += len(a.Content)
	}
	return n
}

// newID returns a version 4 UUID (RFC 9562).
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:])
}
