package lossless

import "image"

// block holds the coefficients of 8 × 8 samples, in zigzag order (T.81, figure
// 5).
type block [64]int16

// blockTransform transforms blocks: the coefficient at k comes from from[k],
// with its sign changed where sign[k] is -1.
type blockTransform struct {
	from [64]byte
	sign [64]int16
}

// zigzag returns for each position in zigzag order its row × 8 + column.
func zigzag() [64]byte {
	return [64]byte{
		0, 1, 8, 16, 9, 2, 3, 10,
		17, 24, 32, 25, 18, 11, 4, 5,
		12, 19, 26, 33, 40, 48, 41, 34,
		27, 20, 13, 6, 7, 14, 21, 28,
		35, 42, 49, 56, 57, 50, 43, 36,
		29, 22, 15, 23, 30, 37, 44, 51,
		58, 59, 52, 45, 38, 31, 39, 46,
		53, 60, 61, 54, 47, 55, 62, 63,
	}
}

func newBlockTransform(t transform) *blockTransform {
	zigzag := zigzag()
	var order [64]byte // the inverse of zigzag
	for k, at := range zigzag {
		order[at] = byte(k)
	}
	var transform blockTransform
	for k, at := range zigzag {
		row, column := at/8, at%8
		transform.sign[k] = 1
		// The cosines of odd frequency are odd about the middle of the block.
		if (t.mirror && column%2 == 1) != (t.flip && row%2 == 1) {
			transform.sign[k] = -1
		}
		if t.swap {
			at = column*8 + row
		}
		transform.from[k] = order[at]
	}
	return &transform
}

func (t *blockTransform) apply(b *block) (result block) {
	for k, from := range t.from {
		result[k] = t.sign[k] * b[from]
	}
	return result
}

func (t *blockTransform) table(q *[64]uint16) (result [64]uint16) {
	for k, from := range t.from {
		result[k] = q[from]
	}
	return result
}

// component is one channel with its reserved blocks.
type component struct {
	id          byte
	h, v        int // blocks across and down in a minimum coded unit
	tableNumber byte
	table       *[64]uint16 // quantisation table, as defined at the first scan
	arrived     [64]bool    // coefficients that the scans have brought to their last bit
	extent      image.Point // blocks with pixels, which scans of one component hold
	reserved    image.Rectangle
	blocks      []block // of reserved, row by row
}

// unit returns the size of a minimum coded unit in blocks.
func (c *component) unit() image.Point { return image.Pt(c.h, c.v) }

// reserve allocates the blocks of a range of minimum coded units.
func (c *component) reserve(units image.Rectangle) {
	c.reserved = image.Rect(units.Min.X*c.h, units.Min.Y*c.v, units.Max.X*c.h, units.Max.Y*c.v)
	c.blocks = make([]block, c.reserved.Dx()*c.reserved.Dy())
}

// at returns a block; nil when it is not reserved.
func (c *component) at(x, y int) *block {
	if !(image.Point{X: x, Y: y}).In(c.reserved) {
		return nil
	}
	return &c.blocks[(y-c.reserved.Min.Y)*c.reserved.Dx()+x-c.reserved.Min.X]
}
