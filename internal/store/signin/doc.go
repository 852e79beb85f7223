// Package signin keeps the records of signing in: sign-ins under way, sessions,
// browsers that are remembered, one-time codes. None of them decides alone who may see
// what, so they carry no code of their own: what counts in them is hashed or sealed.
// The transactions of package store have its methods.
package signin

import "myphoto/internal/store/db"

// Records are the records of signing in, in one transaction.
type Records struct{ q *db.Queries }

// New returns the records that the queries reach.
func New(q *db.Queries) Records { return Records{q} }
