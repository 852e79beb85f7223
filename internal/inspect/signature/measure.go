package signature

import "image"

// Measures are the numbers of one picture of a signature. Shares are 0–1.
// Lengths that are compared with limits are shares of a side, so that the size
// of the picture does not matter.
type Measures struct {
	Width, Height int             // of the measured picture, pixels
	Box           image.Rectangle // around the ink, pixels of the measured picture; empty without ink

	Share     float64 // ink pixels among all pixels
	Darkness  float64 // mean of the darker half of the ink: 0 like the paper, 1 black
	BoxWidth  float64 // of the box, share of the picture's width
	BoxHeight float64 // of the box, share of the picture's height
	Extent    float64 // the larger of BoxWidth and BoxHeight
	Density   float64 // ink pixels among those of the box
	Border    float64 // pixels of strokes on the outermost two pixels (of a picture 1200 wide)
	Margin    float64 // smallest distance from the box to an edge, share of that side
	Blot      float64 // share of the ink inside solid squares of 30 × 30 pixels (of a picture 1200 wide)
	Edge      float64 // median step from paper to ink between neighbouring pixels, divided by the mean darkness of the ink

	PaperLuma   float64 // mean brightness of the paper, 0–255
	PaperChroma float64 // distance of its colour from grey, levels of Cb and Cr (0–181)
	PaperNoise  float64 // standard deviation from pixel to pixel, divided by PaperLuma
	Ground      float64 // brightness of the middle pixel of the whole picture, 0–255
	Lighter     float64 // share of pixels far lighter than the ground
	LighterEdge float64 // share of such pixels along the edges: a lit part of the paper reaches them, a line does not
	Darker      float64 // share of pixels far darker than the ground
	Halftone    float64 // share of pixels darker than paper and paler than ink: shading of a photograph

	Specks   float64 // components too small for a stroke
	Parts    float64 // components large enough for one
	InkHue   float64 // degrees, 0 red, 120 green, 240 blue
	InkTint  float64 // how colourful the ink is: 0 grey, 1 pure colour
	OffBlue  float64 // degrees between InkHue and blue; 0 when the ink is nearly black
	Lines    float64 // straight lines across the whole picture, printed on the paper
	LineDark float64 // darkness of the darkest of them, 0–1
}

// Measure measures an upright picture of a signature, at most 1600 pixels on
// its long side (more is only slower). For an empty picture the measures are
// zero.
func Measure(img *image.RGBA) Measures {
	m := Measures{Width: img.Rect.Dx(), Height: img.Rect.Dy()}
	if m.Width <= 0 || m.Height <= 0 {
		return m
	}
	s := newRaster(img)
	s.measureGround(&m)
	ink := s.threshold()
	s.measureLines(&m, ink)
	s.measurePaper(&m, ink)
	found := s.connect(ink)
	s.dropSpecks(&m, &found)
	s.measureInk(&m, found)
	s.measureEdges(&m, found, ink)
	s.measureBlots(&m, found)
	s.measureColour(&m, found)
	return m
}

// measureLines counts printed lines and removes them from the ink.
func (s *raster) measureLines(m *Measures, ink uint8) {
	level, upright := s.horizontalStrips(ink).lines(), s.verticalStrips(ink).lines()
	m.Lines = float64(len(level) + len(upright))
	darkest := max(
		s.eraseLines(level, direction{length: s.width, heights: s.height, along: 1, across: s.width}, ink),
		s.eraseLines(upright, direction{length: s.height, heights: s.width, along: s.width, across: 1}, ink),
	)
	m.LineDark = float64(darkest) / 255
}

// speckArea is the largest area of a speck of dust, in pixels of a picture 1200
// wide.
const speckArea = 16

func (s *raster) maxSpeckArea() int { return s.scaled(speckArea * s.unit) }

// dropSpecks counts the specks and removes them from the ink.
func (s *raster) dropSpecks(m *Measures, found *strokes) {
	largest := s.maxSpeckArea()
	for _, p := range found.components {
		if p.area <= largest {
			m.Specks++
		} else {
			m.Parts++
		}
	}
	found.filter(func(p component) bool { return p.area > largest })
}

func (s *raster) measureInk(m *Measures, found strokes) {
	var counts [256]int
	pixels, border := 0, 0
	frame := s.scaled(2)
	crumbs := 4 * s.maxSpeckArea() // dust on the edge is not a cut stroke
	inner := image.Rect(frame, frame, s.width-frame, s.height-frame)
	for _, r := range found.runs {
		m.Box = m.Box.Union(image.Rect(int(r.from), int(r.y), int(r.to), int(r.y)+1))
		pixels += int(r.to - r.from)
		for _, d := range s.dark[int(r.y)*s.width+int(r.from) : int(r.y)*s.width+int(r.to)] {
			counts[d]++
		}
		if found.components[r.component].area >= crumbs {
			border += outside(r, inner)
		}
	}
	if pixels == 0 {
		return
	}
	width, height := float64(s.width), float64(s.height)
	m.Share = float64(pixels) / (width * height)
	m.Density = float64(pixels) / float64(m.Box.Dx()*m.Box.Dy())
	m.Darkness = meanFrom(&counts, quantile(&counts, pixels/2))
	m.BoxWidth, m.BoxHeight = float64(m.Box.Dx())/width, float64(m.Box.Dy())/height
	m.Extent = max(m.BoxWidth, m.BoxHeight)
	m.Border = float64(border)
	m.Margin = min(
		float64(min(m.Box.Min.X, s.width-m.Box.Max.X))/width,
		float64(min(m.Box.Min.Y, s.height-m.Box.Max.Y))/height,
	)
}

// outside returns how many pixels of a run lie outside a rectangle.
func outside(r run, inner image.Rectangle) int {
	if y := int(r.y); y < inner.Min.Y || y >= inner.Max.Y {
		return int(r.to - r.from)
	}
	return max(0, inner.Min.X-int(r.from)) + max(0, int(r.to)-inner.Max.X)
}

// meanFrom returns the mean of the counted values from lowest on, as a share of
// 255.
func meanFrom(counts *[256]int, lowest uint8) float64 {
	sum, n := 0, 0
	for value := int(lowest); value < len(counts); value++ {
		sum += value * counts[value]
		n += counts[value]
	}
	return float64(sum) / float64(255*max(1, n))
}

// measureEdges measures every pair of neighbours of which one is ink.
func (s *raster) measureEdges(m *Measures, found strokes, ink uint8) {
	var steps, darks [256]int
	total := 0
	step := func(inside, outside int) {
		if s.dark[outside] < ink {
			steps[s.dark[inside]-s.dark[outside]]++
			total++
		}
	}
	for _, r := range found.runs {
		row := int(r.y) * s.width
		if r.from > 0 {
			step(row+int(r.from), row+int(r.from)-1)
		}
		if int(r.to) < s.width {
			step(row+int(r.to)-1, row+int(r.to))
		}
		for at := row + int(r.from); at < row+int(r.to); at++ {
			darks[s.dark[at]]++
			if r.y > 0 {
				step(at, at-s.width)
			}
			if int(r.y) < s.height-1 {
				step(at, at+s.width)
			}
		}
	}
	if total > 0 {
		m.Edge = float64(quantile(&steps, total/2)) / 255 / meanFrom(&darks, 0)
	}
}
