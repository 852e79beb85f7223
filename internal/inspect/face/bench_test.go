package face_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"testing"
	"time"

	"myphoto/internal/inspect/face"
)

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := face.New(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFind finds faces in a portrait of 800×1200 pixels.
func BenchmarkFind(b *testing.B) {
	f, img := finder(b), hopper(b)
	b.Run("all", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			f.Find(img)
		}
	})
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			f.First(img)
		}
	})
}

// BenchmarkBesideDecoding alternates with decoding a photograph of 12 million
// pixels, so that the ratios hold on any machine: the first network takes at
// most 0.3 of it, all of Find at most 2.5.
func BenchmarkBesideDecoding(b *testing.B) {
	f, img, photograph := finder(b), hopper(b), large(b)
	var decode, first, all time.Duration
	took := func(what func()) time.Duration {
		start := time.Now()
		what()
		return time.Since(start)
	}
	for b.Loop() {
		decode += took(func() {
			if _, err := jpeg.Decode(bytes.NewReader(photograph)); err != nil {
				b.Fatal(err)
			}
		})
		first += took(func() { f.First(img) })
		all += took(func() { f.Find(img) })
	}
	b.ReportMetric(float64(len(photograph))/1e6, "MB")
	b.ReportMetric(float64(decode.Milliseconds())/float64(b.N), "decode-ms")
	b.ReportMetric(first.Seconds()/decode.Seconds(), "first/decode")
	b.ReportMetric(all.Seconds()/decode.Seconds(), "all/decode")
}

// large returns a JPEG of 3000×4000 pixels with the noise of a camera.
func large(b *testing.B) []byte {
	b.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 3000, 4000))
	random := rand.New(rand.NewPCG(3, 4))
	small := hopper(b)
	for y := range 4000 {
		for x := range 3000 {
			c := small.RGBAAt(x*800/3000, y*1200/4000)
			grain := uint8(random.IntN(8))
			c.R, c.G, c.B = c.R/16*15+grain, c.G/16*15+grain, c.B/16*15+grain
			img.SetRGBA(x, y, c)
		}
	}
	var packed bytes.Buffer
	if err := jpeg.Encode(&packed, img, &jpeg.Options{Quality: 90}); err != nil {
		b.Fatal(err)
	}
	return packed.Bytes()
}
