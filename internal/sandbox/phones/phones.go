package phones

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// MaxMessages bounds the stored messages; the oldest are dropped first.
const MaxMessages = 1000

// UndeliverableSuffix is the end of numbers that no message reaches.
const UndeliverableSuffix = "9999"

// Message is one text message as the receiving phone shows it.
type Message struct {
	ID   string    `json:"id"` // UUID
	Time time.Time `json:"time"`
	From string    `json:"from"`
	To   string    `json:"to"` // E.164
	Text string    `json:"text"`
}

// Config configures a Network. User and Password are those of sendsms; if User is
// empty, anybody may send.
type Config struct {
	Now            func() time.Time
	Log            *slog.Logger
	User, Password string
}

// Network delivers and stores messages.
type Network struct {
	c       Config
	reports chan report

	mu       sync.Mutex
	messages []Message
}

// New returns a network without messages.
func New(c Config) *Network {
	return &Network{c: c, reports: make(chan report, maxReports)}
}

// Deliver puts a message on the phone with the given number, in any spelling.
func (n *Network) Deliver(from, to, text string) Message {
	m := Message{ID: newID(), Time: n.c.Now(), From: from, To: Normalise(to), Text: text}
	if strings.HasSuffix(m.To, UndeliverableSuffix) {
		return m
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.messages = append(n.messages, m)
	if over := len(n.messages) - MaxMessages; over > 0 {
		n.messages = append([]Message(nil), n.messages[over:]...)
	}
	return m
}

// Messages returns what a phone received, newest last; of all phones if to is
// empty. The result is never nil.
func (n *Network) Messages(to string) []Message {
	n.mu.Lock()
	defer n.mu.Unlock()
	found := []Message{}
	for _, m := range n.messages {
		if to == "" || m.To == Normalise(to) {
			found = append(found, m)
		}
	}
	return found
}

// Normalise returns a number in E.164 form. It understands national Greek mobile
// numbers, a leading 00 and a missing plus sign.
func Normalise(number string) string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, number)
	digits = strings.TrimPrefix(digits, "00")
	if len(digits) == 10 && strings.HasPrefix(digits, "69") {
		digits = "30" + digits
	}
	return "+" + digits
}

// newID returns a version 4 UUID (RFC 9562).
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:])
}
