package nn

import (
	"fmt"
	"slices"
)

// region is a range of the memory of a session, in numbers.
type region struct{ at, size int }

// lifetime is the range of steps during which a tensor is needed.
type lifetime struct{ tensor, first, last int }

// maxMemory bounds the memory of a session: 64 MiB.
const maxMemory = 1 << 24

// planMemory assigns every tensor a region so that no two overlap that are
// alive at the same step. The input lives from before the first step, and
// outputs until after the last.
func (n *Network) planMemory(g *graph) error {
	n.regions = map[int]region{}
	var placed []lifetime
	for _, l := range n.lifetimes() {
		var busy []region
		for _, other := range placed {
			if other.first <= l.last && l.first <= other.last {
				busy = append(busy, n.regions[other.tensor])
			}
		}
		slices.SortFunc(busy, func(a, b region) int { return a.at - b.at })
		where := region{size: g.tensors[l.tensor].elements()}
		for _, b := range busy {
			if where.at+where.size <= b.at {
				break
			}
			where.at = max(where.at, b.at+b.size)
		}
		n.regions[l.tensor] = where
		n.memory = max(n.memory, where.at+where.size)
		placed = append(placed, l)
	}
	for _, s := range n.steps {
		n.scratch = max(n.scratch, s.scratch)
	}
	if n.memory+n.scratch > maxMemory {
		return fmt.Errorf("nn: needs %d numbers of memory: %w", n.memory+n.scratch, errFormat)
	}
	return nil
}

// lifetimes returns the lifetimes of all tensors in the order of the steps that
// compute them.
func (n *Network) lifetimes() []lifetime {
	at := map[int]int{n.input: 0}
	list := []lifetime{{tensor: n.input, first: -1, last: -1}}
	for i, s := range n.steps {
		for _, t := range s.in {
			if k, ok := at[t]; ok {
				list[k].last = i
			}
		}
		if _, ok := at[s.out]; !ok {
			at[s.out] = len(list)
			list = append(list, lifetime{tensor: s.out, first: i, last: i})
		}
	}
	for _, t := range n.outputs {
		if k, ok := at[t]; ok {
			list[k].last = len(n.steps)
		}
	}
	return list
}
