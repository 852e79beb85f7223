// Package erasures keeps the list of erased uploads and replaced files outside
// the database, one line each, so that a database restored from a backup can
// be made to erase again what was erased since.
package erasures
