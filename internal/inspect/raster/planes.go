package raster

import (
	"errors"
	"image"
	"image/color"
)

// ErrColours reports that a picture is neither YCbCr nor grey, the two forms to
// which an accepted JPEG decodes.
var ErrColours = errors.New("raster: colours neither YCbCr nor grey")

// plane is one channel of a picture. Its samples may be coarser than the
// pixels: each covers across × down of them.
type plane struct {
	pix           []byte
	stride        int
	width, height int // samples
	across, down  int // pixels for each sample
}

// planesOf returns the channels of a decoded picture: one when it is grey,
// otherwise Y, Cb and Cr.
func planesOf(img image.Image) ([]plane, error) {
	size := img.Bounds().Size()
	switch source := img.(type) {
	case *image.Gray:
		return []plane{{source.Pix, source.Stride, size.X, size.Y, 1, 1}}, nil
	case *image.YCbCr:
		across, down := subsampling(source.SubsampleRatio)
		width, height := (size.X+across-1)/across, (size.Y+down-1)/down
		return []plane{
			{source.Y, source.YStride, size.X, size.Y, 1, 1},
			{source.Cb, source.CStride, width, height, across, down},
			{source.Cr, source.CStride, width, height, across, down},
		}, nil
	default:
		return nil, ErrColours
	}
}

func subsampling(ratio image.YCbCrSubsampleRatio) (across, down int) {
	switch ratio {
	case image.YCbCrSubsampleRatio422:
		return 2, 1
	case image.YCbCrSubsampleRatio420:
		return 2, 2
	case image.YCbCrSubsampleRatio440:
		return 1, 2
	case image.YCbCrSubsampleRatio411:
		return 4, 1
	case image.YCbCrSubsampleRatio410:
		return 4, 2
	default: // 4:4:4
		return 1, 1
	}
}

// render scales the part of a picture under a box to size pixels.
func render(planes []plane, box box, size image.Point) *image.RGBA {
	channels := make([][]byte, len(planes))
	for i, p := range planes {
		channels[i] = p.scale(box, size)
	}
	img := image.NewRGBA(image.Rectangle{Max: size})
	if len(channels) == 1 {
		fillGrey(img.Pix, channels[0])
	} else {
		fillColour(img.Pix, channels[0], channels[1], channels[2])
	}
	return img
}

func fillGrey(pix, y []byte) {
	for i, v := range y {
		q := pix[4*i : 4*i+4 : 4*i+4]
		q[0], q[1], q[2], q[3] = v, v, v, 255
	}
}

func fillColour(pix, y, cb, cr []byte) {
	cb, cr = cb[:len(y)], cr[:len(y)]
	for i, v := range y {
		q := pix[4*i : 4*i+4 : 4*i+4]
		q[0], q[1], q[2] = color.YCbCrToRGB(v, cb[i], cr[i])
		q[3] = 255
	}
}

// Enlarge fills a plane of size samples from a smaller one whose ratio to it is
// a whole number on each side, by repeating its samples.
func Enlarge(into []byte, size image.Point, from *image.Gray) {
	small := from.Rect.Size()
	across, down := (size.X+small.X-1)/small.X, (size.Y+small.Y-1)/small.Y
	for y := range size.Y {
		row, source := into[y*size.X:][:size.X], from.Pix[y/down*from.Stride:]
		for x := range row {
			row[x] = source[x/across]
		}
	}
}
