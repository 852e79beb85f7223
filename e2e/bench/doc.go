// Command bench measures the built program from outside, as its visitors meet
// it: over HTTP on loopback, client and service on the same machine. It starts
// `bin/myphoto demo` over an empty folder, signs people of the demo in, and
// then measures uploads, claims and retrievals, each beside a bare limit of
// this machine measured in the same run:
//
//	uploads     decoding the same JPEG, which every upload must do
//	claims      commits of a single row, of which a claim makes several
//	retrievals  a static file of the same size, and commits of a single row
//
// With -only, nothing more is measured than one of these and what must come
// before it; with -program, another build of the program. The processor time
// per thing tells the cost of it even on a machine that is busy.
//
// What an upload costs is split by its steps, by the service's own processor
// profile, for a portrait that is ready and for the photograph of a phone for
// every document, each beside a bare decode of the same file.
//
// The ratios can be compared between machines, the rates cannot. It imports
// nothing of the inside, stays within the limits that the service sets to
// everybody (uploads per hour, submissions per day), and ends by itself within
// about two minutes.
package main
