package signature

import "slices"

// Printed lines are searched in strips across them: within a strip a line is a
// peak of darkness at some height, and nearly all strips must agree on one
// straight line. A stroke of a signature appears in a few strips only.
const (
	stripWidth        = 50  // pixels of a picture 1200 wide
	maxPixelDark      = 40  // darkness at which a pixel is capped (0.16): a stroke must not outweigh its strip
	lineNeighbourhood = 8   // how far beside a line the paper is compared, pixels
	maxLineSlope      = 24  // a line rises at most one pixel in this many: 2.4 degrees
	minLineDark       = 2.5 // darkness a strip must show, of 255: paler lines are invisible
	minLineNoise      = 4.5 // and this many times the median difference within the strip
	minLineVotes      = 80  // per cent of the strips that can see the line
	lineThick         = 5   // half the thickness within which a line is removed, pixels of a picture 1200 wide
	minLineVisible    = 60  // per cent of the strips that must be able to see it
)

// strips is a picture divided along the direction of the lines; each strip has
// the mean darkness at every height. Transposed, it finds vertical lines.
type strips struct {
	count, heights int
	length         int       // pixels from the first strip's edge to the last's
	mean           []float64 // of capped darkness, by strip and height
	inked          []bool    // where ink hides what is below it
}

// line is a straight line through the picture: its height in the middle and its
// rise over the whole length, in pixels.
type line struct{ height, rise int }

// horizontalStrips returns the strips that find lines from left to right.
func (s *raster) horizontalStrips(ink uint8) strips {
	v := s.newStrips(s.width, s.height)
	for y := range s.height {
		for i := range v.count {
			row := s.dark[y*s.width+i*s.width/v.count : y*s.width+(i+1)*s.width/v.count]
			sum, dark := 0, 0
			for _, d := range row {
				sum += int(min(d, maxPixelDark))
				if d >= ink {
					dark++
				}
			}
			v.put(i, y, sum, dark, len(row))
		}
	}
	return v
}

// verticalStrips returns the strips that find lines from top to bottom.
func (s *raster) verticalStrips(ink uint8) strips {
	v := s.newStrips(s.height, s.width)
	sums, darks := make([]int, s.width), make([]int, s.width)
	for i := range v.count {
		clear(sums)
		clear(darks)
		first, last := i*s.height/v.count, (i+1)*s.height/v.count
		for y := first; y < last; y++ {
			for x, d := range s.dark[y*s.width:][:s.width] {
				sums[x] += int(min(d, maxPixelDark))
				if d >= ink {
					darks[x]++
				}
			}
		}
		for x := range sums {
			v.put(i, x, sums[x], darks[x], last-first)
		}
	}
	return v
}

func (s *raster) newStrips(length, heights int) strips {
	count := max(1, length/s.scaled(stripWidth))
	return strips{
		count: count, heights: heights, length: length,
		mean: make([]float64, count*heights), inked: make([]bool, count*heights),
	}
}

func (v *strips) put(strip, height, sum, dark, pixels int) {
	v.mean[strip*v.heights+height] = float64(sum) / float64(max(1, pixels))
	v.inked[strip*v.heights+height] = dark*10 > pixels
}

// votes reports for every strip and height whether a line may pass there.
func (v strips) votes() []bool {
	votes := make([]bool, len(v.mean))
	peaks, sorted := make([]float64, v.heights), make([]float64, v.heights)
	for i := range v.count {
		mean := v.mean[i*v.heights:][:v.heights]
		for y := range mean {
			peaks[y] = peak(mean, y)
			sorted[y] = max(peaks[y], -peaks[y])
		}
		slices.Sort(sorted)
		lowest := max(minLineDark, minLineNoise*sorted[len(sorted)/2])
		for y := range peaks {
			votes[i*v.heights+y] = peaks[y] >= lowest
		}
	}
	return votes
}

// peak returns how much darker a height is than the darker of its surroundings
// a little above and a little below; zero near the ends.
func peak(mean []float64, y int) float64 {
	const near = lineNeighbourhood / 2
	if y < lineNeighbourhood || y >= len(mean)-lineNeighbourhood {
		return 0
	}
	above, below := 0.0, 0.0
	for k := near; k <= lineNeighbourhood; k++ {
		above += mean[y-k]
		below += mean[y+k]
	}
	return mean[y] - max(above, below)/(lineNeighbourhood-near+1)
}

// lines returns the straight lines on which the strips agree, in order of
// height: those of the slope that shows most darkness.
func (v strips) lines() []line {
	if v.count < 4 {
		return nil
	}
	votes := v.votes()
	var best []line
	strongest := 0.0
	steep := v.length / maxLineSlope
	for rise := -steep; rise <= steep; rise += 2 {
		var found []line
		total := 0.0
		for y := 0; y < v.heights; y++ {
			l := line{height: y, rise: rise}
			if shown, agreed := v.agree(votes, l); agreed {
				found = append(found, l)
				total += shown
				y += lineNeighbourhood
			}
		}
		if total > strongest {
			best, strongest = found, total
		}
	}
	return best
}

// at returns the height of a line at a place along its length.
func (l line) at(place, length int) int {
	return l.height + l.rise*(2*place+1-length)/(2*length)
}

// agree counts the strips that vote for a line among those that can see it, and
// adds up the darkness there.
func (v strips) agree(votes []bool, l line) (shown float64, agreed bool) {
	yes, seeing := 0, 0
	for i := range v.count {
		y := l.at(i, v.count)
		if y < 1 || y >= v.heights-1 {
			return 0, false
		}
		at := i*v.heights + y
		switch {
		case votes[at] || votes[at-1] || votes[at+1]:
			yes++
			seeing++
			shown += v.mean[at]
		case !v.inked[at]:
			seeing++
		}
		if i == 1 && yes == 0 { // it starts at the edge, or it is a stroke
			return 0, false
		}
	}
	return shown, yes*100 >= seeing*minLineVotes && seeing*100 >= v.count*minLineVisible
}

// direction is how to walk along lines: the offsets in dark from one place to
// the next and from one height to the next.
type direction struct{ length, heights, along, across int }

// eraseLines removes lines from the ink, except where a stroke crosses them,
// and returns the darkness of the darkest, 0–255.
func (s *raster) eraseLines(lines []line, w direction, ink uint8) uint8 {
	darkest := uint8(0)
	for _, l := range lines {
		var counts [256]int
		seen := 0
		s.visitLine(l, w, ink, func(across []int) {
			deepest := uint8(0)
			for _, at := range across {
				deepest = max(deepest, s.dark[at])
			}
			counts[deepest]++
			seen++
		})
		// Strokes that follow the line for a while are darker than it.
		dark := quantile(&counts, seen/4)
		darkest = max(darkest, dark)
		s.visitLine(l, w, ink, func(across []int) {
			for _, at := range across {
				if s.dark[at] <= dark+maxPixelDark {
					s.dark[at] = 0
				}
			}
		})
	}
	return darkest
}

// visitLine calls visit for each place of a line with the pixels across it,
// where there is no ink beside it.
func (s *raster) visitLine(l line, w direction, ink uint8, visit func(across []int)) {
	thick := s.scaled(lineThick)
	across := make([]int, 2*thick+1)
	for place := range w.length {
		y := l.at(place, w.length)
		if y-thick < 1 || y+thick >= w.heights-1 {
			continue
		}
		first := place*w.along + (y-thick)*w.across
		if s.dark[first-w.across] >= ink || s.dark[first+len(across)*w.across] >= ink {
			continue
		}
		for i := range across {
			across[i] = first + i*w.across
		}
		visit(across)
	}
}

// quantile returns the smallest value that more than n of the counted values do
// not exceed.
func quantile(counts *[256]int, n int) uint8 {
	for value, count := range counts {
		if n -= count; n < 0 {
			return uint8(value)
		}
	}
	return 255
}
