package lossless

import "fmt"

// The maximum numbers of bits of a coefficient of an eight-bit picture (T.81
// F.1.2).
const (
	dcBits = 11
	acBits = 10
)

// maxUnitBlocks is how many blocks a unit of interleaved components may have
// (T.81 B.2.3).
const maxUnitBlocks = 10

// scan is one pass over the blocks of some components.
type scan struct {
	reader
	channels    []channel
	progressive bool
	first, last int // coefficients, in zigzag order
	high, low   int // lowest bit known before, 0 for none, and lowest bit after this scan
	interval    int // units between restarts; 0 for none
	endOfBand   int // blocks left in a run without further coefficients in this band
	decode      func(*channel, *block)
	scratch     block // for blocks that are not reserved
}

// channel is a component in a scan.
type channel struct {
	*component
	dc, ac     *huffman
	prediction int32
}

// valid reports whether the header is allowed (T.81 B.2.3 and G.1.1) and its
// tables are defined.
func (s *scan) valid() bool {
	blocks := 0
	for _, c := range s.channels {
		blocks += c.h * c.v
		dcMissing := s.first == 0 && s.high == 0 && c.dc == nil
		if c.table == nil || dcMissing || s.last > 0 && c.ac == nil {
			return false
		}
	}
	switch {
	case len(s.channels) == 0 || len(s.channels) > 1 && blocks > maxUnitBlocks:
		return false
	case s.first > s.last || s.last > 63 || s.low > 13 || s.high != 0 && s.high != s.low+1:
		return false
	case s.first > 0:
		return len(s.channels) == 1
	default:
		return !s.progressive || s.last == 0
	}
}

// chooseDecoder sets how the blocks of the scan are decoded (T.81, annexes F
// and G).
func (s *scan) chooseDecoder() {
	switch {
	case !s.progressive:
		s.decode = s.sequential
	case s.first == 0 && s.high == 0:
		s.decode = s.dcFirst
	case s.first == 0:
		s.decode = s.dcRefine
	case s.high == 0:
		s.decode = s.acFirst
	default:
		s.decode = s.acRefine
	}
}

// run decodes the whole scan of a picture of across × down minimum coded units.
func (s *scan) run(across, down int) error {
	single := len(s.channels) == 1
	if single {
		// A single component is not interleaved: its unit is a block, and only
		// blocks with pixels are coded (T.81 A.2.2).
		across, down = s.channels[0].extent.X, s.channels[0].extent.Y
	}
	for unit := range across * down {
		if s.interval > 0 && unit > 0 && unit%s.interval == 0 {
			s.restartInterval(unit/s.interval - 1)
		}
		x, y := unit%across, unit/across
		if single {
			s.block(&s.channels[0], x, y)
		} else {
			s.unit(x, y)
		}
		if s.failed() {
			return fmt.Errorf("%w: coefficients make no sense", ErrDamaged)
		}
	}
	return nil
}

func (s *scan) unit(x, y int) {
	for i := range s.channels {
		c := &s.channels[i]
		for j := range c.h * c.v {
			s.block(c, x*c.h+j%c.h, y*c.v+j/c.h)
		}
	}
}

func (s *scan) block(c *channel, x, y int) {
	b := c.at(x, y)
	if b == nil {
		b = &s.scratch
	}
	s.decode(c, b)
}

// restartInterval starts a restart interval.
func (s *scan) restartInterval(number int) {
	s.restart(number)
	s.endOfBand = 0
	for i := range s.channels {
		s.channels[i].prediction = 0
	}
}

func (s *scan) sequential(c *channel, b *block) {
	*b = block{}
	s.dcFirst(c, b)
	for k := 1; k < len(b); k++ {
		symbol := int(s.symbol(c.ac))
		zeros, size := symbol>>4, symbol&15
		if size == 0 && zeros < 15 {
			return
		}
		if k += zeros; size == 0 {
			continue
		}
		if k >= len(b) || size > acBits {
			s.bad = true
			return
		}
		b[k] = int16(s.value(size))
	}
}

func (s *scan) dcFirst(c *channel, b *block) {
	size := int(s.symbol(c.dc))
	if size > dcBits {
		s.bad = true
		return
	}
	c.prediction += s.value(size)
	v := c.prediction << s.low
	if max(v, -v) >= 1<<dcBits {
		s.bad = true
		return
	}
	b[0] = int16(v)
}

func (s *scan) dcRefine(_ *channel, b *block) {
	b[0] |= int16(s.bits(1) << s.low)
}

func (s *scan) acFirst(c *channel, b *block) {
	if s.endOfBand > 0 {
		s.endOfBand--
		return
	}
	for k := s.first; k <= s.last; k++ {
		symbol := int(s.symbol(c.ac))
		zeros, size := symbol>>4, symbol&15
		if size == 0 && zeros < 15 {
			s.endOfBand = 1<<zeros - 1 + int(s.bits(zeros))
			return
		}
		if k += zeros; size == 0 {
			continue
		}
		if k > s.last || size > acBits {
			s.bad = true
			return
		}
		b[k] = int16(s.value(size) << s.low)
	}
}

// acRefine reads the next bit of known coefficients, and new coefficients that
// begin with this bit (T.81 G.1.2.3).
func (s *scan) acRefine(c *channel, b *block) {
	k := s.first
	for s.endOfBand == 0 && k <= s.last {
		symbol := int(s.symbol(c.ac))
		zeros, size := symbol>>4, symbol&15
		added := int16(0)
		switch {
		case size == 0 && zeros < 15:
			s.endOfBand = 1<<zeros + int(s.bits(zeros))
			continue
		case size == 1:
			added = int16((2*s.bits(1) - 1) << s.low)
		case size > 1:
			s.bad = true
			return
		}
		k = s.refine(b, k, zeros)
		if k <= s.last {
			b[k] = added
		}
		k++
	}
	if s.endOfBand > 0 {
		s.refine(b, k, len(b))
		s.endOfBand--
	}
}

// refine corrects the known coefficients from k on. It passes the given number
// of zeros and returns the position of the next one.
func (s *scan) refine(b *block, k, zeros int) int {
	for ; k <= s.last; k++ {
		switch v := b[k]; {
		case v == 0 && zeros == 0:
			return k
		case v == 0:
			zeros--
		case s.bits(1) == 0: // already correct
		case v > 0:
			b[k] += 1 << s.low
		default:
			b[k] -= 1 << s.low
		}
	}
	return k
}
