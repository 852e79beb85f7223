// Package journal begins the events of the ledger: which acts there are, and
// who does them in which role. Every act of the service stands in [Acts], with
// its sentence under the key "act.NAME" in package lang.
package journal
