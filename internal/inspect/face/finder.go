package face

import (
	"cmp"
	"image"
	"slices"

	"myphoto/internal/nn"
)

// Point is a landmark in pixels of the picture given to Find. Z has the same
// unit; smaller is nearer to the camera.
type Point struct{ X, Y, Z float64 }

// Face is one face of a picture.
type Face struct {
	Left, Top, Width, Height float64 // of the detector, in pixels
	Score                    float64 // 0–1, of the detector
	Distant                  bool    // found by the full-range network only
	Presence                 float64 // 0–1, the mesh's confidence that this is a face; 0 when the mesh was not run
	Points                   []Point // 478: 468 of the mesh then 10 of the irises; nil when the mesh was not run
}

// Finder holds the three networks. It is safe for concurrent use; each running
// Find takes about 7 MB.
type Finder struct {
	short, full detector
	mesh        *nn.Network
}

// Minimum scores of a face, and the overlap of two boxes (intersection over
// union) from which they are one face.
const (
	minShortScore = 0.65
	minFullScore  = 0.5
	sameOverlap   = 0.3
)

// maxSide is the longest side of a picture, in pixels.
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

// Find returns the faces of an upright sRGB picture, largest first: those with
// a short-range score of at least 0.65, then those that only the full-range
// network finds, with a score of at least 0.5, marked Distant. The mesh is run
// on the largest. It returns none for a picture without pixels or with a side
// above 32,768 pixels.
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
