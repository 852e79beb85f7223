package integrator

import (
	"bytes"
	"context"
	"fmt"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"

	"myphoto/internal/ledger"
	"myphoto/internal/store"
)

// nodeCheck compares the stored nodes with those of the tree, both in their order.
type nodeCheck struct {
	ctx context.Context //nolint:containedctx // the verification of the ledger has no context of its own; this lives for one call
	tx  *store.Tx

	next      int64 // position of the node that is expected next
	after     int64 // position up to which nodes were loaded
	positions []int64
	hashes    [][]byte
	first     int64 // position of the first node at fault
	wrong     bool
	err       error // why the nodes could not be read
}

// expect compares the next stored node with the one that the tree has there.
func (c *nodeCheck) expect(hash tlog.Hash) {
	position := c.next
	c.next++
	if c.wrong || c.err != nil {
		return
	}
	if !c.load() || c.positions[0] != position || !bytes.Equal(c.hashes[0], hash[:]) {
		c.blame(position)
		return
	}
	c.positions, c.hashes = c.positions[1:], c.hashes[1:]
}

// load reports whether a node is left, after reading the next ones when it must.
func (c *nodeCheck) load() bool {
	if len(c.positions) > 0 || c.err != nil {
		return len(c.positions) > 0
	}
	c.positions, c.hashes, c.err = c.tx.NodesAfter(c.ctx, c.after, verifyBatch)
	if n := len(c.positions); n > 0 {
		c.after = c.positions[n-1]
	}
	return len(c.positions) > 0
}

// blame remembers the first node that is not that of the tree: the one expected at a
// position, or one that lies before it and belongs nowhere.
func (c *nodeCheck) blame(position int64) {
	if len(c.positions) > 0 {
		position = min(position, c.positions[0])
	}
	c.first, c.wrong = position, true
}

// faults returns the first node that is not that of the tree, is missing, or lies
// where the tree has none.
func (c *nodeCheck) faults() ([]ledger.Fault, error) {
	if !c.wrong && c.load() {
		c.blame(c.positions[0])
	}
	if c.err != nil {
		return nil, fmt.Errorf("load nodes: %w", c.err)
	}
	if !c.wrong {
		return nil, nil
	}
	return []ledger.Fault{{Reason: reasonNodes, Of: "node " + strconv.FormatInt(c.first, 10)}}, nil
}
