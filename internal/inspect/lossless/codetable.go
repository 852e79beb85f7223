package lossless

import "slices"

// maxLength is the length of the longest code (T.81, annex C).
const maxLength = 16

// codeTable is a Huffman table built for the symbols that occur.
type codeTable struct {
	counts  [maxLength]byte // codes of each length
	symbols []byte          // in order of their codes
	code    [256]uint16
	length  [256]byte
}

// newCodeTable builds the shortest code for symbols with the given counts
// (T.81, annex K.2).
func newCodeTable(counts *[256]int) *codeTable {
	t := &codeTable{}
	for symbol, count := range counts {
		if count > 0 {
			t.symbols = append(t.symbols, byte(symbol))
		}
	}
	// More frequent symbols get shorter codes.
	slices.SortStableFunc(t.symbols, func(a, b byte) int { return counts[b] - counts[a] })
	lengths := limitLengths(codeLengths(t.symbols, counts))
	code, next := uint16(0), 0
	for i := range t.counts {
		t.counts[i] = byte(lengths[i+1])
		for range lengths[i+1] {
			symbol := t.symbols[next]
			t.code[symbol], t.length[symbol] = code, byte(i+1)
			code++
			next++
		}
		code <<= 1
	}
	return t
}

// codeLengths returns how many codes there are of each length when the two
// rarest symbols are merged repeatedly. A symbol that never occurs takes part,
// so that no other gets the code of all ones, which JPEG reserves.
func codeLengths(symbols []byte, counts *[256]int) []int {
	leaves := len(symbols) + 1
	weight := make([]int, leaves, 2*leaves) // lightest first, then the merged ones
	for i, symbol := range symbols {
		weight[leaves-1-i] = counts[symbol]
	}
	parent := make([]int, 2*leaves)
	leaf, joined := 0, leaves
	lightest := func() (at int) {
		if joined >= len(weight) || leaf < leaves && weight[leaf] <= weight[joined] {
			at, leaf = leaf, leaf+1
		} else {
			at, joined = joined, joined+1
		}
		parent[at] = len(weight)
		return at
	}
	for range leaves - 1 {
		weight = append(weight, weight[lightest()]+weight[lightest()])
	}
	depth := make([]int, len(weight))
	lengths := make([]int, max(len(weight), maxLength)+1)
	for at := len(weight) - 2; at >= 0; at-- {
		depth[at] = depth[parent[at]] + 1
		if at < leaves {
			lengths[depth[at]]++
		}
	}
	return lengths
}

// limitLengths shortens codes that are too long (T.81, figure K.3) and removes
// the code of all ones.
func limitLengths(lengths []int) []int {
	longest := len(lengths) - 1
	for ; longest > maxLength; longest-- {
		for lengths[longest] > 0 {
			short := longest - 2
			for lengths[short] == 0 {
				short--
			}
			// Of two long codes one takes their parent's place, the other
			// shares the place of a shorter one.
			lengths[longest] -= 2
			lengths[longest-1]++
			lengths[short]--
			lengths[short+1] += 2
		}
	}
	for longest > 0 && lengths[longest] == 0 {
		longest--
	}
	lengths[longest]--
	return lengths
}
