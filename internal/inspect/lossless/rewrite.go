package lossless

import "image"

// Rewrite returns a picture as an upright-as-stored baseline JPEG of
// interleaved components, whose pixels decode to those of the file: for
// pictures whose scans, restart marks or ending a decoder does not read, and
// for progressive ones that would take too much memory in it. What follows the
// last unit of a scan is dropped. Density, colour profile and Adobe's marker
// are copied, other metadata is not. Error: [ErrDamaged].
func Rewrite(file []byte) ([]byte, error) {
	d := decoder{rest: file, whole: true}
	if err := d.decode(); err != nil {
		return nil, err
	}
	blocks := 0
	for _, c := range d.components {
		blocks += c.h * c.v
	}
	if len(d.components) > 1 && blocks > maxUnitBlocks {
		return nil, damaged("unit of too many blocks")
	}
	d.cut.Width, d.cut.Height = d.size.X, d.size.Y
	return encode(&d)
}

// Planes returns each component of a picture as a grey baseline JPEG of its own
// size, in the order of the frame, for samplings that a decoder does not
// assemble. Error: [ErrDamaged].
func Planes(file []byte) ([][]byte, error) {
	d := decoder{rest: file, whole: true}
	if err := d.decode(); err != nil {
		return nil, err
	}
	largest := d.largest()
	var planes [][]byte
	for _, c := range d.components {
		plane := decoder{placement: placement{units: image.Rectangle{Max: c.extent}}}
		plane.cut.Width = (d.size.X*c.h + largest.X - 1) / largest.X
		plane.cut.Height = (d.size.Y*c.v + largest.Y - 1) / largest.Y
		c.h, c.v = 1, 1
		plane.components = []component{c}
		encoded, err := encode(&plane)
		if err != nil {
			return nil, err
		}
		planes = append(planes, encoded)
	}
	return planes, nil
}
