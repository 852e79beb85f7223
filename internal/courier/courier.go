package courier

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// Message is one message to one person. It prints as [hidden].
type Message struct {
	ID      string       // unique for each message, 1-64 of A-Z a-z 0-9 _ -; the same at every attempt
	To      string       // E.164 number or e-mail address
	Subject string       // e-mail only
	Text    string       // the message, or the plain part of an e-mail
	HTML    string       // e-mail only; empty when there is no HTML part
	Inline  []Attachment // e-mail only: the pictures of the HTML part
	Report  string       // SMS only: absolute address for delivery reports; empty when none are wanted
}

// Attachment is a picture inside an HTML message, shown by src="cid:ContentID".
type Attachment struct {
	Name        string // file name, for example code.png
	ContentType string // media type, for example image/png
	ContentID   string // without angle brackets, for example code
	Bytes       []byte
}

// Receipt confirms that the gateway or mail server has accepted the message.
type Receipt struct {
	Accepted  time.Time // by our clock
	Reference string    // its id in later reports and in the logs of the server
	Held      bool      // the gateway cannot hand it on now and keeps it
}

// Sender sends messages to a gateway or mail server. An error that wraps
// [ErrPermanent] means that this message will never be accepted; after any
// other error it may be tried again. A sender is safe for concurrent use.
type Sender interface {
	// Send sends one message and returns when it was accepted or refused, or
	// with the error of ctx when ctx ends first.
	Send(ctx context.Context, m Message) (Receipt, error)
}

// ErrPermanent marks a message that will never be accepted: the address is
// wrong, or the other side calls its refusal final.
var ErrPermanent = errors.New("will never be accepted")

// String hides the message.
func (Message) String() string { return "[hidden]" }

// GoString hides the message.
func (Message) GoString() string { return "[hidden]" }

// LogValue returns the id alone.
func (m Message) LogValue() slog.Value { return slog.StringValue(m.ID) }

// WellFormed reports whether the id of the message has the alphabet and the
// length that every sender can put into addresses and headers.
func (m Message) WellFormed() bool {
	if m.ID == "" || len(m.ID) > 64 {
		return false
	}
	for _, r := range m.ID {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (r < '0' || r > '9') && r != '-' && r != '_' {
			return false
		}
	}
	return true
}
