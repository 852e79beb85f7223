// Package journal creates the events of the ledger. It names every act of the
// service, in [Acts], and states who does it in which role. The sentence of an act
// has the key "act.NAME" in package lang.
package journal
