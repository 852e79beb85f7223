package store

import (
	"time"

	"myphoto/internal/ledger"
)

// Refusals decides which refusals are recorded.
type Refusals struct{ *refusals }

// NewRefusals returns one that has seen no refusal.
func NewRefusals(now func() time.Time) Refusals { return Refusals{newRefusals(now)} }

// Admit reports whether the refusal of an act is recorded.
func (r Refusals) Admit(e *ledger.Event, outcome string) bool { return r.admit(e, outcome) }

// Kinds returns how many kinds are remembered.
func (r Refusals) Kinds() int { return len(r.recent) + len(r.older) }

// Limits of refusals.
const (
	RefusalBurst = refusalBurst
	MaxRefusals  = maxRefusals
)
