package courier

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"
)

// Message is one message to one person. It prints as [hidden].
type Message struct {
	ID      string       // unique to the message, 1-64 of A-Z a-z 0-9 _ -; the same at every attempt
	To      string       // E.164 number or e-mail address
	Subject string       // e-mail only
	Text    string       // the message, or the plain part of an e-mail
	HTML    string       // e-mail only; empty: no HTML part
	Inline  []Attachment // e-mail only: pictures that the HTML shows
	Report  string       // SMS only: absolute address for delivery reports; empty: none wanted
}

// Attachment is a picture inside an HTML message, shown by src="cid:ContentID".
type Attachment struct {
	Name        string // file name, like code.png
	ContentType string // media type, like image/png
	ContentID   string // without angle brackets, like code
	Bytes       []byte
}

// Receipt says that the gateway or mail server has taken the message over.
type Receipt struct {
	Accepted  time.Time // when it was taken, by our clock
	Reference string    // under which later reports and the server's logs speak of it
}

// Sender takes messages to a gateway. Errors for which errors.Is finds
// [ErrPermanent] mean that this message will never be accepted; after all
// others it is worth another try. A carrier is safe for concurrent use.
type Sender interface {
	Send(ctx context.Context, m Message) (Receipt, error)
}

// ErrPermanent marks a message that will never be accepted: a bad address, or
// a refusal that the other side calls final.
var ErrPermanent = errors.New("will never be accepted")

// String hides the message.
func (Message) String() string { return "[hidden]" }

// GoString hides the message.
func (Message) GoString() string { return "[hidden]" }

// LogValue gives the id alone.
func (m Message) LogValue() slog.Value { return slog.StringValue(m.ID) }

// WellFormed reports whether the message's id keeps the alphabet and length
// that every carrier can put into addresses and headers.
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

// Silence puts a transport error into words that repeat neither an address nor
// anything the other side sent, and wraps the context's error when the context
// ended. The result is never permanent.
func Silence(ctx context.Context, err error) error {
	var timeout net.Error
	op, isOp := errors.AsType[*net.OpError](err)
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("no answer in time: %w", ctx.Err())
	case errors.As(err, &timeout) && timeout.Timeout():
		return errors.New("no answer in time")
	case isOp && op.Op == "dial":
		return errors.New("cannot connect")
	}
	return errors.New("no proper answer")
}
