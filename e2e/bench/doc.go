// Command bench measures the built program from outside: over HTTP on loopback,
// client and service on the same machine. It starts `bin/myphoto demo` over an
// empty folder, signs people of the demo in, and then measures uploads, claims and
// retrievals, each beside a bare limit of this machine measured in the same run:
//
//	uploads     decoding the same JPEG, which every upload must do
//	claims      commits of a single row, of which a claim makes several
//	retrievals  a static file of the same size, and commits of a single row
//
// With -only, only one of these is measured, after the steps that it needs; with
// -program, another build of the program is measured. The processor time per
// operation shows its cost even on a busy machine.
//
// The cost of an upload is split by its steps with the service's own processor
// profile, for a prepared portrait and for the photograph of a phone for every
// document, each beside a bare decode of the same file.
//
// The ratios can be compared between machines, the rates cannot. The command
// imports nothing of the program, stays within the limits that the service sets
// for everybody (uploads per hour, submissions per day), and ends within about two
// minutes.
package main
