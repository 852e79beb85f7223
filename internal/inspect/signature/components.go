package signature

import "image"

// run is a row of consecutive ink pixels, from from up to, not including, to.
type run struct{ y, from, to, component int32 }

// component is a connected piece of ink.
type component struct {
	area int
	box  image.Rectangle
}

// strokes is the ink of a picture: its runs in reading order, and the
// components that they make.
type strokes struct {
	runs       []run
	components []component
}

// connect finds the connected components of the pixels that are at least as
// dark as from; pixels that touch at a corner are connected.
func (s *raster) connect(from uint8) strokes {
	var found strokes
	var tree unionFind
	begin := 0 // runs of this row
	for y := range s.height {
		before := begin
		begin = len(found.runs)
		found.addRow(s.dark[y*s.width:][:s.width], from, y)
		tree.grow(len(found.runs))
		unionRows(found.runs, before, begin, tree)
	}
	found.label(tree)
	return found
}

func (k *strokes) addRow(pixels []uint8, from uint8, y int) {
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

// unionRows unites the runs from index begin on with those of the row above,
// from index before on, that they touch.
func unionRows(runs []run, before, begin int, tree unionFind) {
	up := before
	for i := begin; i < len(runs); i++ {
		for up < begin && runs[up].to < runs[i].from {
			up++
		}
		for j := up; j < begin && runs[j].from <= runs[i].to; j++ {
			tree.union(int32(i), int32(j))
		}
	}
}

// label assigns every run its component. A root is the first run of its
// component, so that it comes before the others.
func (k *strokes) label(tree unionFind) {
	for i := range k.runs {
		r := &k.runs[i]
		root := tree.find(int32(i))
		if int(root) == i {
			r.component = int32(len(k.components))
			k.components = append(k.components, component{})
		} else {
			r.component = k.runs[root].component
		}
		p := &k.components[r.component]
		p.area += int(r.to - r.from)
		p.box = p.box.Union(image.Rect(int(r.from), int(r.y), int(r.to), int(r.y)+1))
	}
}

// filter drops the runs of every component that wanted refuses; the components
// stay as they were.
func (k *strokes) filter(wanted func(component) bool) {
	kept := k.runs[:0]
	for _, r := range k.runs {
		if wanted(k.components[r.component]) {
			kept = append(kept, r)
		}
	}
	k.runs = kept
}

// unionFind is a disjoint-set forest over run indexes; the root of a set is its
// smallest index.
type unionFind []int32

func (f *unionFind) grow(to int) {
	for i := len(*f); i < to; i++ {
		*f = append(*f, int32(i))
	}
}

func (f unionFind) find(i int32) int32 {
	for f[i] != i {
		f[i] = f[f[i]]
		i = f[i]
	}
	return i
}

func (f unionFind) union(i, j int32) {
	a, b := f.find(i), f.find(j)
	f[max(a, b)] = min(a, b)
}
