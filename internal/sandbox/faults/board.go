package faults

import (
	"context"
	"errors"
	"sync"
	"time"
)

// System names one of the sandbox's systems.
type System string

// The systems that can fail.
const (
	SMS      System = "sms"
	SMTP     System = "smtp"
	Contacts System = "contacts"
	Business System = "business"
	Login    System = "login"
	Custody  System = "custody" // the custody register, and the ΑΜΚΑ register with it
	AMKA     System = "amka"    // the ΑΜΚΑ register alone
)

// Mode is how a system fails.
type Mode string

// The modes; see the package comment.
const (
	OK    Mode = "ok"
	Down  Mode = "down"
	Slow  Mode = "slow"
	Error Mode = "error"
	// Nonsense is known of the systems whose clients must survive it: [Custody] and [AMKA].
	Nonsense Mode = "nonsense"
	// Closed is known of [Business]: every business closed yesterday.
	Closed Mode = "closed"
)

// MaxDuration is the longest duration of a fault.
const MaxDuration = time.Hour

// holdTime is how long a slow system lets a caller wait.
const holdTime = 20 * time.Second

// ErrInvalid reports a system, mode or duration that does not exist.
var ErrInvalid = errors.New("no such system, mode or duration")

// Board stores which system fails, how, and until when.
type Board struct {
	now func() time.Time

	mu      sync.Mutex
	faults  map[System]fault
	changed chan struct{} // closed and replaced whenever a fault is set
	closed  bool
}

type fault struct {
	mode  Mode
	until time.Time
}

// NewBoard returns a board without faults.
func NewBoard(now func() time.Time) *Board {
	return &Board{now: now, faults: map[System]fault{}, changed: make(chan struct{})}
}

// Set makes a system fail for a while, or removes its fault with OK (whose
// duration is ignored). It returns ErrInvalid if the system or the mode is
// unknown, or the duration is not between one second and MaxDuration.
func (b *Board) Set(s System, m Mode, d time.Duration) error {
	if !known(s) || !s.knows(m) || m != OK && (d < time.Second || d > MaxDuration) {
		return ErrInvalid
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults[s] = fault{mode: m, until: b.now().Add(d)}
	close(b.changed)
	b.changed = make(chan struct{})
	return nil
}

// Mode returns how a system behaves now.
func (b *Board) Mode(s System) Mode {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.modeLocked(s)
}

func (b *Board) modeLocked(s System) Mode {
	f, set := b.faults[s]
	if !set || !b.now().Before(f.until) {
		return OK
	}
	return f.mode
}

// Hold blocks the caller while the system is slow: for 20 seconds, or until the
// fault is removed, the context ends or the board closes, whichever is first.
func (b *Board) Hold(ctx context.Context, s System) {
	timer := time.NewTimer(holdTime)
	defer timer.Stop()
	for {
		b.mu.Lock()
		slow, changed := b.modeLocked(s) == Slow && !b.closed, b.changed
		b.mu.Unlock()
		if !slow {
			return
		}
		select {
		case <-timer.C:
			return
		case <-ctx.Done():
			return
		case <-changed:
		}
	}
}

// Close releases all callers in Hold, so that a stop is not delayed.
func (b *Board) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	close(b.changed)
	b.changed = make(chan struct{})
}

// knows reports whether the system can fail so.
func (s System) knows(m Mode) bool {
	switch m {
	case OK, Down, Slow, Error:
		return true
	case Nonsense:
		return s == Custody || s == AMKA
	case Closed:
		return s == Business
	}
	return false
}

func known(s System) bool {
	switch s {
	case SMS, SMTP, Contacts, Business, Login, Custody, AMKA:
		return true
	}
	return false
}
