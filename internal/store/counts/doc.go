// Package counts keeps what is counted, limits and results of the checks, and deletes the
// rows that end by their own date. The transactions of package store have its methods.
package counts

import "myphoto/internal/store/db"

// Counts are the queries of one transaction.
type Counts struct{ q *db.Queries }

// New returns the queries of a transaction.
func New(q *db.Queries) Counts { return Counts{q} }
