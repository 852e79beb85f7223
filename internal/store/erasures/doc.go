// Package erasures keeps the list of erased uploads and of replaced files
// outside the database, one line each, so that a database restored from a backup can be made to forget
// again what was forgotten since.
package erasures
