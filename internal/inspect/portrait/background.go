package portrait

import (
	"image"
	"math"
)

// The border of the picture where only background should be: a band along the
// upper edge, and one along each side down to the height of the mouth, above
// shoulders and long hair. In shares of the height and of the width.
const (
	bandAbove  = 0.04
	bandBeside = 0.07
	bandDown   = 0.75 // T below the eyes
	bandSkip   = 2    // every second pixel and row suffices
)

// sameColour is the difference (ΔE of 1976) within which a colour counts as the
// background's.
const sameColour = 8

// background describes what is behind the person.
type background struct {
	even   float64 // share of the border that has the background's colour, 0-1
	light  float64 // its L*, 0-100
	chroma float64 // its C*
	shadow float64 // share of the area around the head that has its colour in shadow, 0-1
}

// backgroundOf models the border by its median colour. The border ends at the
// row bottom; head is the silhouette of the person.
func backgroundOf(img *image.RGBA, bottom int, head spans) background {
	t := tables()
	var seen [3]histogram
	border := func(visit func(lab)) {
		eachBorderPixel(img, bottom, func(p []byte) { visit(t.lab(p[0], p[1], p[2])) })
	}
	border(func(c lab) {
		seen[0].add(c.l)
		seen[1].add(c.a)
		seen[2].add(c.b)
	})
	model := lab{seen[0].median(), seen[1].median(), seen[2].median()}
	same, all := 0, 0
	border(func(c lab) {
		all++
		if c.near(model, sameColour) {
			same++
		}
	})
	return background{
		even:   float64(same) / float64(max(all, 1)),
		light:  float64(model.l) / labUnit,
		chroma: model.chroma(),
		shadow: shadow(img, model, bottom, head),
	}
}

// eachBorderPixel calls visit for the pixels of the border.
func eachBorderPixel(img *image.RGBA, bottom int, visit func(pixel []byte)) {
	width, height := img.Rect.Dx(), img.Rect.Dy()
	above := max(1, int(math.Round(bandAbove*float64(height))))
	beside := max(1, int(math.Round(bandBeside*float64(width))))
	for y := 0; y < min(max(bottom, above), height); y += bandSkip {
		row := img.Pix[y*img.Stride:]
		for x := 0; x < width; x += bandSkip {
			if y >= above && x == beside+beside%bandSkip {
				x = max(x, width-beside)
			}
			if x < width {
				visit(row[4*x : 4*x+3])
			}
		}
	}
}

// histogram counts values of one channel of lab in bins of a quarter of a unit.
type histogram struct {
	bins  [1024]int
	total int
}

const (
	histogramStep = labUnit / 4
	histogramZero = 512
)

func (t *histogram) add(v int) {
	t.bins[min(max(0, v/histogramStep+histogramZero), len(t.bins)-1)]++
	t.total++
}

func (t *histogram) median() int {
	passed := 0
	for bin, n := range t.bins {
		if passed += n; 2*passed >= t.total {
			return (bin-histogramZero)*histogramStep + histogramStep/2
		}
	}
	return 0
}

// cells is about how many cells of the area around the head lie along the
// longer side of the picture: large enough to average out noise.
const cells = 120

// The background's colour in shadow is darker, but less dark than cloth and
// hair, and of the same tint.
const (
	minShadowDepth = 8  // L*
	maxShadowDepth = 45 // L*
	maxShadowTint  = 6  // difference of a* and b*
)

// shadow returns the share of the area around the head, down to the row bottom,
// that has the background's colour in shadow. The area excludes the silhouette
// of head and hair. How far the plain background reaches from the border was
// tried first; it measures how much hair somebody has.
func shadow(img *image.RGBA, model lab, bottom int, head spans) float64 {
	size := img.Rect.Size()
	side := max(1, max(size.X, size.Y)/cells)
	t, dark, room := tables(), 0, 0
	for top := 0; top+side <= min(bottom, size.Y); top += side {
		for left := 0; left+side <= size.X; left += side {
			if head.contains(left+side/2, top+side/2) {
				continue
			}
			room++
			c := t.lab(meanOfCell(img, left, top, side))
			deeper, tint := model.l-c.l, lab{l: model.l, a: c.a, b: c.b}
			if deeper >= minShadowDepth*labUnit && deeper <= maxShadowDepth*labUnit && tint.near(model, maxShadowTint) {
				dark++
			}
		}
	}
	return float64(dark) / float64(max(room, 1))
}

// meanOfCell returns the mean red, green and blue of a square.
func meanOfCell(img *image.RGBA, left, top, side int) (red, green, blue byte) {
	var sum [3]int
	for y := top; y < top+side; y++ {
		row := img.Pix[y*img.Stride+4*left:]
		for x := range side {
			sum[0] += int(row[4*x])
			sum[1] += int(row[4*x+1])
			sum[2] += int(row[4*x+2])
		}
	}
	area := side * side
	return byte(sum[0] / area), byte(sum[1] / area), byte(sum[2] / area)
}
