// Package engine is what differs between the databases that keep the records:
// how a transaction runs, and how an error of the driver is read.
package engine
