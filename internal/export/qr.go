package export

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// maxQRText bounds the text of a QR code, in bytes: well above any link of the
// service, and still easy for an old phone to read.
const maxQRText = 512

// maxQRScale bounds the side of a module of a PNG, in pixels.
const maxQRScale = 32

// quietZone is the white margin that a reader needs around a QR code, in
// modules (ISO/IEC 18004 §5.3.8).
const quietZone = 4

// QRPNG returns a PNG of text (1 to 512 bytes) as a QR code with error
// correction level M, black on white, each module scale × scale pixels (1 to
// 32), with its quiet zone.
func QRPNG(text string, scale int) ([]byte, error) {
	if scale < 1 || scale > maxQRScale {
		return nil, fmt.Errorf("draw QR code: scale %d is not within 1 to %d", scale, maxQRScale)
	}
	code, err := qrCode(text)
	if err != nil {
		return nil, err
	}
	code.Scale = scale
	return code.PNG(), nil // the library draws the quiet zone
}

func qrCode(text string) (*qr.Code, error) {
	if len(text) == 0 || len(text) > maxQRText {
		return nil, fmt.Errorf("draw QR code: text of %d bytes, want 1 to %d", len(text), maxQRText)
	}
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, fmt.Errorf("draw QR code: %w", err)
	}
	return code, nil
}

// QRPath returns text (1 to 512 bytes) as a QR code with error correction level M for
// an SVG: the path of its dark modules, one unit each, and the side of the square with
// its quiet zone, in units. The ground is white.
func QRPath(text string) (path string, side int, err error) {
	code, err := qrCode(text)
	if err != nil {
		return "", 0, err
	}
	var d strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for code.Black(x, y) { // outside the code nothing is
				x++
			}
			if x > from {
				fmt.Fprintf(&d, "M%d %dh%dv1h-%dz", from+quietZone, y+quietZone, x-from, x-from)
			}
		}
	}
	return d.String(), code.Size + 2*quietZone, nil
}
