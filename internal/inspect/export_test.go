package inspect

import (
	"context"
	"image"
)

// Gate is what stands between a file and its decoder: the picture as the
// decoder gets it, and the bytes that are set aside for decoding it.
type Gate struct {
	qrImage
	Cost int64
}

// Walk inspects a file as the reading of QR codes does, which lets more kinds
// through than uploads; false when it is turned away.
func Walk(data []byte, limits Limits) (Gate, bool) {
	r := Reader{limits: limits.orDefaults()}
	found, refused := r.openQRImage(data)
	return Gate{found, found.cost - baseCost}, refused == nil
}

// Inspect is the same for uploads, without putting the picture together again.
func Inspect(data []byte) bool {
	_, refused := openJPEG(data, Limits{}.orDefaults())
	return refused == nil
}

// Decode decodes what was let through.
func (g Gate) Decode() (image.Image, error) {
	return decode(context.Background(), g.data, g.size)
}

// ScanLength measures entropy-coded data.
func ScanLength(data []byte) int { return scanLength(data) }

// FirstStrategy reads a QR code in the first of the ways there are.
func FirstStrategy(grey *image.Gray) (text string, err error) {
	way := strategies()[0]
	view, err := way.binarize(grey)
	if err != nil {
		return "", err
	}
	text, found := decodeQR(context.Background(), view, way.pure)
	if !found {
		return "", ErrNoQR
	}
	return text, nil
}
