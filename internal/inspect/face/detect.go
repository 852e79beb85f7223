package face

import (
	"cmp"
	"image"
	"math"
	"slices"

	"myphoto/internal/nn"
)

// detector is one of the two networks that return boxes.
type detector struct {
	network *nn.Network
	layout  layout
}

// layout describes a network's outputs: their names, and for each box its
// anchor, the point from which it is measured, in shares of the picture's
// sides.
type layout struct {
	scores, boxes string
	anchors       [][2]float32
}

// shortLayout has two boxes at each of 16×16 positions, six at each of 8×8.
func shortLayout() layout {
	return layout{"classificators", "regressors", append(anchors(16, 2), anchors(8, 6)...)}
}

// fullLayout has one box at each of 48×48 positions.
func fullLayout() layout {
	return layout{"reshaped_classifier_face_4", "reshaped_regressor_face_4", anchors(48, 1)}
}

// anchors returns the centres of a grid of side × side, row by row, each
// repeated for every box of its position, as MediaPipe's SsdAnchorsCalculator
// does with fixed_anchor_size.
func anchors(side, each int) [][2]float32 {
	list := make([][2]float32, 0, side*side*each)
	for y := range side {
		for x := range side {
			for range each {
				list = append(list, [2]float32{(float32(x) + 0.5) / float32(side), (float32(y) + 0.5) / float32(side)})
			}
		}
	}
	return list
}

// detection is a box in pixels with the points of both eyes, the left one of
// the picture first.
type detection struct {
	left, top, right, bottom float64
	eyes                     [2][2]float64
	score                    float64
	distant                  bool
}

// boxNumbers is how many numbers the networks return for each box: centre,
// size, six points.
const boxNumbers = 16

// detect returns the faces of at least a score, the best first.
func (d *detector) detect(img *image.RGBA, minScore float64) []detection {
	s := d.network.Session()
	defer s.Close()
	side, _, _ := d.network.Size()
	letterbox(s.Input(), img, side)
	s.Run()
	scores, boxes := s.Output(d.layout.scores), s.Output(d.layout.boxes)
	size := img.Bounds().Size()
	long := float64(max(size.X, size.Y))
	padX, padY := (long-float64(size.X))/2, (long-float64(size.Y))/2
	var found []detection
	for i, a := range d.layout.anchors {
		score := sigmoid(scores[i])
		if score < minScore {
			continue
		}
		box := boxes[i*boxNumbers:][:boxNumbers]
		at := func(k int) (float64, float64) {
			return (float64(box[k])/float64(side)+float64(a[0]))*long - padX,
				(float64(box[k+1])/float64(side)+float64(a[1]))*long - padY
		}
		x, y := at(0)
		w, h := float64(box[2])/float64(side)*long, float64(box[3])/float64(side)*long
		one := detection{left: x - w/2, top: y - h/2, right: x + w/2, bottom: y + h/2, score: score}
		for eye := range one.eyes {
			one.eyes[eye][0], one.eyes[eye][1] = at(4 + 2*eye)
		}
		found = append(found, one)
	}
	return suppress(found)
}

// sigmoid turns a logit into a probability, clipped as in MediaPipe.
func sigmoid(v float32) float64 {
	return 1 / (1 + math.Exp(-float64(min(100, max(-100, v)))))
}

// suppress merges boxes that overlap into one face: their mean, weighted by
// their scores, with the best score (MediaPipe's weighted non-maximum
// suppression).
func suppress(boxes []detection) []detection {
	slices.SortStableFunc(boxes, func(a, b detection) int { return cmp.Compare(b.score, a.score) })
	var merged []detection
	for len(boxes) > 0 {
		best := boxes[0]
		var mean detection
		var total float64
		var rest []detection
		for _, b := range boxes {
			if !best.same(b) {
				rest = append(rest, b)
				continue
			}
			mean.add(b)
			total += b.score
		}
		if total == 0 { // a box without area overlaps nothing, itself included
			boxes = boxes[1:]
			continue
		}
		mean.divide(total)
		mean.score = best.score
		merged = append(merged, mean)
		boxes = rest
	}
	return merged
}

func (d *detection) add(b detection) {
	d.left += b.left * b.score
	d.top += b.top * b.score
	d.right += b.right * b.score
	d.bottom += b.bottom * b.score
	for i := range d.eyes {
		d.eyes[i][0] += b.eyes[i][0] * b.score
		d.eyes[i][1] += b.eyes[i][1] * b.score
	}
}

func (d *detection) divide(by float64) {
	d.left, d.top, d.right, d.bottom = d.left/by, d.top/by, d.right/by, d.bottom/by
	for i := range d.eyes {
		d.eyes[i][0] /= by
		d.eyes[i][1] /= by
	}
}

func (d detection) area() float64 {
	return max(0, d.right-d.left) * max(0, d.bottom-d.top)
}

// same reports whether two boxes overlap enough to be one face.
func (d detection) same(b detection) bool {
	w := min(d.right, b.right) - max(d.left, b.left)
	h := min(d.bottom, b.bottom) - max(d.top, b.top)
	if w <= 0 || h <= 0 {
		return false
	}
	return w*h > sameOverlap*(d.area()+b.area()-w*h)
}
