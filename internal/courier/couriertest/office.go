package couriertest

import (
	"time"

	"myphoto/internal/courier"
)

// Mood is how an office treats the next messages.
type Mood int

// The moods.
const (
	Willing  Mood = iota // takes everything
	Down                 // hangs up on everybody
	Slow                 // takes the connection and never answers
	Busy                 // says: later
	Refusing             // says: this message never
)

// Letter is a message as it arrived.
type Letter struct {
	To   string
	Text string // line ends as \n, none at the end
}

// Office is a server under the carrier's feet.
type Office interface {
	// Carrier gives the carrier under test, connected to this office, with
	// Clock as its clock.
	Carrier() courier.Carrier
	// Addresses gives people this office serves.
	Addresses() []string
	// Be changes the mood for the connections that follow.
	Be(Mood)
	// Inbox gives what has arrived so far.
	Inbox() []Letter
	// Secrets are words, such as the password, that no error may repeat.
	Secrets() []string
}

// Clock is what every carrier under test takes for the time.
func Clock() time.Time { return time.Date(2026, 11, 21, 10, 42, 0, 0, time.UTC) }
