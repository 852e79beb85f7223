package inspect

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"runtime"

	"myphoto/internal/inspect/lossless"
	"myphoto/internal/inspect/raster"
)

// errUndecodable reports that a decoder gave up on the bytes.
var errUndecodable = errors.New("picture does not decode")

// maxGatheredPixels is how many pixels of a progressive picture the decoder of
// the standard library may gather, at five bytes a sample. Above it the
// coefficients are written anew first, at two.
const maxGatheredPixels = 12_000_000

// rewritten reports whether the coefficients are written anew before the picture
// is decoded, because the decoder does not read these as libjpeg does, or takes
// more memory.
func (a *jpegInfo) rewritten() bool {
	if a.unevenSampling() {
		return a.unended // its components are decoded one by one
	}
	return a.unended || a.scattered || a.highTables || a.progressive && a.pixels() > maxGatheredPixels
}

// unevenSampling reports whether the decoder does not assemble the components:
// it knows 4:4:4, 4:4:0, 4:2:2, 4:2:0, 4:1:1 and 4:1:0.
func (a *jpegInfo) unevenSampling() bool {
	if len(a.sampling) != 3 {
		return false
	}
	luma, blue, red := a.sampling[0], a.sampling[1], a.sampling[2]
	for _, s := range a.sampling {
		if s.X == 3 || s.Y > 2 {
			return true
		}
	}
	return blue != red || luma.X%blue.X != 0 || luma.Y%blue.Y != 0
}

// open returns the master of the picture and its pixels.
func (a *jpegInfo) open(ctx context.Context) (master []byte, img image.Image, err error) {
	master = a.rewrite()
	size := image.Pt(a.width, a.height)
	if a.rewritten() {
		if master, err = lossless.Rewrite(master); err != nil {
			return nil, nil, fmt.Errorf("%w: %w", errUndecodable, err)
		}
		runtime.GC() // the coefficients and the pixels are not in memory together
	}
	if a.unevenSampling() {
		img, err = decodePlanes(ctx, master, size)
	} else {
		img, err = decode(ctx, master, size)
	}
	return master, img, err
}

// decodePlanes decodes the components of a picture one by one and brings them
// to its size.
func decodePlanes(ctx context.Context, master []byte, size image.Point) (image.Image, error) {
	files, err := lossless.Planes(master)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUndecodable, err)
	}
	runtime.GC() // the coefficients and the pixels are not in memory together
	whole := image.NewYCbCr(image.Rectangle{Max: size}, image.YCbCrSubsampleRatio444)
	planes := [][]byte{whole.Y, whole.Cb, whole.Cr}
	if len(files) != len(planes) {
		return nil, fmt.Errorf("%w: %d components", errUndecodable, len(files))
	}
	for i, file := range files {
		announced, err := jpeg.DecodeConfig(bytes.NewReader(file))
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errUndecodable, err)
		}
		img, err := decode(ctx, file, image.Pt(announced.Width, announced.Height))
		if err != nil {
			return nil, err
		}
		grey, ok := img.(*image.Gray)
		if !ok {
			return nil, fmt.Errorf("%w: component is not grey", errUndecodable)
		}
		raster.Enlarge(planes[i], size, grey)
	}
	return whole, nil
}

// decode reads a JPEG or a PNG whose structure was walked before, and requires
// that the picture has the size announced by its header. A panic of a decoder
// counts as a broken picture. The end of ctx stops the decoder at its next
// read.
func decode(ctx context.Context, data []byte, announced image.Point) (img image.Image, err error) {
	defer func() {
		if p := recover(); p != nil {
			img, err = nil, fmt.Errorf("%w: panic", errUndecodable)
		}
	}()
	read := jpeg.Decode
	if sniff(data) == kindPNG {
		read = png.Decode
	}
	img, err = read(&ctxReader{ctx: ctx, from: bytes.NewReader(data)})
	if ctx.Err() != nil {
		return nil, fmt.Errorf("decode picture: %w", ctx.Err())
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUndecodable, err)
	}
	if img.Bounds().Size() != announced {
		return nil, fmt.Errorf("%w: size not as announced", errUndecodable)
	}
	return img, nil
}

// ctxReader reads until its context ends.
type ctxReader struct {
	ctx  context.Context
	from io.Reader
}

func (p *ctxReader) Read(into []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.from.Read(into)
}
