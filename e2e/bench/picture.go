package main

import (
	"bytes"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"os"
)

// portraitBytes is about the size of the portrait.
const portraitBytes = 400_000

// portrait gives the face of testdata, 1000 × 1500, with the grain of a
// camera, compressed to about 400 KB: every check has its real work.
func portrait() ([]byte, error) {
	const width, height, grain = 1000, 1500, 12
	file, err := os.Open("testdata/faces/hopper.jpg")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	face, err := jpeg.Decode(file)
	if err != nil {
		return nil, err
	}
	size := face.Bounds().Size()
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	noise := rand.New(rand.NewPCG(1, 2))
	for y := range height {
		for x := range width {
			r, g, b, _ := face.At(x*size.X/width, y*size.Y/height).RGBA()
			more := noise.IntN(grain) - grain/2
			at := picture.PixOffset(x, y)
			for i, v := range []uint32{r, g, b} {
				picture.Pix[at+i] = uint8(min(max(int(v>>8)+more, 0), 255))
			}
			picture.Pix[at+3] = 255
		}
	}
	var closest []byte
	for quality := 97; quality > 80 && (closest == nil || len(closest) > portraitBytes); quality-- {
		closest = compress(picture, quality)
	}
	return closest, nil
}

// signature gives the signature of testdata, 1200 × 400.
func signature() ([]byte, error) { return os.ReadFile("testdata/signature.jpg") }

func compress(picture image.Image, quality int) []byte {
	var out bytes.Buffer
	// Memory takes everything, so that this cannot fail.
	_ = jpeg.Encode(&out, picture, &jpeg.Options{Quality: quality})
	return out.Bytes()
}
