package portrait

import (
	"image"
	"math"

	"myphoto/internal/photo/spec"
)

// minStraighten is the tilt of the head, in degrees, from which the automatic
// crop turns the picture; below it, turning would cost more than it gains.
const minStraighten = 1.0

// framedFace is how a face stands in the frame of one document. Positions are
// shares of the width and the height of the frame, from its upper left corner.
type framedFace struct {
	eyes, chin, crown point
	cheeks            [2]point
	roll              float64 // degrees, after the frame was turned
	ied               float64 // pixels of the picture that the office receives
	headMM, eyesMM    float64 // chin to crown; lower edge to eyes
	faceMM            float64 // cheek to cheek
	pixels            image.Point
}

// frame lays a crop over the measured picture; size is that of the picture to
// be cut.
func (m Measures) frame(p spec.Profile, c spec.Crop, size image.Point) framedFace {
	width := c.Width * float64(m.Width)
	height := width / p.Photo.CropRatio(size.X, size.Y)
	centre := point{c.X * float64(m.Width), c.Y * float64(m.Height)}
	place := func(of point) point {
		turned := of.minus(centre).turn(c.Angle)
		return point{0.5 + turned.x/width, 0.5 + turned.y/height}
	}
	s := m.pose
	f := framedFace{
		eyes: place(s.eyes), chin: place(s.chin), crown: place(s.crown),
		cheeks: [2]point{place(s.cheeks[0]), place(s.cheeks[1])},
		roll:   s.roll + c.Angle,
	}
	mm := p.Frame.HeightMM / height // of one pixel
	f.headMM, f.faceMM = headReach*s.t*mm, distance(s.cheeks[0], s.cheeks[1])*mm
	f.eyesMM = (1 - f.eyes.y) * p.Frame.HeightMM
	scale := float64(size.X) / float64(m.Width)
	f.pixels = image.Pt(int(math.Round(width*scale)), int(math.Round(height*scale)))
	f.ied = s.ied * scale * outputScale(p.Photo.Cut, f.pixels)
	return f
}

// outputScale returns the factor by which a cut is reduced for its office.
func outputScale(cut spec.Cut, pixels image.Point) float64 {
	if pixels.X == 0 || pixels.Y == 0 {
		return 0
	}
	return min(1, float64(cut.Width)/float64(pixels.X), float64(cut.Height)/float64(pixels.Y))
}

// turn rotates a position clockwise about the origin.
func (p point) turn(angle float64) point {
	sin, cos := math.Sincos(angle * math.Pi / 180)
	return point{p.x*cos - p.y*sin, p.x*sin + p.y*cos}
}

// margin returns the smallest distance of chin, estimated crown and cheeks from
// the edges of the frame, as a share of its height or width; negative when one
// of them is cut off.
func (f framedFace) margin() float64 {
	smallest := math.Inf(1)
	for _, at := range []point{f.chin, f.crown, f.cheeks[0], f.cheeks[1]} {
		smallest = min(smallest, at.x, 1-at.x, at.y, 1-at.y)
	}
	return smallest
}

// AutoCrop returns the frame for a document on an upright picture of size
// pixels: the whole picture when face and shape are right as they are,
// otherwise the cut that places the face as the profile wishes. That cut is
// straightened where the office allows turning, and has no fewer pixels than
// the office needs. AutoCrop returns the better of the two, so a picture is
// never made worse by cutting. Without an upright face it returns the largest
// cut in the middle, and false.
func AutoCrop(m Measures, p spec.Profile, size image.Point) (spec.Crop, bool) {
	largest := spec.LargestCrop(size.X, size.Y, p.Photo.CropRatio(size.X, size.Y))
	if !m.Found || judgeTurned(m, p) != nil {
		return largest, false
	}
	if p.Photo.CropOnly { // exactly the office's pixels, and level
		return m.targetCrops(p, 0, size)[0], true
	}
	var tried []spec.Crop
	if math.Abs(m.Roll) >= minStraighten {
		tried = append(tried, m.targetCrops(p, -m.Roll, size)...)
	}
	tried = append(tried, m.targetCrops(p, 0, size)...)
	if p.Photo.RatioFits(size.X, size.Y) {
		tried = append([]spec.Crop{largest}, tried...)
	} else {
		tried = append(tried, largest)
	}
	best, fewest := tried[0], m.faults(p, tried[0], size)
	for _, next := range tried[1:] {
		if faults := m.faults(p, next, size); faults < fewest {
			best, fewest = next, faults
		}
	}
	return best, true
}

// targetCrops returns the frame, turned by an angle, that places the face as
// the profile wishes, as far as the pixels and the edges of the picture allow;
// none when a turned frame does not fit.
func (m Measures) targetCrops(p spec.Profile, angle float64, size image.Point) []spec.Crop {
	s, f, ratio := m.pose, p.Frame, p.Photo.CropRatio(size.X, size.Y)
	scale := float64(m.Width) / float64(size.X) // from the picture to the measured one
	need, minWidth := image.Pt(p.Photo.LeastFrame()), 0.0
	if p.Photo.CropOnly || size.X >= need.X && size.Y >= need.Y {
		minWidth = float64(need.X) * scale // otherwise the check of the file has reported it, and the face is placed regardless
	}
	width := max(headReach*s.t*f.HeightMM/f.HeadMM*ratio, minWidth)
	if p.Photo.CropOnly {
		width = minWidth
	}
	room := point{float64(m.Width), float64(m.Height)}
	reach := func(width float64) point {
		sin, cos := math.Sincos(math.Abs(angle) * math.Pi / 180)
		height := width / ratio
		return point{(width*cos + height*sin) / 2, (width*sin + height*cos) / 2}
	}
	half := reach(width)
	if over := max(2*half.x/room.x, 2*half.y/room.y); over > 1 {
		if angle != 0 {
			return nil
		}
		width /= over
		half = reach(width)
	}
	below := point{0, width / ratio * (0.5 - f.EyesMM/f.HeightMM)}
	centre := s.eyes.minus(below.turn(-angle))
	centre.x = min(max(half.x, centre.x), room.x-half.x)
	centre.y = min(max(half.y, centre.y), room.y-half.y)
	return []spec.Crop{{X: centre.x / room.x, Y: centre.y / room.y, Width: min(1, width/room.x), Angle: angle}}
}

// faults weighs what is wrong with the face in a frame: one blocking finding
// outweighs any number of warnings.
func (m Measures) faults(p spec.Profile, c spec.Crop, size image.Point) int {
	weight := 0
	for _, f := range judgePlacement(m, p, c, size) {
		switch f.Severity {
		case spec.Block:
			weight += 100
		case spec.Warn:
			weight++
		case spec.Info:
		}
	}
	return weight
}
