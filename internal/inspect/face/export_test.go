package face

import "image"

// Unexported parts for the tests of this package.

// Anchors returns the anchors of the boxes of both detectors.
func Anchors() (short, full [][2]float32) {
	return shortLayout().anchors, fullLayout().anchors
}

// First runs the first network alone.
func (f *Finder) First(img *image.RGBA) int { return len(f.short.detect(img, minShortScore)) }

// Box is a detection: its sides, the points of the eyes, its score.
type Box struct {
	Left, Top, Right, Bottom float64
	Eyes                     [2][2]float64
	Score                    float64
}

func (b Box) detection() detection {
	return detection{left: b.Left, top: b.Top, right: b.Right, bottom: b.Bottom, eyes: b.Eyes, score: b.Score}
}

// Around returns centre, side and angle of the square cut around a detection.
func Around(b Box) [4]float64 {
	s := b.detection().meshSquare()
	return [4]float64{s.x, s.y, s.side, s.angle}
}

// Merge merges overlapping detections into one.
func Merge(boxes []Box) []Box {
	all := make([]detection, len(boxes))
	for i, b := range boxes {
		all[i] = b.detection()
	}
	var merged []Box
	for _, d := range suppress(all) {
		merged = append(merged, Box{d.left, d.top, d.right, d.bottom, d.eyes, d.score})
	}
	return merged
}

// Letterbox returns the input of a detector.
func Letterbox(img *image.RGBA, side int) []float32 {
	input := make([]float32, 3*side*side)
	letterbox(input, img, side)
	return input
}

// Cut returns the input of the mesh for a square as returned by Around.
func Cut(img *image.RGBA, s [4]float64, side int) []float32 {
	input := make([]float32, 3*side*side)
	square{s[0], s[1], s[2], s[3]}.cut(input, img, side)
	return input
}

// Refined returns the points that the outputs of the mesh network refine.
func Refined() map[string][]uint16 {
	all := map[string][]uint16{}
	for _, r := range refinements() {
		all[r.output] = r.points
	}
	return all
}
