package portrait

import (
	"image"
	"math"
)

// The border of the picture where only background should be: a band along the
// upper edge, and one along each side from there down to the height of the
// mouth, where shoulders and long hair are not yet expected. Shares of the
// height and of the width.
const (
	bandAbove  = 0.04
	bandBeside = 0.07
	bandDown   = 0.75 // T below the eyes
	bandSkip   = 2    // every second pixel and row will do
)

// sameColour is the difference (ΔE of 1976) up to which a colour counts as
// the background's.
const sameColour = 8

// backdrop is what stands behind the person.
type backdrop struct {
	even   float64 // share of the border that has the background's colour, 0-1
	light  float64 // its L*, 0-100
	chroma float64 // its C*
	beside float64 // share of the room beside and above the head that the background reaches from the border, 0-1
}

// backdropOf models the border by its median colour. The border ends at the
// row bottom; head is where the person is expected.
func backdropOf(img *image.RGBA, bottom int, head spans) backdrop {
	t := tables()
	var seen [3]tally
	border := func(look func(lab)) {
		eachBorderPixel(img, bottom, func(p []byte) { look(t.lab(p[0], p[1], p[2])) })
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
	return backdrop{
		even:   float64(same) / float64(max(all, 1)),
		light:  float64(model.l) / labUnit,
		chroma: model.chroma(),
		beside: flood(img, model, bottom, head),
	}
}

// eachBorderPixel visits the pixels of the border.
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

// tally counts values of one channel of lab, a quarter of a unit of CIELAB to
// a bin.
type tally struct {
	bins  [1024]int
	total int
}

const (
	tallyStep = labUnit / 4
	tallyZero = 512
)

func (t *tally) add(v int) {
	t.bins[min(max(0, v/tallyStep+tallyZero), len(t.bins)-1)]++
	t.total++
}

func (t *tally) median() int {
	passed := 0
	for bin, n := range t.bins {
		if passed += n; 2*passed >= t.total {
			return (bin-tallyZero)*tallyStep + tallyStep/2
		}
	}
	return 0
}

// cells is about how many cells of the flood go along the longer side.
const cells = 120

// flood lets the background's colour run from the border over a grid of cells
// and gives the share of the cells above the row bottom and outside the head
// that it reaches. What it does not reach is a shadow, or something else that
// stands beside the head.
func flood(img *image.RGBA, model lab, bottom int, head spans) float64 {
	g := gridOf(img, min(bottom, img.Rect.Dy()))
	if g.across == 0 || g.down == 0 {
		return 0
	}
	var open []int
	reach := func(x, y int) {
		if here := y*g.across + x; g.state[here] == unseen && g.colours[here].near(model, sameColour) {
			g.state[here] = reached
			open = append(open, here)
		}
	}
	for x := range g.across {
		reach(x, 0)
	}
	for y := range g.down {
		reach(0, y)
		reach(g.across-1, y)
	}
	for len(open) > 0 {
		here := open[len(open)-1]
		open = open[:len(open)-1]
		x, y := here%g.across, here/g.across
		reach(max(0, x-1), y)
		reach(min(g.across-1, x+1), y)
		reach(x, max(0, y-1))
		reach(x, min(g.down-1, y+1))
	}
	return g.reachedOutside(head)
}

// grid is a picture of mean colours.
type grid struct {
	side, across, down int
	colours            []lab
	state              []byte
}

const (
	unseen = iota
	reached
)

func gridOf(img *image.RGBA, bottom int) grid {
	size := img.Rect.Size()
	side := max(1, max(size.X, size.Y)/cells)
	g := grid{side: side, across: size.X / side, down: bottom / side}
	if g.down < 0 {
		g.down = 0
	}
	g.colours, g.state = make([]lab, g.across*g.down), make([]byte, g.across*g.down)
	t := tables()
	for i := range g.colours {
		var sum [3]int
		for row := range side {
			p := img.Pix[(i/g.across*side+row)*img.Stride+4*(i%g.across)*side:]
			for column := range side {
				for c := range sum {
					sum[c] += int(p[4*column+c])
				}
			}
		}
		area := side * side
		g.colours[i] = t.lab(byte(sum[0]/area), byte(sum[1]/area), byte(sum[2]/area))
	}
	return g
}

// reachedOutside gives the share of the cells outside a shape that are
// reached; 1 when the shape leaves none.
func (g grid) reachedOutside(head spans) float64 {
	outside, dry := 0, 0
	for i, state := range g.state {
		x, y := (i%g.across)*g.side+g.side/2, (i/g.across)*g.side+g.side/2
		if row := y - head.top; row >= 0 && row < len(head.left) && x >= head.left[row] && x < head.right[row] {
			continue
		}
		outside++
		if state != reached {
			dry++
		}
	}
	if outside == 0 {
		return 1
	}
	return 1 - float64(dry)/float64(outside)
}
