package inspect

import (
	"context"
	"image"
)

// Gate is a file that was admitted to its decoder: the picture as the decoder
// gets it, and the bytes reserved for decoding it.
type Gate struct {
	qrImage
	Cost int64
}

// Walk inspects a file as QR does, which admits more kinds of files than
// uploads; false when the file is refused.
func Walk(data []byte, limits Limits) (Gate, bool) {
	r := Reader{limits: limits.orDefaults()}
	found, refused := r.openQRImage(data)
	return Gate{found, found.cost - baseCost}, refused == nil
}

// Inspect inspects a file as an upload, without rewriting it.
func Inspect(data []byte) bool {
	_, refused := openJPEG(data, Limits{}.orDefaults())
	return refused == nil
}

// Decode decodes the admitted file.
func (g Gate) Decode() (image.Image, error) {
	return g.decode(context.Background())
}

// ScanLength returns the length of the entropy-coded data.
func ScanLength(data []byte) int { return scanLength(data) }
