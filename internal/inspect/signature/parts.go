package signature

import "image"

// run is a row of ink pixels without a gap, from from to before to.
type run struct{ y, from, to, part int32 }

// part is a connected piece of ink.
type part struct {
	area int
	box  image.Rectangle
}

// inked is the ink of a picture: its runs in reading order, and the parts
// that they make.
type inked struct {
	runs  []run
	parts []part
}

// connect gathers the pixels that are at least as dark as from, and joins
// those that touch, also at a corner.
func (s *sheet) connect(from uint8) inked {
	var found inked
	var tree forest
	begin := 0 // runs of this row
	for y := range s.height {
		before := begin
		begin = len(found.runs)
		found.addRow(s.dark[y*s.width:][:s.width], from, y)
		tree.grow(len(found.runs))
		join(found.runs, before, begin, tree)
	}
	found.collect(tree)
	return found
}

func (k *inked) addRow(pixels []uint8, from uint8, y int) {
	for x := 0; x < len(pixels); x++ {
		if pixels[x] < from {
			continue
		}
		first := x
		for x < len(pixels) && pixels[x] >= from {
			x++
		}
		k.runs = append(k.runs, run{y: int32(y), from: int32(first), to: int32(x)})
	}
}

// join unites the runs from begin on with those of the row above, from before
// on, that they touch.
func join(runs []run, before, begin int, tree forest) {
	up := before
	for i := begin; i < len(runs); i++ {
		for up < begin && runs[up].to < runs[i].from {
			up++
		}
		for j := up; j < begin && runs[j].from <= runs[i].to; j++ {
			tree.unite(int32(i), int32(j))
		}
	}
}

// collect gives every run its part. A root is its part's first run, so that
// it is met before the others.
func (k *inked) collect(tree forest) {
	for i := range k.runs {
		r := &k.runs[i]
		root := tree.root(int32(i))
		if int(root) == i {
			r.part = int32(len(k.parts))
			k.parts = append(k.parts, part{})
		} else {
			r.part = k.runs[root].part
		}
		p := &k.parts[r.part]
		p.area += int(r.to - r.from)
		p.box = p.box.Union(image.Rect(int(r.from), int(r.y), int(r.to), int(r.y)+1))
	}
}

// keep drops the runs of every part that wanted refuses; the parts stay as
// they were.
func (k *inked) keep(wanted func(part) bool) {
	kept := k.runs[:0]
	for _, r := range k.runs {
		if wanted(k.parts[r.part]) {
			kept = append(kept, r)
		}
	}
	k.runs = kept
}

// forest joins numbers: the tree of each is the set it belongs to, and the
// root the smallest of the set.
type forest []int32

func (f *forest) grow(to int) {
	for i := len(*f); i < to; i++ {
		*f = append(*f, int32(i))
	}
}

func (f forest) root(i int32) int32 {
	for f[i] != i {
		f[i] = f[f[i]]
		i = f[i]
	}
	return i
}

func (f forest) unite(i, j int32) {
	a, b := f.root(i), f.root(j)
	f[max(a, b)] = min(a, b)
}
