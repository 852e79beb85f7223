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
)

// errUndecodable reports that a decoder gave up on the bytes.
var errUndecodable = errors.New("picture does not decode")

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
