package face

import (
	"image"
	"math"
)

// meshMargin is the side of the square around a face relative to that of the
// detector's box.
const meshMargin = 1.5

// meshSquare returns the square around a detection that the mesh examines,
// aligned with the line of the eyes.
func (d detection) meshSquare() square {
	return square{
		x: (d.left + d.right) / 2, y: (d.top + d.bottom) / 2,
		side:  meshMargin * max(d.right-d.left, d.bottom-d.top),
		angle: math.Atan2(d.eyes[1][1]-d.eyes[0][1], d.eyes[1][0]-d.eyes[0][0]),
	}
}

// runMesh runs the mesh on one face.
func (f *Finder) runMesh(img *image.RGBA, d detection) ([]Point, float64) {
	s := f.mesh.Session()
	defer s.Close()
	side, _, _ := f.mesh.Size()
	where := d.meshSquare()
	where.cut(s.Input(), img, side)
	s.Run()
	points := make([]Point, meshPoints+2*irisPoints)
	readPoints(points, s.Output("output_mesh_identity"))
	for _, r := range refinements() {
		r.refine(points, s.Output(r.output))
	}
	for i, p := range points {
		x, y := where.point(p.X/float64(side), p.Y/float64(side))
		points[i] = Point{X: x, Y: y, Z: p.Z / float64(side) * where.side}
	}
	return points, sigmoid(s.Output("conv_faceflag")[0])
}

// readPoints reads points of three numbers.
func readPoints(points []Point, raw []float32) {
	for i := range len(raw) / 3 {
		points[i] = Point{X: float64(raw[3*i]), Y: float64(raw[3*i+1]), Z: float64(raw[3*i+2])}
	}
}

// refine replaces points of the mesh by the finer ones of a part of the face.
// The finer points have no depth: that of the mesh stays, and an iris gets the
// mean depth of the eye around it.
func (r refinement) refine(points []Point, raw []float32) {
	var depth float64
	for _, i := range r.depth {
		depth += points[i].Z
	}
	for i, at := range r.points {
		points[at].X, points[at].Y = float64(raw[2*i]), float64(raw[2*i+1])
		if len(r.depth) > 0 {
			points[at].Z = depth / float64(len(r.depth))
		}
	}
}
