package inspect_test

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"rsc.io/qr"

	"myphoto/internal/inspect"
)

// snap describes a phone's picture of a card with a QR code. The zero of every
// damage is none.
type snap struct {
	r          *rand.Rand
	size       int // modules of the code
	black      []bool
	module     float64 // pixels of the picture for one module
	turn       float64 // radians
	tilt, way  float64 // radians: the angle of the tilted card, and its direction
	bend       float64 // how far the card is bent, modules
	dark, pale float64 // levels of the modules
	blur       float64 // sigma, pixels
	motion     int     // pixels
	noise      float64 // levels
	light      func(x, y float64) float64
	after      func(x, y int, v float64) float64
	dirt       int // spots on the code
	quality    int
}

func newSnap(t testing.TB, kind, number int) *snap {
	t.Helper()
	code, err := qr.Encode(qrText, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(uint64(kind), uint64(number)))
	black := make([]bool, code.Size*code.Size)
	for i := range black {
		black[i] = code.Black(i%code.Size, i/code.Size)
	}
	return &snap{
		r: r, size: code.Size, black: black, module: 9 + 6*r.Float64(), turn: 0.3 * (r.Float64() - 0.5),
		tilt: 0.2 * r.Float64(), way: 2 * math.Pi * r.Float64(),
		dark: 20 + 30*r.Float64(), pale: 215 + 30*r.Float64(), blur: 0.7, noise: 3, quality: 85,
		light: func(float64, float64) float64 { return 1 },
	}
}

// phoneKind is one way in which phone pictures go wrong, and how many of
// fifteen must be read nevertheless, with a margin for another processor's
// rounding.
type phoneKind struct {
	name  string
	least int
	spoil func(s *snap)
}

func phoneKinds() []phoneKind {
	return []phoneKind{
		{"plain", 15, func(*snap) {}},
		{"small", 10, func(s *snap) { s.module = 3 + 1.2*s.r.Float64() }},
		{"rotated", 14, func(s *snap) { s.turn = 2 * math.Pi * s.r.Float64() }},
		{"perspective", 14, func(s *snap) { s.tilt = degrees(25 + 15*s.r.Float64()) }},
		{"hard perspective", 9, func(s *snap) { s.tilt = degrees(48 + 14*s.r.Float64()) }},
		{"blur", 9, func(s *snap) { s.blur = s.module * (0.3 + 0.25*s.r.Float64()) }},
		{"motion", 14, func(s *snap) { s.motion = int(s.module * (0.7 + 0.7*s.r.Float64())) }},
		{"noise", 14, func(s *snap) { s.noise = 30 + 35*s.r.Float64() }},
		{"low contrast", 14, func(s *snap) { s.dark = 110 + 30*s.r.Float64(); s.pale = s.dark + 16 + 20*s.r.Float64() }},
		{"inverse", 14, func(s *snap) { s.dark, s.pale = s.pale, s.dark }},
		{"shadow", 14, func(s *snap) { s.light = s.shadow() }},
		{"glare", 8, func(s *snap) { s.after = s.glare() }},
		{"JPEG 20", 14, func(s *snap) { s.quality, s.module = 20, 5+3*s.r.Float64() }},
		{"curl", 12, func(s *snap) { s.bend = 1 + 2.5*s.r.Float64() }},
		{"screen", 14, func(s *snap) { s.after = s.moire() }},
		{"dirty", 14, func(s *snap) { s.dirt = 8 + s.r.IntN(12) }},
	}
}

func degrees(d float64) float64 { return d * math.Pi / 180 }

// shadow is a hard light from one side.
func (s *snap) shadow() func(x, y float64) float64 {
	to, soft, depth := 2*math.Pi*s.r.Float64(), 60+200*s.r.Float64(), 0.6+0.25*s.r.Float64()
	return func(x, y float64) float64 {
		side := (x-640)*math.Cos(to) + (y-480)*math.Sin(to)
		return 1 - depth/(1+math.Exp(-side/soft))
	}
}

// glare is a lamp reflected in the plastic over the code.
func (s *snap) glare() func(x, y int, v float64) float64 {
	reach := 60 + 60*s.r.Float64()
	cx, cy := 640+200*(s.r.Float64()-0.5), 480+200*(s.r.Float64()-0.5)
	return func(x, y int, v float64) float64 {
		far := math.Hypot(float64(x)-cx, float64(y)-cy) / reach
		return v + 260*math.Exp(-far*far*far)
	}
}

// moire is the grid of a screen sampled by the grid of a camera.
func (s *snap) moire() func(x, y int, v float64) float64 {
	period, tilt, deep := 2.1+1.5*s.r.Float64(), 0.2*s.r.Float64(), 0.25+0.2*s.r.Float64()
	return func(x, y int, v float64) float64 {
		wave := math.Sin((float64(x)+tilt*float64(y))*2*math.Pi/period) * math.Sin((float64(y)-tilt*float64(x))*2*math.Pi/period)
		band := math.Sin((float64(y) + 3*float64(x)*tilt) / 37)
		return v * (1 + deep*wave + 0.15*band)
	}
}

// at returns the brightness of the card at a point counted in modules from the
// middle of the code; beyond the card is a table.
func (s *snap) at(u, v float64) float64 {
	half := float64(s.size) / 2
	v += s.bend * (1 - u*u/half/half)
	far := max(math.Abs(u), math.Abs(v))
	switch {
	case far > half+4.5:
		return 120 + 4*math.Abs(float64(int(far)&7)-3.5)
	case far >= half:
		return s.pale
	case s.black[int(v+half)*s.size+int(u+half)]:
		return s.dark
	default:
		return s.pale
	}
}

// away is the distance of the phone, in widths of the code.
const away = 3

// aim is the camera's position: sines and cosines of the angles.
type aim struct{ sin, cos, wayX, wayY, turnX, turnY, distance float64 }

func (s *snap) aim() aim {
	var a aim
	a.sin, a.cos = math.Sincos(s.tilt)
	a.wayY, a.wayX = math.Sincos(s.way)
	a.turnY, a.turnX = math.Sincos(s.turn)
	a.distance = away * float64(s.size)
	return a
}

// onCard returns the point of the card, in modules from the middle of the code,
// that is visible at a position of the picture, in modules from its middle:
// where the ray meets the tilted card.
func (a aim) onCard(x, y float64) (u, v float64) {
	along := a.distance * a.cos / (a.sin*(x*a.wayX+y*a.wayY) + a.distance*a.cos)
	if along < 0 || along > 10 {
		return 1e6, 1e6
	}
	x, y = x*along, y*along
	tipped := a.cos*(x*a.wayX+y*a.wayY) - a.sin*a.distance*(along-1)
	straight := y*a.wayX - x*a.wayY
	x, y = tipped*a.wayX-straight*a.wayY, tipped*a.wayY+straight*a.wayX
	return x*a.turnX + y*a.turnY, y*a.turnX - x*a.turnY
}

// between returns the mean of four points of a pixel.
func (s *snap) between(a aim, x, y float64) float64 {
	sum := 0.0
	for k := range 4 {
		sum += s.at(a.onCard(x+(0.5*float64(k%2)-0.25)/s.module, y+(0.5*float64(k/2)-0.25)/s.module))
	}
	return sum / 4
}

// taken returns the picture as a JPEG of 1280 × 960 pixels.
func (s *snap) taken(t testing.TB) []byte {
	t.Helper()
	const width, height = 1280, 960
	values, from := make([]float32, width*height), s.aim()
	for i := range values {
		x, y := (float64(i%width)+0.5-width/2)/s.module, (float64(i/width)+0.5-height/2)/s.module
		u, v := from.onCard(x, y)
		value := s.at(u, v)
		if max(math.Abs(u), math.Abs(v)) < float64(s.size)/2+1 {
			value = s.between(from, x, y)
		}
		values[i] = float32(value * s.light(float64(i%width), float64(i/width)))
	}
	s.stain(values, width)
	values = smear(values, width, s.blur, s.motion)
	img := image.NewGray(image.Rect(0, 0, width, height))
	for i, v := range values {
		value := float64(v) + s.noise*s.r.NormFloat64()
		if s.after != nil {
			value = s.after(i%width, i/width, value)
		}
		img.Pix[i] = uint8(min(255, max(0, value)))
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, img, &jpeg.Options{Quality: s.quality}); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// stain puts spots on the code, at most two modules wide.
func (s *snap) stain(values []float32, width int) {
	reach := float64(s.size) / 2 * s.module
	for range s.dirt {
		cx, cy := 640+reach*(2*s.r.Float64()-1)*0.8, 480+reach*(2*s.r.Float64()-1)*0.8
		radius, grey := s.module*(0.4+0.6*s.r.Float64()), float32(60+130*s.r.Float64())
		for y := int(cy - radius); y <= int(cy+radius); y++ {
			for x := int(cx - radius); x <= int(cx+radius); x++ {
				if math.Hypot(float64(x)-cx, float64(y)-cy) <= radius && y >= 0 && y*width+x < len(values) {
					values[y*width+x] = grey
				}
			}
		}
	}
}

// smear blurs by three boxes in each direction, which together approximate a
// Gaussian, then along the movement of the hand.
func smear(values []float32, width int, sigma float64, motion int) []float32 {
	if side := int(math.Sqrt(4*sigma*sigma+1)+0.5) | 1; side > 1 {
		for range 3 {
			values = box(box(values, side, 1), side, width)
		}
	}
	if motion > 1 {
		values = box(values, motion, 1)
	}
	return values
}

// box replaces each value by the mean of side values along a row, or of a
// column.
func box(values []float32, side, stride int) []float32 {
	out, sums := make([]float32, len(values)), make([]float32, stride)
	for i, v := range values {
		sum := &sums[i%stride]
		*sum += v
		if past := i - side*stride; past >= 0 {
			*sum -= values[past]
		}
		if middle := i - side/2*stride; middle >= 0 {
			out[middle] = *sum / float32(side)
		}
	}
	return out
}

// patientQR reads a picture while the clock stands still, so that a busy
// machine does not end the search; it returns the real time taken.
func patientQR(t *testing.T, picture []byte) (text string, took time.Duration, err error) {
	t.Helper()
	reader := inspect.New(inspect.Limits{})
	began := time.Now()
	synctest.Test(t, func(t *testing.T) { text, err = reader.QR(t.Context(), picture) })
	return text, time.Since(began), err
}

// Phones take pictures in kitchens and cars. Of sixteen kinds of bad picture
// most must still be read, and whatever is read must be right: a wrong text
// would be somebody else's code. The time taken is logged, not judged: it
// depends on the load of the machine.
func TestQRIsReadFromPhonePictures(t *testing.T) {
	t.Parallel()
	const each = 15
	var total, soon atomic.Int32
	t.Run("kinds", func(t *testing.T) {
		for kind, k := range phoneKinds() {
			t.Run(k.name, func(t *testing.T) {
				t.Parallel()
				reads, spent := 0, time.Duration(0)
				for number := range each {
					s := newSnap(t, kind, number)
					k.spoil(s)
					text, took, err := patientQR(t, s.taken(t))
					spent += took
					switch {
					case err == nil && text == qrText:
						reads++
						if took <= 2*time.Second {
							soon.Add(1)
						}
					case !errors.Is(err, inspect.ErrNoQR):
						t.Errorf("%d: %q, error %v", number, text, err)
					}
				}
				t.Logf("%s: %d of %d, mean %v", k.name, reads, each, (spent / each).Round(time.Millisecond))
				if reads < k.least {
					t.Errorf("%d of %d read", reads, each)
				}
				total.Add(int32(reads))
			})
		}
	})
	t.Logf("%d of %d read, %d within two seconds", total.Load(), each*len(phoneKinds()), soon.Load())
	if total.Load() < 200 {
		t.Errorf("%d read", total.Load())
	}
}

// These are found only when the picture is rectified and flattened.
func TestTippedAndBowedCodesAreRead(t *testing.T) {
	t.Parallel()
	kinds := map[string]func(s *snap, number int){
		"tipped": func(s *snap, number int) {
			s.tilt, s.way = degrees(50), degrees(90*float64(number)+20)
		},
		"bowed": func(s *snap, number int) {
			s.bend, s.turn = 1.5+0.3*float64(number), degrees(5)+float64(number)*math.Pi/2
		},
	}
	for name, spoil := range kinds {
		for number := range 4 {
			s := newSnap(t, 100, number)
			spoil(s, number)
			picture := s.taken(t)
			if text, _, err := patientQR(t, picture); text != qrText {
				t.Errorf("%s %d: %q, error %v", name, number, text, err)
			}
		}
	}
}
