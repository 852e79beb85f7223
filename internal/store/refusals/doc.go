// Package refusals decides which refusals of acts are recorded in the ledger, because
// each is kept for years and costs whoever causes it nothing. Of the same actor, act
// and reason it lets the first in a minute through, with the number of those before it
// that were not recorded, and of all kinds of one actor 60 at once and one a second.
// It counts in the memory of one machine.
package refusals
