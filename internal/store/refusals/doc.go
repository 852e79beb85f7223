// Package refusals decides which refusals of acts are recorded in the ledger:
// they are kept for good, and cost nobody anything.
package refusals
