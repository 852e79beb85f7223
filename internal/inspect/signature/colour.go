package signature

import "math"

// Limits of what counts as plain paper and as shading, in darkness 0–255.
const (
	maxPaperDark = 20 // 0.08: paler is paper
	minShadeDark = 28 // 0.11: darker is shading, unless it is ink
)

// measurePaper samples every third pixel of every third row: those that are
// paper, and those that are neither paper nor ink.
func (s *raster) measurePaper(m *Measures, ink uint8) {
	var sum colourSum
	var noise, noisy, shaded, seen int
	for y := 1; y < s.height-1; y += 3 {
		row := s.row(y)
		for x := 1; x < s.width-1; x += 3 {
			seen++
			d := s.dark[y*s.width+x]
			switch {
			case d < maxPaperDark:
				sum.add(row[4*x:])
				if n, plain := s.noiseAt(x, y); plain {
					noise += n
					noisy++
				}
			case d >= minShadeDark && d < ink:
				shaded++
			}
		}
	}
	if seen == 0 {
		return
	}
	m.Halftone = float64(shaded) / float64(seen)
	r, g, b := sum.mean()
	m.PaperLuma = float64(0.299*r) + float64(0.587*g) + float64(0.114*b)
	m.PaperChroma = math.Hypot(float64(0.564*(b-m.PaperLuma)), float64(0.713*(r-m.PaperLuma)))
	if noisy > 0 && m.PaperLuma > 0 {
		// J. Immerkær, Fast noise variance estimation, 1996.
		m.PaperNoise = math.Sqrt(math.Pi/2) / 6 * float64(noise) / float64(noisy) / m.PaperLuma
	}
}

// noiseAt returns the second difference, in both directions, of the brightness
// around a pixel; plain is true when the whole neighbourhood is paper.
func (s *raster) noiseAt(x, y int) (difference int, plain bool) {
	weights := [3]int{1, -2, 1}
	for j, down := range weights {
		row := s.row(y + j - 1)
		for i, across := range weights {
			if s.dark[(y+j-1)*s.width+x+i-1] >= minShadeDark {
				return 0, false
			}
			difference += down * across * int(luma(row[4*(x+i-1):]))
		}
	}
	return max(difference, -difference), true
}

// colourSum adds up the colours of pixels.
type colourSum struct{ r, g, b, n int }

func (c *colourSum) add(pix []uint8) {
	c.r += int(pix[0])
	c.g += int(pix[1])
	c.b += int(pix[2])
	c.n++
}

func (c *colourSum) mean() (r, g, b float64) {
	n := float64(max(1, c.n))
	return float64(c.r) / n, float64(c.g) / n, float64(c.b) / n
}

// minInkTint is the share of the paper's brightness by which the channels of
// coloured ink differ at darkest; below it the ink is black, whatever its hue.
const minInkTint = 0.15

// measureColour measures the darker half of the ink, relative to the colour of
// the paper; the rim of a stroke is a mixture of both.
func (s *raster) measureColour(m *Measures, found strokes) {
	var core, paper colourSum
	darkest := uint8(m.Darkness * 230)
	for _, r := range found.runs {
		row := s.row(int(r.y))
		for x := int(r.from); x < int(r.to); x++ {
			if s.dark[int(r.y)*s.width+x] >= darkest {
				core.add(row[4*x:])
			}
		}
		for _, x := range [2]int{int(r.from) - s.scaled(8), int(r.to) + s.scaled(8)} {
			if x >= 0 && x < s.width && s.dark[int(r.y)*s.width+x] < maxPaperDark {
				paper.add(row[4*x:])
			}
		}
	}
	if core.n == 0 || paper.n == 0 {
		return
	}
	r, g, b := core.mean()
	pr, pg, pb := paper.mean()
	m.InkHue, m.InkTint = hue(r/max(1, pr), g/max(1, pg), b/max(1, pb))
	if m.InkTint >= minInkTint {
		m.OffBlue = min(math.Abs(m.InkHue-240), 360-math.Abs(m.InkHue-240))
	}
}

// hue returns the hue of a colour in degrees and the difference of its largest
// and smallest channel.
func hue(r, g, b float64) (degrees, apart float64) {
	largest, smallest := max(r, g, b), min(r, g, b)
	apart = largest - smallest
	if apart == 0 {
		return 0, 0
	}
	switch largest {
	case r:
		degrees = 60 * (g - b) / apart
	case g:
		degrees = float64(60*(b-r)/apart) + 120
	default:
		degrees = float64(60*(r-g)/apart) + 240
	}
	if degrees < 0 {
		degrees += 360
	}
	return degrees, apart
}
