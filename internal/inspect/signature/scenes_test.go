package signature_test

import (
	"bytes"
	"image"
	"image/draw"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"os"
	"testing"
)

// scene describes a photograph of a signature.
type scene struct {
	r       *rand.Rand
	ink     cover
	paper   [3]float64 // colour, 0–255
	colour  [3]float64 // of the ink
	light   func(x, y float64) float64
	lens    float64 // blur, sigma in pixels
	noise   float64 // standard deviation in levels
	quality int     // of the JPEG
}

// ordinary returns the most common scene: nearly white paper, even light, a
// good but imperfect lens and sensor, an empty sheet.
func ordinary(seed uint64) *scene {
	r := rand.New(rand.NewPCG(seed, 2026))
	white := 225 + 25*r.Float64()
	warm := 8 * r.Float64()
	return &scene{
		r: r, ink: newCover(), paper: [3]float64{white, white - warm*0.3, white - warm},
		colour: blue(r), light: func(float64, float64) float64 { return 1 },
		lens: 0.5 + 0.4*r.Float64(), noise: 1 + 3*r.Float64(), quality: 75 + r.IntN(20),
	}
}

func blue(r *rand.Rand) [3]float64 {
	return [3]float64{20 + 30*r.Float64(), 30 + 40*r.Float64(), 110 + 60*r.Float64()}
}

func black(r *rand.Rand) [3]float64 {
	grey := 20 + 30*r.Float64()
	return [3]float64{grey, grey, grey + 5*r.Float64()}
}

func (s *scene) signed() *scene {
	someHand(s.r).sign(s.r, s.ink, 1)
	return s
}

// taken renders the scene and returns what comes out of a JPEG.
func (s *scene) taken(t testing.TB) *image.RGBA {
	t.Helper()
	ink := s.ink.blurred(s.lens)
	img := image.NewRGBA(image.Rect(0, 0, ink.width, ink.height))
	for i, share := range ink.share {
		light := s.light(float64(i%ink.width), float64(i/ink.width))
		grain := s.noise * s.r.NormFloat64()
		for c := range 3 {
			paper := s.paper[c] + (s.colour[c]-s.paper[c])*float64(share)
			img.Pix[4*i+c] = uint8(min(255, max(0, paper*light+grain+0.5)))
		}
		img.Pix[4*i+3] = 255
	}
	return throughJPEG(t, img, s.quality)
}

func throughJPEG(t testing.TB, img image.Image, quality int) *image.RGBA {
	t.Helper()
	var file bytes.Buffer
	if err := jpeg.Encode(&file, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return opened(t, file.Bytes())
}

func opened(t testing.TB, file []byte) *image.RGBA {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	out := image.NewRGBA(image.Rectangle{Max: img.Bounds().Size()})
	draw.Draw(out, out.Rect, img, img.Bounds().Min, draw.Src)
	return out
}

func stored(t testing.TB, path string) []byte {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// shadow darkens one side of a soft edge that crosses the paper.
func shadow(r *rand.Rand) func(x, y float64) float64 {
	angle, middle := math.Pi*r.Float64(), point{300 + 600*r.Float64(), 100 + 200*r.Float64()}
	depth, soft := 0.3+0.25*r.Float64(), 40+60*r.Float64()
	return func(x, y float64) float64 {
		side := (x-middle.x)*math.Cos(angle) + (y-middle.y)*math.Sin(angle)
		return 1 - depth/(1+math.Exp(-side/soft*2))
	}
}

// tilt is a lamp at one side.
func tilt(r *rand.Rand) func(x, y float64) float64 {
	from, to := 1.0, 0.5+0.2*r.Float64()
	if r.IntN(2) == 0 {
		from, to = to, from
	}
	lean := 0.3 * r.Float64()
	return func(x, y float64) float64 { return from + (to-from)*x/1200 - lean*y/400*0.3 }
}

// kind makes the pictures of one kind, one for each seed.
type kind struct {
	name string
	make func(t testing.TB, seed uint64) *image.RGBA
}

func of(change func(s *scene)) func(testing.TB, uint64) *image.RGBA {
	return func(t testing.TB, seed uint64) *image.RGBA {
		t.Helper()
		s := ordinary(seed)
		change(s)
		return s.taken(t)
	}
}

func good() []kind {
	return []kind{
		{"blue ink", of(func(s *scene) { s.signed() })},
		{"black ink", of(func(s *scene) { s.signed().colour = black(s.r) })},
		{"grey paper", of(func(s *scene) {
			grey := 165 + 40*s.r.Float64()
			s.signed().paper = [3]float64{grey, grey, grey - 4*s.r.Float64()}
		})},
		{"strong shadow", of(func(s *scene) { s.signed().light = shadow(s.r) })},
		{"tilted light", of(func(s *scene) { s.signed().light = tilt(s.r) })},
	}
}

func bad() []kind {
	return []kind{
		{"blank", of(func(s *scene) { s.noise *= 1.5 })},
		{"shadowed blank", of(func(s *scene) { s.light = shadow(s.r) })},
		{"faint", of(func(s *scene) { someHand(s.r).sign(s.r, s.ink, 0.12+0.22*s.r.Float32()) })},
		{"tiny", of(func(s *scene) { someHand(s.r).scaled(0.12+0.12*s.r.Float64()).sign(s.r, s.ink, 1) })},
		{"cut", of(cut)},
		{"blot", of(blotted)},
		{"coloured paper", of(func(s *scene) { s.signed().paper = gaudy()[s.r.IntN(len(gaudy()))] })},
		{"inverted", of(func(s *scene) { s.signed().paper, s.colour = black(s.r), s.paper })},
		{"photograph", photograph},
		{"blurred", of(func(s *scene) { s.signed().lens = 3 + 3*s.r.Float64() })},
		{"dusty", of(dusty)},
	}
}

// cut lets the signature leave the paper on one side.
func cut(s *scene) {
	for outside := 0; outside < 20; outside = s.ink.onEdge() {
		clear(s.ink.share)
		h := someHand(s.r)
		switch s.r.IntN(4) {
		case 0:
			h.left = -h.width * (0.1 + 0.2*s.r.Float64())
		case 1:
			h.left = 1200 - h.width*(0.7+0.2*s.r.Float64())
		case 2:
			h.base = h.height * (0.3 + 0.3*s.r.Float64())
		default:
			h.base = 400 + h.height*0.2*s.r.Float64()
		}
		h.sign(s.r, s.ink, 1)
	}
}

// blotted spills ink or coffee over the signature.
func blotted(s *scene) {
	s.signed()
	p := pen{on: s.ink, strength: 0.5 + 0.5*s.r.Float32()}
	middle, radius := point{200 + 800*s.r.Float64(), 100 + 200*s.r.Float64()}, 30+40*s.r.Float64()
	for range 12 {
		at := point{middle.x + radius*s.r.NormFloat64()*0.5, middle.y + radius*s.r.NormFloat64()*0.4}
		p.dab(at, radius*(0.4+0.6*s.r.Float64()), p.strength)
	}
}

func gaudy() [][3]float64 {
	return [][3]float64{
		{250, 235, 110}, {245, 150, 180}, {120, 220, 140}, {110, 170, 245}, {250, 170, 80}, {150, 30, 30}, {30, 60, 120},
	}
}

// dusty is a sheet without a signature, full of crumbs and fibres.
func dusty(s *scene) {
	sprinkle(s, 60+s.r.IntN(500))
	p := pen{on: s.ink, width: 2, strength: 0.9}
	for range s.r.IntN(12) {
		x, y := 1200*s.r.Float64(), 400*s.r.Float64()
		p.curve([]point{{x, y}, {x + 20*s.r.NormFloat64(), y + 20*s.r.NormFloat64()}, {x + 30*s.r.NormFloat64(), y + 30*s.r.NormFloat64()}})
	}
}

func sprinkle(s *scene, crumbs int) {
	for range crumbs {
		pen{on: s.ink}.dab(point{1200 * s.r.Float64(), 400 * s.r.Float64()}, 0.5+1.8*s.r.Float64(), 0.5+0.5*s.r.Float32())
	}
}

// photograph returns a part of a portrait in place of the signature.
func photograph(t testing.TB, seed uint64) *image.RGBA {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 7))
	portrait := opened(t, stored(t, "../../../testdata/faces/hopper.jpg"))
	width := 360 + r.IntN(440)
	corner := image.Pt(r.IntN(801-width), 150+r.IntN(1050-width/3))
	out := image.NewRGBA(image.Rect(0, 0, paperWidth, paperHeight))
	scale := float64(width) / paperWidth
	for i := range paperWidth * paperHeight {
		x, y := scale*float64(i%paperWidth), scale*float64(i/paperWidth)
		from := portrait.PixOffset(corner.X+int(x), corner.Y+int(y))
		right, down := x-math.Floor(x), y-math.Floor(y)
		for c := range 4 {
			upper := float64(portrait.Pix[from+c])*(1-right) + float64(portrait.Pix[min(from+4, len(portrait.Pix)-4)+c])*right
			from := min(from+portrait.Stride, len(portrait.Pix)-8)
			lower := float64(portrait.Pix[from+c])*(1-right) + float64(portrait.Pix[from+4+c])*right
			out.Pix[4*i+c] = uint8(upper*(1-down) + lower*down)
		}
	}
	return throughJPEG(t, out, 90)
}

// printed is a line of type: letters of bars and bows, all of one size.
func printed(s *scene) {
	p := pen{on: s.ink, width: 3, strength: 1}
	for line := range 5 {
		for x := 120.0; x < 1080; x += 16 {
			y := 90 + 50*float64(line)
			if s.r.IntN(6) == 0 {
				continue
			}
			p.curve([]point{{x, y}, {x, y + 18}})
			p.curve([]point{{x, y + 9*float64(s.r.IntN(3))}, {x + 9, y + 9*float64(s.r.IntN(3))}})
		}
	}
}

// ruled draws the pale lines of a copybook: distance apart, darkness, slope.
func ruled(s *scene, squares bool) {
	s.signed()
	apart, dark := 45+50*s.r.Float64(), 0.06+0.12*s.r.Float64()
	slope := 0.03 * (s.r.Float64() - 0.5) * 2
	thick := 1 + 1.2*s.r.Float64()
	first := apart * s.r.Float64()
	paper := s.light
	near := func(v float64) float64 {
		off := math.Abs(math.Mod(v-first+100*apart, apart) - apart/2)
		return max(0, min(1, thick/2+0.5-math.Abs(apart/2-off)))
	}
	s.light = func(x, y float64) float64 {
		line := near(y + slope*x)
		if squares {
			line = max(line, near(x-slope*y))
		}
		return paper(x, y) * (1 - dark*line)
	}
}
