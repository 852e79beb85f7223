package spec

import (
	"errors"
	"math"
)

// Limit bounds a measure. Beyond a warn value the photographer is advised,
// beyond a block value the picture cannot be used; a value exactly on a limit
// is within it. A nil bound demands nothing. The unit is the measure's.
type Limit struct {
	WarnBelow  *float64 `json:"warn_below,omitempty"`
	WarnAbove  *float64 `json:"warn_above,omitempty"`
	BlockBelow *float64 `json:"block_below,omitempty"`
	BlockAbove *float64 `json:"block_above,omitempty"`
}

// Judge returns the severity of a measured value (Info: within the limits),
// whether it is too low (otherwise too high), and the demanded value; low and
// demanded are meaningful only when the severity is not Info. NaN is beyond
// every limit.
func (l Limit) Judge(v float64) (severity Severity, low bool, demanded float64) {
	switch {
	case l.BlockBelow != nil && (v < *l.BlockBelow || math.IsNaN(v)):
		return Block, true, *l.BlockBelow
	case l.BlockAbove != nil && (v > *l.BlockAbove || math.IsNaN(v)):
		return Block, false, *l.BlockAbove
	case l.WarnBelow != nil && (v < *l.WarnBelow || math.IsNaN(v)):
		return Warn, true, *l.WarnBelow
	case l.WarnAbove != nil && (v > *l.WarnAbove || math.IsNaN(v)):
		return Warn, false, *l.WarnAbove
	default:
		return Info, false, 0
	}
}

var errLimitOrder = errors.New("limits contradict each other")

// validate returns an error for limits that allow no value, or that block
// before they warn.
func (l Limit) validate() error {
	last := math.Inf(-1)
	for _, value := range []*float64{l.BlockBelow, l.WarnBelow, l.WarnAbove, l.BlockAbove} {
		if value == nil {
			continue
		}
		if !(*value >= last) {
			return errLimitOrder
		}
		last = *value
	}
	return nil
}
