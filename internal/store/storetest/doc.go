// Package storetest is the contract of store.Store as tests, run on every
// engine: an act and its event are kept together or not at all, refusals are
// recorded and leave nothing else, guards have one winner, acts that run at
// the same time do not disturb each other, instants come back as they went in.
package storetest
