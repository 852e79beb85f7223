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

// qrTimeout bounds the search of one picture.
const qrTimeout = 2 * time.Second

// maxQRCorners is how many finder patterns a picture may seem to have. The
// search tries every three of them, so without a limit a picture full of
// squares would keep it busy for hours.
const maxQRCorners = 300

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
	return search(ctx, img)
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

// maxQRSide is the longer side at which a picture is searched, in pixels.
const maxQRSide = 1600

// search tries every view and strategy until a QR code is found or the time is
// over: first what reads clean pictures, then a code without a margin, then a
// small one in a large picture, then what undoes the flaws of photographs.
func search(ctx context.Context, img image.Image) (string, error) {
	limited, stop := context.WithTimeout(ctx, qrTimeout)
	defer stop()
	fitted := func(side int) *image.Gray {
		return toGrey(img, raster.Fitted(img.Bounds().Size(), image.Pt(side, side)))
	}
	grey, all := fitted(maxQRSide), strategies()
	clean, flawed := all[:cleanStrategies], all[cleanStrategies:]
	text, err := tryEach(limited, grey, clean)
	if bordered := withMargin(grey); bordered != nil && text == "" && err == nil {
		text, err = tryEach(limited, bordered, clean)
	}
	if max(img.Bounds().Dx(), img.Bounds().Dy()) > maxQRSide && text == "" && err == nil {
		text, err = tryTiles(limited, fitted(maxTiledSide))
	}
	if text == "" && err == nil {
		text, err = tryEach(limited, grey, flawed)
	}
	switch {
	case text != "" || err != nil:
		return text, err
	case ctx.Err() != nil:
		return "", fmt.Errorf("search for QR code: %w", ctx.Err())
	default:
		return "", ErrNoQR
	}
}

// tryEach returns the text that the first successful strategy reads; empty when
// none does before the end of ctx.
func tryEach(ctx context.Context, grey *image.Gray, list []strategy) (string, error) {
	for _, st := range list {
		if ctx.Err() != nil {
			break
		}
		view, err := st.binarize(grey)
		if err != nil {
			return "", err
		}
		if text, ok := decodeQR(ctx, view, st.pure); ok {
			return text, nil
		}
	}
	return "", nil
}

// decodeQR tries once. A panic is the only way out of the library, so the limit
// on corners and the end of ctx use one; the library's own panics on strange
// pictures end here as well.
func decodeQR(ctx context.Context, view gozxing.Binarizer, pure bool) (text string, found bool) { //nolint:revive // flag-parameter: a hint of the library
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
		if corners++; corners > maxQRCorners || ctx.Err() != nil {
			panic(errUndecodable)
		}
	})
	hints := map[gozxing.DecodeHintType]any{
		gozxing.DecodeHintType_TRY_HARDER:                 true,
		gozxing.DecodeHintType_NEED_RESULT_POINT_CALLBACK: leave,
	}
	if pure { // the key alone sets the hint; its value is ignored
		hints[gozxing.DecodeHintType_PURE_BARCODE] = true
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, hints)
	if err != nil {
		return "", false
	}
	return strings.ToValidUTF8(result.GetText(), "\uFFFD"), true
}
