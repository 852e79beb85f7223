package registers

import (
	"crypto/subtle"
	"sync/atomic"
	"time"
)

// Config is what the registers need: the clock, the outside address of the
// server without a slash at the end, and the one pair of credentials that all
// accept.
type Config struct {
	Now            func() time.Time
	URL            func() string
	User, Password string
}

// Registers holds all registers.
type Registers struct {
	c        Config
	calls    atomic.Int64
	nonsense atomic.Int64 // how often one failed by answering nonsense
}

// New returns the registers, filled with the invented people.
func New(c Config) *Registers {
	r := &Registers{c: c}
	r.calls.Store(986_346_000)
	return r
}

// authentic compares both credentials in constant time.
func (r *Registers) authentic(user, password string) bool {
	u := subtle.ConstantTimeCompare([]byte(user), []byte(r.c.User))
	p := subtle.ConstantTimeCompare([]byte(password), []byte(r.c.Password))
	return u&p == 1
}
