package spec

import (
	"errors"
	"math"
)

// Limit is what a measure may be. Beyond a warn value the photographer is
// advised, beyond a block value the picture cannot be used; a value exactly on
// a limit is within it. What is nil is not demanded. The unit is the
// measure's.
type Limit struct {
	WarnBelow  *float64 `json:"warn_below,omitempty"`
	WarnAbove  *float64 `json:"warn_above,omitempty"`
	BlockBelow *float64 `json:"block_below,omitempty"`
	BlockAbove *float64 `json:"block_above,omitempty"`
}

// Judge says how grave a measured value is (Info: within the limits), whether
// it is too low (else too high), and the value that was demanded; low and
// demanded mean something only when the severity is not Info. What is not a
// number is beyond every limit.
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

// validate refuses limits that leave no value within them, or that block before
// they warn.
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
