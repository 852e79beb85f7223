package face

import (
	"cmp"
	"image"
	"slices"

	"myphoto/internal/nn"
)

// Point is a landmark in pixels of the picture given to Find; Z in the same
// unit, smaller is nearer to the camera.
type Point struct{ X, Y, Z float64 }

// Face is one face of a picture.
type Face struct {
	Left, Top, Width, Height float64 // of the detector, in pixels
	Score                    float64 // 0–1, of the detector
	Distant                  bool    // found by the full-range network only
	Presence                 float64 // 0–1, the mesh's own opinion that this is a face; 0 when the mesh was not run
	Points                   []Point // 478: 468 of the mesh then 10 of the irises; nil when the mesh was not run
}

// Finder holds the three networks. It is safe for concurrent use; each Find
// running at a time takes about 7 MB.
type Finder struct {
	short, full detector
	mesh        *nn.Network
}

// Least scores of a face, and how much of two boxes may overlap (intersection
// over union) before they are taken for one face.
const (
	minShortScore = 0.65
	minFullScore  = 0.5
	sameOverlap   = 0.3
)

// maxSide bounds the pictures that are looked at, in pixels.
const maxSide = 1 << 15

// New loads the three networks. It fails only when the program was built with
// other files than those pinned in models.go.
func New() (*Finder, error) {
	var f Finder
	for _, m := range []struct {
		into **nn.Network
		of   model
	}{{&f.short.network, shortRange}, {&f.full.network, fullRange}, {&f.mesh, attentionMesh}} {
		network, err := m.of.load()
		if err != nil {
			return nil, err
		}
		*m.into = network
	}
	f.short.layout, f.full.layout = shortLayout(), fullLayout()
	return &f, nil
}

// Find lists the faces of an upright sRGB picture, largest first: those the
// short-range network is at least 0.65 sure of, then those that only the
// full-range network sees, at least 0.5 sure, marked Distant. The mesh is run
// on the largest. A picture without pixels or longer than 32,768 pixels has
// none.
func (f *Finder) Find(img *image.RGBA) []Face {
	size := img.Bounds().Size()
	if size.X < 1 || size.Y < 1 || size.X > maxSide || size.Y > maxSide {
		return nil
	}
	found := f.short.detect(img, minShortScore)
	near := len(found)
	for _, d := range f.full.detect(img, minFullScore) {
		if !slices.ContainsFunc(found[:near], d.same) {
			d.distant = true
			found = append(found, d)
		}
	}
	slices.SortStableFunc(found, func(a, b detection) int { return cmp.Compare(b.area(), a.area()) })
	faces := make([]Face, len(found))
	for i, d := range found {
		faces[i] = Face{
			Left: d.left, Top: d.top, Width: d.right - d.left, Height: d.bottom - d.top,
			Score: d.score, Distant: d.distant,
		}
	}
	if len(found) > 0 {
		faces[0].Points, faces[0].Presence = f.runMesh(img, found[0])
	}
	return faces
}
