// Package quota limits how often somebody may act: by counters in the database,
// which hold for all machines, and by what one machine remembers.
package quota
