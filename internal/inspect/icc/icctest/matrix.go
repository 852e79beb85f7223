package icctest

// Grid is a matrix of three rows.
type Grid [3][3]float64

// ToXYZ returns the matrix from the linear light of a space to XYZ with D50,
// adapted by the Bradford method where its white is another.
func (s Space) ToXYZ() Grid {
	return adapt(s.White, d50).Times(s.Native())
}

// Native returns the matrix to XYZ with the white of the space itself.
func (s Space) Native() Grid {
	var primaries Grid
	for i, p := range [][2]float64{s.Red, s.Green, s.Blue} {
		xyz := lift(p)
		for row := range 3 {
			primaries[row][i] = xyz[row]
		}
	}
	strength := primaries.Inverse().Apply(lift(s.White))
	for row := range 3 {
		for column := range 3 {
			primaries[row][column] *= strength[column]
		}
	}
	return primaries
}

// lift returns XYZ of a chromaticity, with Y = 1.
func lift(p [2]float64) [3]float64 {
	return [3]float64{p[0] / p[1], 1, (1 - p[0] - p[1]) / p[1]}
}

func adapt(from, to [2]float64) Grid {
	cones := Grid{{0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}}
	a, b := cones.Apply(lift(from)), cones.Apply(lift(to))
	scale := Grid{{b[0] / a[0]}, {0, b[1] / a[1]}, {0, 0, b[2] / a[2]}}
	return cones.Inverse().Times(scale).Times(cones)
}

// Apply multiplies the matrix by a column.
func (g Grid) Apply(v [3]float64) (out [3]float64) {
	for row := range 3 {
		out[row] = g[row][0]*v[0] + g[row][1]*v[1] + g[row][2]*v[2]
	}
	return out
}

// Times multiplies by a matrix.
func (g Grid) Times(other Grid) (out Grid) {
	for row := range 3 {
		for column := range 3 {
			for i := range 3 {
				out[row][column] += g[row][i] * other[i][column]
			}
		}
	}
	return out
}

// Inverse returns the inverse of an invertible matrix.
func (g Grid) Inverse() (out Grid) {
	det := 0.0
	for i := range 3 {
		det += g[0][i] * g.minor(0, i)
	}
	for row := range 3 {
		for column := range 3 {
			out[column][row] = g.minor(row, column) / det
		}
	}
	return out
}

// minor returns the signed determinant without a row and a column.
func (g Grid) minor(row, column int) float64 {
	a, b := (row+1)%3, (row+2)%3
	c, d := (column+1)%3, (column+2)%3
	return g[a][c]*g[b][d] - g[a][d]*g[b][c]
}
