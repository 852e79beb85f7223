package inspect_test

import (
	"math"
	"testing"
	"testing/synctest"

	"myphoto/internal/inspect"
)

// Without setting the picture upright and straightening it these are not
// found. Their search is long; the clock stands still here, so that a busy
// machine does not decide.
func TestTippedAndBowedCodesAreRead(t *testing.T) {
	t.Parallel()
	kinds := map[string]func(s *snap, number int){
		"tipped": func(s *snap, number int) {
			s.tilt, s.way = degrees(50), degrees(90*float64(number)+20)
		},
		"bowed": func(s *snap, number int) {
			s.bend, s.turn = 1.5+0.3*float64(number), degrees(5)+float64(number)*math.Pi/2
		},
	}
	reader := inspect.New(inspect.Limits{})
	for name, spoil := range kinds {
		for number := range 4 {
			s := newSnap(t, 100, number)
			spoil(s, number)
			picture := s.taken(t)
			synctest.Test(t, func(t *testing.T) {
				if text, err := reader.QR(t.Context(), picture); text != qrText {
					t.Errorf("%s %d: %q, error %v", name, number, text, err)
				}
			})
		}
	}
}
