// Package spec is what an office demands of a picture and what was found about
// one: the document profiles with their sources, limits and what each measure
// may be, the frames and cuts, the findings and the verdict, and the exemptions
// that a photographer may claim for somebody. The numbers are data under
// profiles/, versioned with their sources. There is no input or output here.
package spec
