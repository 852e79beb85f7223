// Package spec describes what an office demands of a picture and what was found
// about one: the document profiles with their sources and the limits of each
// measure, the frames and cuts, the findings and the verdict, and the
// exemptions that a photographer may claim for somebody. The numbers are data
// under profiles/, versioned with their sources. The package does no input or
// output.
package spec
