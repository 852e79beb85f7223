package signature

// Ink is at least minInkDark (0.22) darker than its paper, whatever the
// picture. Where Otsu's method finds a higher threshold, that counts, up to
// maxInkDark (0.45), so that thin strokes between heavy ones are not lost.
const (
	minInkDark = 56
	maxInkDark = 115
)

// threshold returns the darkness from which a pixel is ink, 0–255: Otsu's
// method, within its bounds.
func (s *raster) threshold() uint8 {
	var counts [256]int
	for _, d := range s.dark {
		counts[d]++
	}
	return uint8(min(max(otsu(&counts, len(s.dark)), minInkDark), maxInkDark))
}

// otsu returns the value that best divides a histogram in two (N. Otsu, 1979).
func otsu(counts *[256]int, total int) int {
	sum := 0
	for d, n := range counts {
		sum += d * n
	}
	best, bestAt := 0.0, 0
	below, belowSum := 0, 0
	for d, n := range counts {
		below += n
		belowSum += d * n
		above := total - below
		if below == 0 || above == 0 {
			continue
		}
		apart := float64(belowSum)/float64(below) - float64(sum-belowSum)/float64(above)
		if between := float64(below) * float64(above) * apart * apart; between > best {
			best, bestAt = between, d+1
		}
	}
	return bestAt
}
