package qr

import (
	"context"
	"image"
	"image/draw"
)

// A small code in a large picture is searched at full resolution, in tiles that
// overlap by more than such a code: pixels.
const (
	maxTiledSide = 4000
	tileSide     = 1200
	tileStep     = 800
)

// tryTiles searches the tiles of a picture.
func tryTiles(ctx context.Context, grey *image.Gray, way strategy) (string, error) {
	size := grey.Rect.Size()
	for y := 0; y == 0 || y+tileSide-tileStep < size.Y; y += tileStep {
		for x := 0; x == 0 || x+tileSide-tileStep < size.X; x += tileStep {
			area := image.Rect(x, y, x+tileSide, y+tileSide).Intersect(grey.Rect)
			tile := image.NewGray(image.Rectangle{Max: area.Size()})
			draw.Draw(tile, tile.Rect, grey, area.Min, draw.Src)
			if text, err := tryEach(ctx, tile, []strategy{way}); text != "" || err != nil {
				return text, err
			}
		}
	}
	return "", nil
}

// negative returns a picture with light and dark exchanged: codes in a dark theme, and
// in the negative of a picture, are light on dark.
func negative(grey *image.Gray) *image.Gray {
	out := image.NewGray(grey.Rect)
	for i, v := range grey.Pix {
		out.Pix[i] = 255 - v
	}
	return out
}

// isDark reports whether most of a picture is dark.
func isDark(grey *image.Gray) bool {
	dark := 0
	for _, v := range grey.Pix {
		if v < 128 {
			dark++
		}
	}
	return 2*dark > len(grey.Pix)
}

// withMargin returns what is light in a picture with a dark edge, on a white
// ground: a code that was drawn on black without its margin, whose corners
// cannot be told from the ground. It returns nil for a picture with a light
// edge.
func withMargin(grey *image.Gray) *image.Gray {
	const middle = 128
	size := grey.Rect.Size()
	sum := 0
	for x := range size.X {
		sum += int(grey.GrayAt(x, 0).Y) + int(grey.GrayAt(x, size.Y-1).Y)
	}
	for y := range size.Y {
		sum += int(grey.GrayAt(0, y).Y) + int(grey.GrayAt(size.X-1, y).Y)
	}
	if sum >= middle*2*(size.X+size.Y) {
		return nil
	}
	var light image.Rectangle
	for y := range size.Y {
		for x, v := range grey.Pix[y*grey.Stride:][:size.X] {
			if v >= middle {
				light = light.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	if light.Empty() {
		return nil
	}
	margin := max(light.Dx(), light.Dy())/6 + 1 // four modules of 25
	out := image.NewGray(image.Rectangle{Max: light.Size().Add(image.Pt(2*margin, 2*margin))})
	draw.Draw(out, out.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(out, out.Rect.Inset(margin), grey, light.Min, draw.Src)
	return out
}
