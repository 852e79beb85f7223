package photo_test

import (
	"math"
	"testing"

	"myphoto/internal/photo"
)

// A value on a limit is within it, and the graver limit wins.
func TestLimitJudgesBothEnds(t *testing.T) {
	t.Parallel()
	two, three, six, seven := 2.0, 3.0, 6.0, 7.0
	limit := photo.Limit{BlockBelow: &two, WarnBelow: &three, WarnAbove: &six, BlockAbove: &seven}
	for _, c := range []struct {
		value    float64
		severity photo.Severity
		low      bool
		demanded float64
	}{
		{1.9, photo.Block, true, 2},
		{2, photo.Warn, true, 3},
		{2.9, photo.Warn, true, 3},
		{3, photo.Info, false, 0},
		{6, photo.Info, false, 0},
		{6.1, photo.Warn, false, 6},
		{7, photo.Warn, false, 6},
		{7.1, photo.Block, false, 7},
		{math.Inf(1), photo.Block, false, 7},
		{math.NaN(), photo.Block, true, 2},
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
		if severity, _, _ := (photo.Limit{}).Judge(v); severity != photo.Info {
			t.Errorf("%v: %v", v, severity)
		}
	}
	above := 1.0
	if severity, _, _ := (photo.Limit{WarnAbove: &above}).Judge(math.NaN()); severity != photo.Warn {
		t.Error("a measure that is not a number passes")
	}
}
