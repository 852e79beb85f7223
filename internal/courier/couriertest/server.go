package couriertest

import (
	"time"

	"myphoto/internal/courier"
)

// Behaviour is how an office treats the next messages.
type Behaviour int

// The moods.
const (
	Accepting Behaviour = iota // takes everything
	Down                       // hangs up on everybody
	Slow                       // takes the connection and never answers
	Busy                       // says: later
	Refusing                   // says: this message never
)

// Received is a message as it arrived.
type Received struct {
	To   string
	Text string // line ends as \n, none at the end
}

// Server is a server under the sender's feet.
type Server interface {
	// Sender gives the sender under test, connected to this office, with
	// Clock as its clock.
	Sender() courier.Sender
	// Addresses gives people this office serves.
	Addresses() []string
	// SetBehaviour changes the behaviour for the connections that follow.
	SetBehaviour(Behaviour)
	// Inbox gives what has arrived so far.
	Inbox() []Received
	// Secrets are words, such as the password, that no error may repeat.
	Secrets() []string
}

// Clock is what every sender under test takes for the time.
func Clock() time.Time { return time.Date(2026, 11, 21, 10, 42, 0, 0, time.UTC) }
