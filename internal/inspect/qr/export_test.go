package qr

import (
	"context"
	"errors"
	"image"
)

var errNone = errors.New("no code")

// FirstStrategy reads a QR code by the first strategy.
func FirstStrategy(grey *image.Gray) (text string, err error) {
	way := strategies()[0]
	view, err := way.binarize(grey)
	if err != nil {
		return "", err
	}
	text, found := decode(context.Background(), view, way.pure)
	if !found {
		return "", errNone
	}
	return text, nil
}

// Unhurried is the search without its limit of time.
func Unhurried(ctx context.Context, img image.Image) (string, error) { return search(ctx, img) }
