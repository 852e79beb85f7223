package refusals

// Kinds returns how many kinds are remembered.
func (f *Filter) Kinds() int { return len(f.recent) + len(f.older) }

// Limits of a filter.
const (
	Burst     = burst
	MaxActors = maxActors
)
