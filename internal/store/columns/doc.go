// Package columns writes a record as the exact bytes that its code covers, the column
// by which the store notices rows that it did not write.
package columns
