package nn

import (
	"fmt"
	"slices"
)

// span is a stretch of the memory of a session, in numbers.
type span struct{ at, size int }

// life is the stretch of steps during which a tensor is needed.
type life struct{ tensor, first, last int }

// maxMemory bounds what a session takes: 64 MiB.
const maxMemory = 1 << 24

// place gives every tensor a stretch of memory so that no two that are alive
// at the same step overlap. The input lives from before the first step and
// outputs to after the last.
func (n *Network) place(g *graph) error {
	n.spans = map[int]span{}
	var placed []life
	for _, l := range n.lives() {
		var busy []span
		for _, other := range placed {
			if other.first <= l.last && l.first <= other.last {
				busy = append(busy, n.spans[other.tensor])
			}
		}
		slices.SortFunc(busy, func(a, b span) int { return a.at - b.at })
		where := span{size: g.tensors[l.tensor].elements()}
		for _, b := range busy {
			if where.at+where.size <= b.at {
				break
			}
			where.at = max(where.at, b.at+b.size)
		}
		n.spans[l.tensor] = where
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

// lives lists the tensors by the step that makes them.
func (n *Network) lives() []life {
	at := map[int]int{n.input: 0}
	list := []life{{tensor: n.input, first: -1, last: -1}}
	for i, s := range n.steps {
		for _, t := range s.in {
			if k, ok := at[t]; ok {
				list[k].last = i
			}
		}
		if _, ok := at[s.out]; !ok {
			at[s.out] = len(list)
			list = append(list, life{tensor: s.out, first: i, last: i})
		}
	}
	for _, t := range n.outputs {
		if k, ok := at[t]; ok {
			list[k].last = len(n.steps)
		}
	}
	return list
}
