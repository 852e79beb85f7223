package portrait

import (
	"math"

	"myphoto/internal/inspect/face"
	"myphoto/internal/photo/spec"
)

// Numbers of the face mesh landmarks in use. Left and right are those of the
// picture, not of the person.
const (
	meshPoints = 468

	leftEyeOuter, leftEyeInner   = 33, 133
	rightEyeInner, rightEyeOuter = 362, 263
	leftLidUpper, leftLidLower   = 159, 145
	rightLidUpper, rightLidLower = 386, 374
	lipUpper, lipLower           = 13, 14
	forehead, chin               = 10, 152
	leftCheek, rightCheek        = 234, 454
)

// oval goes around the face, from the forehead clockwise.
var oval = [...]int{ //nolint:gochecknoglobals // a table of the mesh, read only
	10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
	152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
}

// Outlines of the eyes, between the lids.
var eyeOutlines = [2][16]int{ //nolint:gochecknoglobals // a table of the mesh, read only
	{33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7},
	{263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249},
}

// crownReach is the height of the crown above the eyes, and headReach the distance
// from chin to crown, in T.
const (
	crownReach = spec.CrownReach
	headReach  = 1 + crownReach
)

// pitchBias is by how much the mesh overestimates the pitch of frontal faces,
// in degrees.
const pitchBias = 8

// point is a place in the picture, in pixels.
type point struct{ x, y float64 }

func (p point) minus(q point) point    { return point{p.x - q.x, p.y - q.y} }
func (p point) plus(q point) point     { return point{p.x + q.x, p.y + q.y} }
func (p point) times(f float64) point  { return point{p.x * f, p.y * f} }
func (p point) length() float64        { return math.Hypot(p.x, p.y) }
func middle(p, q point) point          { return p.plus(q).times(0.5) }
func distance(p, q point) float64      { return p.minus(q).length() }
func at(f face.Face, n int) point      { return point{f.Points[n].X, f.Points[n].Y} }
func depth(f face.Face, n int) float64 { return f.Points[n].Z }
func degrees(opposite, adjacent float64) float64 {
	return math.Atan2(opposite, adjacent) * 180 / math.Pi
}

// headPose is the position of the head in the picture.
type headPose struct {
	eyes        point // the middle between them
	left, right point // the eyes
	chin, crown point // the crown is estimated
	cheeks      [2]point
	mouth       point
	ied, t      float64 // pixels
	roll        float64 // degrees; positive: clockwise
}

func headPoseOf(f face.Face) headPose {
	s := headPose{
		left:   middle(at(f, leftEyeOuter), at(f, leftEyeInner)),
		right:  middle(at(f, rightEyeInner), at(f, rightEyeOuter)),
		chin:   at(f, chin),
		cheeks: [2]point{at(f, leftCheek), at(f, rightCheek)},
		mouth:  middle(at(f, lipUpper), at(f, lipLower)),
	}
	s.eyes = middle(s.left, s.right)
	s.ied, s.t = distance(s.left, s.right), distance(s.eyes, s.chin)
	line := s.right.minus(s.left)
	s.roll = degrees(line.y, line.x)
	s.crown = s.eyes.plus(s.eyes.minus(s.chin).times(crownReach))
	return s
}

// yaw returns how far the face is turned to a side, in degrees: by how much one
// cheek is nearer than the other.
func yaw(f face.Face) float64 {
	return degrees(depth(f, rightCheek)-depth(f, leftCheek), distance(at(f, leftCheek), at(f, rightCheek)))
}

// pitch returns how far the face looks down, in degrees; roughly.
func pitch(f face.Face) float64 {
	return degrees(depth(f, chin)-depth(f, forehead), distance(at(f, forehead), at(f, chin))) - pitchBias
}

// gapInT returns the distance between two landmarks in T.
func (s headPose) gapInT(f face.Face, one, other int) float64 {
	return distance(at(f, one), at(f, other)) / s.t
}

// spans are the pixels of each row of the picture that lie in a convex shape:
// from left[i] up to, not including, right[i] in row top+i.
type spans struct {
	top         int
	left, right []int
}

// contains reports whether a pixel lies in the shape.
func (s spans) contains(x, y int) bool {
	row := y - s.top
	return row >= 0 && row < len(s.left) && x >= s.left[row] && x < s.right[row]
}

// spansOf returns the pixels within a closed outline of points, clipped to
// width × height.
func spansOf(outline []point, width, height int) spans {
	lowest, highest := math.Inf(1), math.Inf(-1)
	for _, p := range outline {
		lowest, highest = min(lowest, p.y), max(highest, p.y)
	}
	top, bottom := max(0, int(math.Ceil(lowest))), min(height, int(math.Floor(highest))+1)
	if bottom <= top {
		return spans{}
	}
	s := spans{top: top, left: make([]int, bottom-top), right: make([]int, bottom-top)}
	for i := range s.left {
		from, to := crossings(outline, float64(top+i))
		s.left[i] = min(max(0, int(math.Ceil(from))), width)
		s.right[i] = max(s.left[i], min(width, int(math.Floor(to))+1))
	}
	return s
}

// crossings returns the outermost crossings of an outline with the horizontal
// line at y.
func crossings(outline []point, y float64) (from, to float64) {
	from, to = math.Inf(1), math.Inf(-1)
	for i, p := range outline {
		q := outline[(i+1)%len(outline)]
		if min(p.y, q.y) > y || max(p.y, q.y) < y {
			continue
		}
		x := p.x
		if p.y != q.y {
			x += (q.x - p.x) * (y - p.y) / (q.y - p.y)
		}
		from, to = min(from, x), max(to, x)
	}
	return from, to
}
