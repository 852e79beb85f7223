package couriertest

import (
	"time"

	"myphoto/internal/courier"
)

// Behaviour is how a server treats the next messages.
type Behaviour int

// The behaviours.
const (
	Accepting Behaviour = iota // accepts everything
	Down                       // closes every connection
	Slow                       // accepts the connection and never answers
	Busy                       // refuses for now
	Refusing                   // refuses this message for good
)

// Received is a message as the server received it.
type Received struct {
	To   string
	Text string // line ends as \n, none at the end
}

// Server is the server that the sender under test talks to.
type Server interface {
	// Sender returns the sender under test, connected to this server, with
	// [Clock] as its clock.
	Sender() courier.Sender
	// Addresses returns recipients that this server accepts.
	Addresses() []string
	// SetBehaviour changes the behaviour for the connections that follow.
	SetBehaviour(Behaviour)
	// Inbox returns the messages received so far.
	Inbox() []Received
	// Secrets returns words, such as the password, that no error may repeat.
	Secrets() []string
}

// Clock is the clock of every sender under test.
func Clock() time.Time { return time.Date(2026, 11, 21, 10, 42, 0, 0, time.UTC) }
