package inspect

import (
	"context"
	"errors"
	"image"

	"myphoto/internal/inspect/qr"
	"myphoto/internal/photo"
)

// ErrNoQR reports that the picture was read and holds no QR code.
var ErrNoQR = &photo.Error{Kind: photo.Invalid, Code: "qr.none", Field: "qr"}

// QR returns the text of the QR code in a JPEG or PNG. Refusals are
// [*photo.Error]: [ErrNoQR], or a file that is not read ("qr.type" and the
// codes that begin with "file."). A search can keep a processor busy for two
// seconds, so few pictures are searched at a time; a few more wait, and the
// next gets [ErrBusy].
func (r *Reader) QR(ctx context.Context, picture []byte) (string, error) {
	found, refused := r.openQRImage(picture)
	if refused != nil {
		return "", refused.asError()
	}
	leave, err := r.search.reserve(ctx, 1)
	if err != nil {
		return "", err
	}
	defer leave()
	release, err := r.memory.reserveDecoding(ctx, found.cost)
	if err != nil {
		return "", err
	}
	defer release()
	img, err := found.decode(ctx)
	if errors.Is(err, errUndecodable) {
		return "", found.broken.asError()
	}
	if err != nil {
		return "", err
	}
	text, err := qr.Search(ctx, img)
	if err == nil && text == "" {
		err = ErrNoQR
	}
	return text, err
}

// qrImage is a picture of a QR code, walked and ready for its decoder.
type qrImage struct {
	decode func(context.Context) (image.Image, error)
	broken *refusal // when it does not decode
	cost   int64
}

func (r *Reader) openQRImage(picture []byte) (qrImage, *refusal) {
	kind := sniff(picture)
	if kind != kindJPEG && kind != kindPNG {
		return qrImage{}, wrongKind(picture, "qr.type")
	}
	if len(picture) > r.limits.MaxBytes {
		return qrImage{}, tooBig(len(picture), r.limits.MaxBytes)
	}
	if kind == kindPNG {
		header, refused := walkPNG(picture, r.limits)
		return qrImage{
			decode: func(ctx context.Context) (image.Image, error) { return decode(ctx, picture, header.size()) },
			broken: unreadable("does not decode"),
			cost:   header.cost(),
		}, refused
	}
	file, refused := walk(picture, r.limits)
	if refused != nil {
		return qrImage{}, refused
	}
	if file.pixels() > r.limits.MaxQRPixels {
		return qrImage{}, tooManyPixels(file.width, file.height, r.limits.MaxQRPixels)
	}
	return qrImage{
		decode: func(ctx context.Context) (image.Image, error) { _, img, err := file.open(ctx); return img, err },
		broken: file.undecodable(),
		cost:   decodeCost(file),
	}, nil
}
