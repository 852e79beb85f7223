package inspect_test

import (
	"math"
	"testing"
)

// Without setting the picture upright and straightening it these are not
// found.
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
	for name, spoil := range kinds {
		for number := range 4 {
			s := newSnap(t, 100, number)
			spoil(s, number)
			picture := s.taken(t)
			if text, _, err := patientQR(t, picture); text != qrText {
				t.Errorf("%s %d: %q, error %v", name, number, text, err)
			}
		}
	}
}
