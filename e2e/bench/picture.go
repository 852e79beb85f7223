package main

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// pictures are the pictures to upload.
type pictures struct {
	portrait  []byte // as a studio's program writes it: 1000 × 1500, about 400 KB
	phone     []byte // the same as a phone writes it: 1344 × 2016, rotated, with noise
	signature []byte
}

// openPictures reads the pictures from testdata; the bench runs in the root folder
// of the repository.
func openPictures() (p pictures, err error) {
	file, err := os.ReadFile(filepath.Join("testdata", "faces", "hopper.jpg"))
	if err != nil {
		return p, fmt.Errorf("open portrait: %w", err)
	}
	if p.signature, err = os.ReadFile(filepath.Join("testdata", "signature.jpg")); err != nil {
		return p, fmt.Errorf("open signature: %w", err)
	}
	small, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil {
		return p, fmt.Errorf("open portrait: %w", err)
	}
	face, ok := small.(*image.YCbCr)
	if !ok {
		return p, errors.New("open portrait: not of the colours of a camera")
	}
	p.portrait = grainy(face)
	p.phone = onItsSide(face)
	return p, nil
}

// portraitBytes is the approximate size of the portrait.
const portraitBytes = 400_000

// grainy enlarges a portrait a little, adds the noise of a camera, and compresses
// it to about 400 KB.
func grainy(face *image.YCbCr) []byte {
	const width, height, grain = 1000, 1500, 12
	size := face.Rect.Size()
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	noise := rand.New(rand.NewPCG(1, 2))
	for y := range height {
		for x := range width {
			r, g, b, _ := face.YCbCrAt(x*size.X/width, y*size.Y/height).RGBA()
			more := noise.IntN(grain) - grain/2
			add := func(v uint32) uint8 { return uint8(min(max(int(v>>8)+more, 0), 255)) }
			picture.SetRGBA(x, y, color.RGBA{add(r), add(g), add(b), 255})
		}
	}
	var out bytes.Buffer
	for quality := 97; quality > 80 && (out.Len() == 0 || out.Len() > portraitBytes); quality-- {
		out.Reset()
		// A write to memory cannot fail.
		_ = jpeg.Encode(&out, picture, &jpeg.Options{Quality: quality})
	}
	return out.Bytes()
}

// onItsSide enlarges a portrait, rotates it by 90° and notes that in its EXIF data
// (orientation 6).
func onItsSide(face *image.YCbCr) []byte {
	const width, height = 1344, 2016
	paper := image.NewRGBA(image.Rect(0, 0, height, width))
	noise := rand.New(rand.NewPCG(1, 2))
	size := face.Rect.Size()
	for y := range height {
		for x := range width {
			r, g, b, _ := face.YCbCrAt(x*size.X/width, y*size.Y/height).RGBA()
			grain := uint8(noise.IntN(6))
			add := func(v uint32) uint8 { return min(uint8(v>>8), 249) + grain }
			paper.SetRGBA(y, width-1-x, color.RGBA{add(r), add(g), add(b), 255})
		}
	}
	var out bytes.Buffer
	// A write to memory cannot fail.
	_ = jpeg.Encode(&out, paper, &jpeg.Options{Quality: 90})
	notes := "\xff\xe1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"
	return append([]byte("\xff\xd8"+notes), out.Bytes()[2:]...)
}
