package signature

// A square of five cells is moved over the picture cell by cell.
const (
	blotCell = 6 // pixels of a picture 1200 wide
	blotSide = 5 // cells
)

// measureBlots finds squares that are all ink: no pen writes so wide.
func (s *raster) measureBlots(m *Measures, found strokes) {
	side := s.scaled(blotCell)
	across, down := s.width/side, s.height/side
	counts, blot := make([]int32, across*down), make([]bool, across*down)
	pixels := 0
	for _, r := range found.runs {
		pixels += int(r.to - r.from)
		j := int(r.y) / side
		for at := int(r.from); at < int(r.to); {
			end := min((at/side+1)*side, int(r.to))
			if i := at / side; i < across && j < down {
				counts[j*across+i] += int32(end - at)
			}
			at = end
		}
	}
	full := int32(side * side)
	for j := range down - blotSide + 1 {
		for i := range across - blotSide + 1 {
			if solid(counts[j*across+i:], across, full) {
				fill(blot[j*across+i:], across)
			}
		}
	}
	inside := 0
	for i, b := range blot {
		if b {
			inside += int(counts[i])
		}
	}
	if pixels > 0 {
		m.Blot = float64(inside) / float64(pixels)
	}
}

// solid reports whether at least 29/30 of a square of cells, the first at 0, is
// ink.
func solid(counts []int32, across int, full int32) bool {
	sum := int32(0)
	for j := range blotSide {
		for i := range blotSide {
			sum += counts[j*across+i]
		}
	}
	return sum*30 >= full*blotSide*blotSide*29
}

func fill(blot []bool, across int) {
	for j := range blotSide {
		for i := range blotSide {
			blot[j*across+i] = true
		}
	}
}
