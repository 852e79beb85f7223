// Package quota limits how often an actor may act: by counters in the database,
// which all machines share, and by limiters in the memory of one machine.
package quota
