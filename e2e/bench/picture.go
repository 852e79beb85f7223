package main

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
)

// portraitBytes is about the size of the portrait.
const portraitBytes = 400_000

// portrait draws something like a face before a light wall, 1000 × 1500, with
// the noise of a camera, and compresses it to about 400 KB.
func portrait() []byte {
	const width, height = 1000, 1500
	paper := image.NewRGBA(image.Rect(0, 0, width, height))
	noise := rand.New(rand.NewPCG(1, 2))
	for y := range height {
		for x := range width {
			dx, dy := float64(x-width/2)/300, float64(y-650)/420
			shade := color.RGBA{215, 218, 222, 255}
			if dx*dx+dy*dy < 1 {
				shade = color.RGBA{190, 150, 128, 255}
			}
			grain := uint8(noise.IntN(24))
			paper.SetRGBA(x, y, color.RGBA{shade.R + grain, shade.G + grain, shade.B + grain, 255})
		}
	}
	var closest []byte
	for quality := 95; quality > 40 && (closest == nil || len(closest) > portraitBytes); quality-- {
		closest = compress(paper, quality)
	}
	return closest
}

// signature draws a line of ink, 1200 × 400.
func signature() []byte {
	const width, height = 1200, 400
	paper := image.NewRGBA(image.Rect(0, 0, width, height))
	for i := range paper.Pix {
		paper.Pix[i] = 255
	}
	for x := 150; x < width-150; x++ {
		middle := height/2 + (x*x/97)%120 - 60
		for y := middle - 4; y <= middle+4; y++ {
			paper.SetRGBA(x, y, color.RGBA{20, 30, 110, 255})
		}
	}
	return compress(paper, 92)
}

func compress(picture image.Image, quality int) []byte {
	var out bytes.Buffer
	// Memory takes everything, so that this cannot fail.
	_ = jpeg.Encode(&out, picture, &jpeg.Options{Quality: quality})
	return out.Bytes()
}
