package inspect

import (
	"context"
	"image"
)

// Gate is what stands between a file and its decoder: the picture as the
// decoder gets it, and the bytes that are set aside for decoding it.
type Gate struct {
	still
	Cost int64
}

// Walk inspects a file as the reading of QR codes does, which lets more kinds
// through than uploads; false when it is turned away.
func Walk(data []byte, limits Limits) (Gate, bool) {
	r := Reader{limits: limits.orDefaults()}
	found, refused := r.openStill(data)
	return Gate{found, found.cost - footing}, refused == nil
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

// FirstLook reads a QR code in the first of the ways there are.
func FirstLook(grey *image.Gray) (text string, err error) {
	way := looks()[0]
	view, err := way.of(grey)
	if err != nil {
		return "", err
	}
	text, found := attempt(context.Background(), view, way.pure)
	if !found {
		return "", ErrNoQR
	}
	return text, nil
}
