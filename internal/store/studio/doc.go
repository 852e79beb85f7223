// Package studio keeps what a studio's desk alone asks for: what was sent in a period,
// for its statement, and its batches. The transactions of package store have its
// methods.
package studio

import (
	"myphoto/internal/store/codes"
	"myphoto/internal/store/db"
)

// Desk are the records of a studio's desk, in one transaction.
type Desk struct {
	q     *db.Queries
	codes *codes.Codes
}

// New returns the records that the queries reach.
func New(q *db.Queries, c *codes.Codes) Desk { return Desk{q, c} }
