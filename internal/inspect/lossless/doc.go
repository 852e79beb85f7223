// Package lossless cuts a picture out of a JPEG and turns it upright without
// compressing it again, for documents that allow nothing but cropping between
// the camera and the file.
//
// A JPEG holds blocks of 8 × 8 coefficients. A cut whose corner lies on the
// grid of blocks needs no arithmetic at all: the blocks inside are taken over,
// number by number, with the tables that say what they mean. Mirroring a
// picture mirrors the order of the blocks and changes the sign of every other
// coefficient; laying it on its side swaps rows and columns. What is decoded
// and coded anew is only the entropy coding, which loses nothing. The result
// is a baseline JPEG with Huffman tables made for it.
//
// The price is the grid. A cut begins at the nearest corner of a minimum coded
// unit (8 or 16 pixels a side, as a rule), not at the very pixel asked for. A
// picture whose side is not a whole number of units ends in a partial one,
// which would become the beginning when mirrored and cannot; a cut that needs
// those pixels is refused, as is one that would have to be scaled or lies
// askew.
//
// The file comes from a stranger, though it has passed the inspector. Sides,
// scans and their product are bounded before anything is reserved; a baseline
// picture costs two bytes for each sample of the cut, a progressive one two
// for each sample of the whole, because its scans build on one another.
package lossless
