package signature_test

import (
	"math"
	"math/rand/v2"
)

// paperWidth and paperHeight are the size of a signature picture as the licence
// demands it.
const paperWidth, paperHeight = 1200, 400

// cover is how much of each pixel of a picture is ink, 0–1.
type cover struct {
	width, height int
	share         []float32
}

func newCover() cover {
	return cover{paperWidth, paperHeight, make([]float32, paperWidth*paperHeight)}
}

type point struct{ x, y float64 }

// pen draws lines of varying width and pressure.
type pen struct {
	on       cover
	width    float64 // pixels
	strength float32 // 0–1
	phase    float64
}

// dab colours a disc.
func (p pen) dab(at point, radius float64, strength float32) {
	for y := max(0, int(at.y-radius-1)); y <= min(p.on.height-1, int(at.y+radius+1)); y++ {
		for x := max(0, int(at.x-radius-1)); x <= min(p.on.width-1, int(at.x+radius+1)); x++ {
			distance := math.Hypot(float64(x)-at.x, float64(y)-at.y)
			share := float32(min(1, max(0, radius+0.5-distance))) * strength
			i := y*p.on.width + x
			p.on.share[i] = max(p.on.share[i], share)
		}
	}
}

// curve draws a smooth line through points (Catmull and Rom).
func (p pen) curve(through []point) {
	drawn := 0.0
	for i := range len(through) - 1 {
		a, b, c, d := through[max(i-1, 0)], through[i], through[i+1], through[min(i+2, len(through)-1)]
		length := math.Hypot(c.x-b.x, c.y-b.y)
		steps := max(2, int(length/0.8))
		for k := range steps {
			t := float64(k) / float64(steps)
			at := point{blend(a.x, b.x, c.x, d.x, t), blend(a.y, b.y, c.y, d.y, t)}
			pressure := 0.85 + 0.25*math.Sin(drawn/55+p.phase)
			drawn += length / float64(steps)
			p.dab(at, p.width/2*pressure, p.strength*float32(min(1, 0.75+0.25*pressure)))
		}
	}
}

func blend(a, b, c, d, t float64) float64 {
	return 0.5 * (2*b + (c-a)*t + (2*a-5*b+4*c-d)*t*t + (3*b-a-3*c+d)*t*t*t)
}

// hand is how somebody signs: the box of the signature and its letters.
type hand struct {
	left, base, width, height float64 // pixels
	letters                   int
	underline                 bool
	pen                       float64 // pixels
}

func someHand(r *rand.Rand) hand {
	width := 650 + 300*r.Float64()
	return hand{
		left: 90 + (1020-width)*r.Float64(), base: 205 + 50*r.Float64(), width: width,
		height: 70 + 60*r.Float64(), letters: 5 + r.IntN(7),
		underline: r.IntN(3) == 0, pen: 3 + 2.5*r.Float64(),
	}
}

// scaled returns the same hand, smaller, in the middle of the paper.
func (h hand) scaled(by float64) hand {
	h.left, h.base = 600-h.width*by/2, 200+h.height*by/3
	h.width, h.height, h.pen = h.width*by, h.height*by, max(2, h.pen*by*1.6)
	return h
}

// sign draws letters that rise, loop and fall from left to right, with the pen
// lifted now and then.
func (h hand) sign(r *rand.Rand, on cover, strength float32) {
	p := pen{on: on, width: h.pen, strength: strength, phase: 6 * r.Float64()}
	step := h.width / float64(h.letters)
	slant := -0.1 + 0.4*r.Float64()
	line := []point{}
	for i := range h.letters {
		x, tall := h.left+float64(i)*step, h.height*(0.35+0.4*r.Float64())
		if i == 0 || r.IntN(4) == 0 {
			tall = h.height * (0.9 + 0.4*r.Float64())
		}
		deep := 0.0
		if r.IntN(4) == 0 {
			deep = h.height * 0.6 * r.Float64()
		}
		line = append(line,
			point{x, h.base - 0.1*tall}, point{x + step*(0.3+0.2*r.Float64()) + slant*tall, h.base - tall},
			point{x + step*0.2 + slant*tall*0.5, h.base - tall*0.6*r.Float64()},
			point{x + step*0.5, h.base + deep}, point{x + step*(0.6+0.3*r.Float64()), h.base - 0.2*tall*r.Float64()})
		if r.IntN(4) == 0 {
			p.curve(line)
			line = line[:0]
		}
	}
	p.curve(line)
	if h.underline {
		y := h.base + h.height*(0.5+0.3*r.Float64())
		p.curve([]point{
			{h.left + 0.1*h.width, y},
			{h.left + 0.5*h.width, y - 20*r.Float64()},
			{h.left + 0.9*h.width, y - 10*r.Float64()},
			{h.left + 0.7*h.width, y + 12 + 10*r.Float64()},
		})
	}
	if r.IntN(2) == 0 {
		p.dab(point{h.left + h.width*r.Float64(), h.base - 1.1*h.height}, h.pen*0.7, strength)
	}
}

// blurred returns the cover through a lens out of focus (Gaussian, sigma
// pixels).
func (c cover) blurred(sigma float64) cover {
	reach := int(math.Ceil(2.5 * sigma))
	weights, sum := make([]float32, 2*reach+1), float32(0)
	for i := range weights {
		weights[i] = float32(math.Exp(-float64((i-reach)*(i-reach)) / (2 * sigma * sigma)))
		sum += weights[i]
	}
	for i := range weights {
		weights[i] /= sum
	}
	return c.smeared(weights, 1).smeared(weights, c.width)
}

// smeared spreads every pixel over its neighbours at a stride.
func (c cover) smeared(weights []float32, stride int) cover {
	out := cover{c.width, c.height, make([]float32, len(c.share))}
	reach := len(weights) / 2
	for i, share := range c.share {
		if share == 0 {
			continue
		}
		for k, w := range weights {
			to := i + (k-reach)*stride
			if to >= 0 && to < len(out.share) && (stride != 1 || to/c.width == i/c.width) {
				out.share[to] += share * w
			}
		}
	}
	return out
}

// onEdge counts the ink pixels of the outermost two rows and columns.
func (c cover) onEdge() int {
	n := 0
	for i, share := range c.share {
		x, y := i%c.width, i/c.width
		if share > 0.5 && min(x, y, c.width-1-x, c.height-1-y) < 2 {
			n++
		}
	}
	return n
}
