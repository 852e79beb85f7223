package qr

import (
	"context"
	"fmt"
	"image"
	"strings"
	"sync"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"myphoto/internal/inspect/raster"
)

// timeout bounds the search of one picture.
const timeout = 2 * time.Second

// maxCorners is how many finder patterns a picture may seem to have. The
// search tries every three of them, so without a limit a picture full of
// squares would keep it busy for hours.
const maxCorners = 300

// maxSide is the longer side at which a picture is searched, in pixels.
const maxSide = 1600

// Search returns the text of the QR code in a picture; empty when none is found
// within two seconds. It tries every view and strategy: first what reads clean
// pictures, then a code without a margin, then the negative of both, then a small
// code in a large picture, then what undoes the flaws of photographs.
func Search(ctx context.Context, img image.Image) (string, error) {
	limited, stop := context.WithTimeout(ctx, timeout)
	defer stop()
	text, err := search(limited, img)
	if text == "" && err == nil && ctx.Err() != nil {
		err = fmt.Errorf("search for QR code: %w", ctx.Err())
	}
	return text, err
}

// search takes the ways in turn, until one reads a text or ctx ends.
func search(ctx context.Context, img image.Image) (string, error) {
	fitted := func(side int) *image.Gray {
		return toGrey(img, raster.Fitted(img.Bounds().Size(), image.Pt(side, side)))
	}
	grey, all := fitted(maxSide), strategies()
	clean, flawed := all[:cleanStrategies], all[cleanStrategies:]
	ways := []func() (string, error){
		func() (string, error) { return tryWithMargin(ctx, grey, clean) },
		func() (string, error) { return tryWithMargin(ctx, negative(grey), clean) },
	}
	if max(img.Bounds().Dx(), img.Bounds().Dy()) > maxSide {
		large := sync.OnceValue(func() *image.Gray { return fitted(maxTiledSide) })
		ways = append(ways, func() (string, error) { return tryTiles(ctx, large(), strategy{}) })
		if isDark(grey) {
			ways = append(ways, func() (string, error) { return tryTiles(ctx, large(), strategy{inverse: true}) })
		}
	}
	ways = append(ways, func() (string, error) { return tryEach(ctx, grey, flawed) })
	for _, way := range ways {
		if text, err := way(); text != "" || err != nil || ctx.Err() != nil {
			return text, err
		}
	}
	return "", nil
}

// tryWithMargin tries a picture, and where its code lacks a margin, with one.
func tryWithMargin(ctx context.Context, grey *image.Gray, list []strategy) (string, error) {
	text, err := tryEach(ctx, grey, list)
	if bordered := withMargin(grey); bordered != nil && text == "" && err == nil {
		text, err = tryEach(ctx, bordered, list)
	}
	return text, err
}

// tryEach returns the text that the first successful strategy reads; empty when
// none does before the end of ctx.
func tryEach(ctx context.Context, grey *image.Gray, list []strategy) (string, error) {
	for i := 0; i < len(list) && ctx.Err() == nil; i++ {
		st := list[i]
		view, err := st.binarize(grey)
		if err != nil {
			return "", err
		}
		if text, ok := decode(ctx, view, st.pure); ok {
			return text, nil
		}
	}
	return "", nil
}

// decode tries once. A panic is the only way out of the library, so the limit
// on corners and the end of ctx use one; the library's own panics on strange
// pictures end here as well.
func decode(ctx context.Context, view gozxing.Binarizer, pure bool) (text string, found bool) { //nolint:revive // flag-parameter: a hint of the library
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
		if corners++; corners > maxCorners || ctx.Err() != nil {
			panic("search ends")
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
