package inspect

import (
	"context"
	"errors"
	"fmt"
	"image"
	"strings"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"myphoto/internal/inspect/raster"
	"myphoto/internal/photo"
)

// qrTime is how long one picture is searched.
const qrTime = 2 * time.Second

// qrCorners is the most finder patterns a picture may seem to have. The search
// tries every three of them, so without a limit a picture full of squares
// would keep it busy for hours.
const qrCorners = 300

// ErrNoQR says that the picture was read and no QR code was found in it.
var ErrNoQR = &photo.Error{Kind: photo.Invalid, Code: "qr.none", Field: "qr"}

// QR reads the text of the QR code in a JPEG or PNG. Refusals are
// [*photo.Error]: [ErrNoQR], or a file that is not read ("qr.type" and the
// codes that begin with "file."). Searching can keep a processor busy for two
// seconds, so few pictures are searched at a time; a few more wait, and the
// next is told [ErrBusy].
func (r *Reader) QR(ctx context.Context, picture []byte) (string, error) {
	found, refused := r.openStill(picture)
	if refused != nil {
		return "", refused.fault()
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
	img, err := decode(ctx, found.data, found.size)
	if errors.Is(err, errBroken) {
		return "", unreadable("does not decode").fault()
	}
	if err != nil {
		return "", err
	}
	return search(ctx, img)
}

// still is a picture of a QR code, walked and ready for its decoder.
type still struct {
	data []byte
	size image.Point
	cost int64
}

func (r *Reader) openStill(picture []byte) (still, *refusal) {
	kind := sniff(picture)
	if kind != kindJPEG && kind != kindPNG {
		return still{}, wrongKind(picture, "qr.type")
	}
	if len(picture) > r.limits.MaxBytes {
		return still{}, tooBig(len(picture), r.limits.MaxBytes)
	}
	if kind == kindPNG {
		header, refused := walkPNG(picture, r.limits)
		return still{data: picture, size: header.size(), cost: header.cost()}, refused
	}
	file, refused := walk(picture, r.limits)
	if refused != nil {
		return still{}, refused
	}
	if file.pixels() > r.limits.MaxQRPixels {
		return still{}, tooManyPixels(file.width, file.height, r.limits.MaxQRPixels)
	}
	size := image.Pt(file.width, file.height)
	return still{data: file.rewrite(), size: size, cost: decodeCost(file)}, nil
}

// qrSide is the longest side, in pixels, at which a picture is searched.
const qrSide = 1600

// search looks for a QR code in every way there is, until the time is over.
func search(ctx context.Context, img image.Image) (string, error) {
	limited, stop := context.WithTimeout(ctx, qrTime)
	defer stop()
	grey := greyOf(img, raster.Fitted(img.Bounds().Size(), image.Pt(qrSide, qrSide)))
	for _, way := range looks() {
		if limited.Err() != nil {
			break
		}
		view, err := way.of(grey)
		if err != nil {
			return "", err
		}
		if text, ok := attempt(limited, view, way.pure); ok {
			return text, nil
		}
	}
	if err := ctx.Err(); err != nil {
		return "", fmt.Errorf("search for QR code: %w", err)
	}
	return "", ErrNoQR
}

// attempt decodes once. The library can only be left by a panic, so that is
// how the limit on corners and the end of ctx leave it; its own panics on
// strange pictures end here as well.
func attempt(ctx context.Context, view gozxing.Binarizer, pure bool) (text string, found bool) { //nolint:revive // flag-parameter: a hint of the library
	defer func() {
		if p := recover(); p != nil {
			text, found = "", false
		}
	}()
	bitmap, err := gozxing.NewBinaryBitmap(view)
	if err != nil {
		return "", false
	}
	corners := 0
	leave := gozxing.ResultPointCallback(func(gozxing.ResultPoint) {
		if corners++; corners > qrCorners || ctx.Err() != nil {
			panic(errBroken)
		}
	})
	hints := map[gozxing.DecodeHintType]any{
		gozxing.DecodeHintType_TRY_HARDER:                 true,
		gozxing.DecodeHintType_NEED_RESULT_POINT_CALLBACK: leave,
	}
	if pure { // that it is there counts, not what it says
		hints[gozxing.DecodeHintType_PURE_BARCODE] = true
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, hints)
	if err != nil {
		return "", false
	}
	return strings.ToValidUTF8(result.GetText(), "\uFFFD"), true
}
