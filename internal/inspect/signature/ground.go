package signature

import (
	"image"
	"slices"

	"myphoto/internal/photo/spec"
)

// Steps from the ground to a line, in levels of a channel.
const (
	minLighter  = 60     // lighter than any paper's grain
	minDarker   = 8      // and a third of the ground
	blackGround = 60     // a ground on which a black line cannot be seen
	edgeBand    = 12     // pixels of a picture 1200 wide
	mostAtEdge  = 0.05   // share of the edges that a line may touch
	mostLighter = 0.25   // more is a picture, not a line
	fewestMarks = 0.0015 // share of a picture from which a line is seen
)

// measureGround measures the colour that most of the picture has, and what is
// lighter and darker. A line covers little of a picture, however broad it is,
// so the middle pixel is the ground even where every tile holds a line.
func (s *raster) measureGround(m *Measures) {
	var counts [4][256]int // red, green, blue, brightness
	s.eachThird(func(_ image.Point, pix []uint8) {
		for i := range 3 {
			counts[i][pix[i]]++
		}
		counts[3][luma(pix)]++
	})
	var ground [4]int
	for i := range counts {
		ground[i] = median(&counts[i])
	}
	inner := image.Rect(0, 0, s.width, s.height).Inset(s.scaled(edgeBand))
	var lighter, darker, seen [2]int // inside, and along the edges
	s.eachThird(func(at image.Point, pix []uint8) {
		edge := 1
		if at.In(inner) {
			edge = 0
		}
		seen[edge]++
		bright := int(luma(pix))
		step := max(int(pix[0])-ground[0], int(pix[1])-ground[1], int(pix[2])-ground[2])
		switch {
		case bright > ground[3] && step >= minLighter:
			lighter[edge]++
		case bright+minDarker+ground[3]/3 < ground[3]:
			darker[edge]++
		}
	})
	all := float64(max(1, seen[0]+seen[1]))
	m.Ground = float64(ground[3])
	m.Lighter, m.Darker = float64(lighter[0]+lighter[1])/all, float64(darker[0]+darker[1])/all
	m.LighterEdge = float64(lighter[1]) / float64(max(1, seen[1]))
}

// eachThird visits every third pixel of every third row.
func (s *raster) eachThird(visit func(at image.Point, pix []uint8)) {
	for y := min(1, s.height-1); y < s.height; y += 3 {
		row := s.row(y)
		for x := min(1, s.width-1); x < s.width; x += 3 {
			visit(image.Pt(x, y), row[4*x:])
		}
	}
}

// median returns the value at or below which half of the counted ones lie.
func median(counts *[256]int) int {
	total := 0
	for _, n := range counts {
		total += n
	}
	return slices.IndexFunc(counts[:], func(n int) bool {
		total -= 2 * n
		return total <= 0
	})
}

// darkGround reports whether the ground is darker than the line: a picture in
// negative, one drawn light on dark, or one whose transparent ground was saved
// black, with or without a line that can still be seen.
func (m Measures) darkGround(l spec.SignatureProfile) bool {
	paper, _, _ := l.PaperLuma.Judge(m.Ground)
	line := m.Lighter >= fewestMarks && m.Lighter <= mostLighter && m.LighterEdge <= mostAtEdge && 4*m.Darker < m.Lighter
	nothing := m.Ground < blackGround && m.Lighter < fewestMarks && m.Darker < fewestMarks
	return line && (paper == spec.Block || m.Darker == 0) || nothing
}
