// Package outbox keeps the outgoing messages and their attempts. The transactions of
// package store have its methods.
package outbox

import "myphoto/internal/store/db"

// Outbox is the outgoing messages, in one transaction.
type Outbox struct{ q *db.Queries }

// New returns the messages that the queries reach.
func New(q *db.Queries) Outbox { return Outbox{q} }
