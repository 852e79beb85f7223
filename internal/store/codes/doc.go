// Package codes signs the rows of the tables that have the column mac, and tells the
// rows that the service wrote from those that somebody else wrote or changed.
package codes
