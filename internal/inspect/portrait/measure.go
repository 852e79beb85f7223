package portrait

import (
	"image"
	"math"

	"myphoto/internal/inspect/face"
)

// minPresence is the minimum confidence of the mesh that it was laid on a face,
// 0-1.
const minPresence = 0.99

// Measures are the numbers of one picture of a face. Without a face (Found is
// false) only Faces, Grey and the size are meaningful.
type Measures struct {
	Width, Height int // of the measured picture, in pixels

	Found   bool    // there is a face with landmarks
	Faces   int     // how many
	Second  float64 // width of the second face as a share of the first's; 0 without one
	Distant bool    // the second face was seen by the detector of small faces alone

	Roll  float64 // degrees the head is turned in the plane of the picture; positive: clockwise
	Yaw   float64 // degrees the face is turned to a side; rough
	Pitch float64 // degrees the face looks down; very rough

	EyeNarrow float64 // gap of the lids of the eye that is less open, in T
	EyeWide   float64 // of the other eye
	EyesSeen  float64 // range of luma in the eye that shows less, as a share of the face's mean; 0 behind dark glasses
	Mouth     float64 // gap of the inner lips, in T

	Sharpness float64 // see sharpness; about 0.1 when sharp
	Exposure  float64 // mean luma of the face, 0-1
	Burnt     float64 // share of the face with luma 247 and above, 0-1
	Contrast  float64 // entropy of the face's luma, bits
	SideLight float64 // difference of the cheeks, as a share of the brighter, 0-1
	SkinCast  float64 // distance from the colours of human skin (OFIQ, NaturalColour)
	Grey      float64 // mean difference of the largest and the smallest channel, of the face or else of the picture, 0-255

	Background       float64 // share of the border that has the background's colour, 0-1
	BackgroundLight  float64 // L*, 0-100
	BackgroundChroma float64 // C*
	Shadow           float64 // share of the area around the head that has the background's colour in shadow, 0-1

	pose headPose // unexported, so that it is never stored with the measures
}

// Measure measures an upright picture in sRGB (origin 0,0; opaque) with the
// faces that were found in it, the largest first. It keeps no landmark.
func Measure(img *image.RGBA, faces []face.Face) Measures {
	size := img.Rect.Size()
	m := Measures{Width: size.X, Height: size.Y}
	if size.X == 0 || size.Y == 0 {
		return m
	}
	m.countFaces(faces)
	if !m.Found {
		m.Grey = lightOf(img, whole(size)).spread
		return m
	}
	m.measureHead(faces[0])
	m.measurePixels(img, faces[0])
	return m
}

// countFaces counts the faces; what the mesh does not confirm is not one.
func (m *Measures) countFaces(faces []face.Face) {
	if len(faces) == 0 {
		return
	}
	first := faces[0]
	m.Found = first.Presence >= minPresence && len(first.Points) >= meshPoints && headPoseOf(first).plausible()
	m.Faces = len(faces)
	if !m.Found {
		m.Faces--
		return
	}
	if len(faces) > 1 && first.Width > 0 {
		m.Second, m.Distant = faces[1].Width/first.Width, faces[1].Distant
	}
}

// plausible reports whether landmarks can be measured.
func (s headPose) plausible() bool {
	for _, v := range []float64{s.ied, s.t, s.eyes.x, s.eyes.y} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return s.ied > 4 && s.t > 4
}

func (m *Measures) measureHead(f face.Face) {
	s := headPoseOf(f)
	m.pose = s
	m.Roll, m.Yaw, m.Pitch = s.roll, yaw(f), pitch(f)
	left, right := s.gapInT(f, leftLidUpper, leftLidLower), s.gapInT(f, rightLidUpper, rightLidLower)
	m.EyeNarrow, m.EyeWide = min(left, right), max(left, right)
	m.Mouth = s.gapInT(f, lipUpper, lipLower)
}

func (m *Measures) measurePixels(img *image.RGBA, f face.Face) {
	s, outline := m.pose, make([]point, len(oval))
	for i, n := range oval {
		outline[i] = at(f, n)
	}
	l := lightOf(img, spansOf(outline, m.Width, m.Height))
	m.Exposure, m.Burnt, m.Contrast, m.Grey = l.exposure, l.burnt, l.contrast, l.spread
	m.EyesSeen = eyesSeen(img, f, l.exposure)
	left, right := cheekColours(img, s)
	m.SideLight = sideLight(left, right)
	m.SkinCast = skinCast((left[0]+right[0])/2, (left[1]+right[1])/2, (left[2]+right[2])/2)
	m.Sharpness = sharpness(img, s, outline)
	b := backgroundOf(img, int(s.eyes.y+bandDown*s.t), spansOf(s.silhouette(), m.Width, m.Height))
	m.Background, m.BackgroundLight, m.BackgroundChroma, m.Shadow = b.even, b.light, b.chroma, b.shadow
}

// silhouette returns a generous outline of head, hair and neck: an ellipse
// around the head, in T.
func (s headPose) silhouette() []point {
	const corners, wide, above, below = 24, 1, 1.25, 1.2
	up := s.eyes.minus(s.chin).times(1 / s.t)
	side := point{-up.y, up.x}
	outline := make([]point, corners)
	for i := range outline {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
		high := (above+below)/2*cos + (above-below)/2
		outline[i] = s.eyes.plus(up.times(high * s.t)).plus(side.times(sin * wide * s.t))
	}
	return outline
}
