package signature

import "image"

// tileSide is the side of a tile of paper in pixels of a picture 1200 wide:
// wider than a stroke, narrower than a shadow.
const tileSide = 40

// raster is a picture of a signature being measured. Its unit of length is its
// own pixel; dark holds one byte for each pixel, from 0 (paper) to 255.
type raster struct {
	img           *image.RGBA
	width, height int
	unit          float64 // pixels of this picture for each pixel of a picture 1200 wide
	dark          []uint8
	paper         tiles
}

// tiles is the brightness of the paper, 0–255, on a grid.
type tiles struct {
	across, down int
	light        []uint8
}

// newRaster reads the brightness of every pixel and estimates the paper under
// it.
func newRaster(img *image.RGBA) *raster {
	s := &raster{img: img, width: img.Rect.Dx(), height: img.Rect.Dy()}
	s.unit = float64(max(s.width, s.height)) / 1200
	s.dark = make([]uint8, s.width*s.height)
	for y := range s.height {
		row, into := s.row(y), s.dark[y*s.width:][:s.width]
		for x := range into {
			into[x] = luma(row[4*x:])
		}
	}
	s.paper = s.findPaper()
	s.darken()
	return s
}

// row returns the pixels of row y, four bytes each.
func (s *raster) row(y int) []uint8 { return s.img.Pix[y*s.img.Stride:][:4*s.width] }

// luma returns the brightness of a pixel, 0–255 (ITU-R BT.601).
func luma(pix []uint8) uint8 {
	return uint8((19595*uint32(pix[0]) + 38470*uint32(pix[1]) + 7471*uint32(pix[2]) + 1<<15) >> 16)
}

// scaled converts a length of a picture 1200 wide to pixels of this one, at
// least 1.
func (s *raster) scaled(length float64) int { return max(1, int(float64(length*s.unit)+0.5)) }

func (s *raster) findPaper() tiles {
	side := s.scaled(tileSide)
	t := tiles{across: max(1, (s.width+side/2)/side), down: max(1, (s.height+side/2)/side)}
	t.light = make([]uint8, t.across*t.down)
	for j := range t.down {
		for i := range t.across {
			area := image.Rect(i*s.width/t.across, j*s.height/t.down, (i+1)*s.width/t.across, (j+1)*s.height/t.down)
			t.light[j*t.across+i] = s.upperQuartile(area)
		}
	}
	return t.close()
}

// upperQuartile returns the brightness that a quarter of an area exceeds, while
// dark still holds brightness.
func (s *raster) upperQuartile(area image.Rectangle) uint8 {
	var counts [256]int
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for _, l := range s.dark[y*s.width+area.Min.X : y*s.width+area.Max.X] {
			counts[l]++
		}
	}
	quarter := area.Dx() * area.Dy() / 4
	for l := 255; l > 0; l-- {
		if quarter -= counts[l]; quarter < 0 {
			return uint8(l)
		}
	}
	return 0
}

// close is the morphological closing of the tiles: every tile becomes the
// darkest among the lightest tiles around it. Strokes are filled with the paper
// beside them, the slope of a shadow stays. The frame of tiles beyond the edge
// has no paper of its own, only the neighbours'; without it the corners of a
// shadow would be brightened.
func (t tiles) close() tiles {
	framed := tiles{across: t.across + 2, down: t.down + 2}
	framed.light = make([]uint8, framed.across*framed.down)
	for j := range t.down {
		for i := range t.across {
			for k := range 9 {
				around := &framed.light[(j+k/3)*framed.across+i+k%3]
				*around = max(*around, t.light[j*t.across+i])
			}
		}
	}
	for j := range t.down {
		for i := range t.across {
			darkest := uint8(255)
			for k := range 9 {
				darkest = min(darkest, framed.light[(j+k/3)*framed.across+i+k%3])
			}
			t.light[j*t.across+i] = darkest
		}
	}
	return t
}

// lerp places a pixel between the centres of two tiles: the index of the first,
// and the weight of the second, 0–256.
type lerp struct{ tile, weight int }

func lerps(pixels, count int) []lerp {
	between := make([]lerp, pixels)
	for i := range between {
		// In 512ths of a tile from the centre of the first.
		at := (2*i+1)*256*count/pixels - 256
		at = max(0, min(at, 512*(count-1)))
		between[i] = lerp{tile: at / 512, weight: at % 512 / 2}
	}
	return between
}

// darken replaces brightness by darkness: how far a pixel is below its paper.
func (s *raster) darken() {
	columns, rows := lerps(s.width, s.paper.across), lerps(s.height, s.paper.down)
	blended := make([]int, s.paper.across+1) // of the row, times 256
	for y, at := range rows {
		upper := s.paper.light[at.tile*s.paper.across:]
		lower := s.paper.light[min(at.tile+1, s.paper.down-1)*s.paper.across:]
		for i := range s.paper.across {
			blended[i] = int(upper[i])*(256-at.weight) + int(lower[i])*at.weight
		}
		blended[s.paper.across] = blended[s.paper.across-1]
		pixels := s.dark[y*s.width:][:s.width]
		for x, c := range columns {
			paper := max(256, (blended[c.tile]*(256-c.weight)+blended[c.tile+1]*c.weight)>>8)
			pixels[x] = uint8(max(0, 255-255*256*int(pixels[x])/paper))
		}
	}
}
