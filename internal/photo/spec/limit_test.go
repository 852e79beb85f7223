package spec_test

import (
	"math"
	"testing"

	"myphoto/internal/photo/spec"
)

// A value on a limit is within it, and the more severe limit wins.
func TestLimitJudgesBothEnds(t *testing.T) {
	t.Parallel()
	two, three, six, seven := 2.0, 3.0, 6.0, 7.0
	limit := spec.Limit{BlockBelow: &two, WarnBelow: &three, WarnAbove: &six, BlockAbove: &seven}
	for _, c := range []struct {
		value    float64
		severity spec.Severity
		low      bool
		demanded float64
	}{
		{1.9, spec.Block, true, 2},
		{2, spec.Warn, true, 3},
		{2.9, spec.Warn, true, 3},
		{3, spec.Info, false, 0},
		{6, spec.Info, false, 0},
		{6.1, spec.Warn, false, 6},
		{7, spec.Warn, false, 6},
		{7.1, spec.Block, false, 7},
		{math.Inf(1), spec.Block, false, 7},
		{math.NaN(), spec.Block, true, 2},
	} {
		severity, low, demanded := limit.Judge(c.value)
		if severity != c.severity || low != c.low || demanded != c.demanded {
			t.Errorf("%v: %v, low %t, demanded %v", c.value, severity, low, demanded)
		}
	}
}

func TestWhatIsNotDemandedIsNotJudged(t *testing.T) {
	t.Parallel()
	for _, v := range []float64{math.Inf(-1), 0, math.Inf(1), math.NaN()} {
		if severity, _, _ := (spec.Limit{}).Judge(v); severity != spec.Info {
			t.Errorf("%v: %v", v, severity)
		}
	}
	above := 1.0
	if severity, _, _ := (spec.Limit{WarnAbove: &above}).Judge(math.NaN()); severity != spec.Warn {
		t.Error("a measure that is not a number passes")
	}
}
