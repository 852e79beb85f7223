// Package lossless crops a JPEG and turns it upright without compressing it
// again, for documents that allow nothing but cropping between the camera and
// the file. It is what jpegtran -crop -rotate does;
// docs/decisions/0013-lossless-jpeg.md explains why it is our own.
//
// A JPEG holds blocks of 8 × 8 coefficients. A cut whose corner lies on the
// grid of blocks needs no arithmetic: the blocks inside are copied, number by
// number, with their quantisation tables. Mirroring a picture mirrors the order
// of the blocks and changes the sign of every other coefficient; transposing it
// swaps rows and columns. Only the entropy coding is decoded and encoded again,
// which loses nothing. The result is a baseline JPEG with Huffman tables made
// for it.
//
// The price is the grid. A cut begins at the nearest corner of a minimum coded
// unit (usually 8 or 16 pixels a side), not at the very pixel asked for. A
// picture whose side is not a whole number of units ends in a partial one,
// which cannot become the first when mirrored. A cut that needs those pixels is
// refused, and so is one that would have to be scaled or rotated by an angle.
//
// The file is untrusted, though it has passed the walk of package inspect.
// Sides, scans and their product are bounded before any memory is reserved. A
// baseline picture takes two bytes for each sample of the cut, a progressive
// one two for each sample of the whole picture, because its scans build on one
// another.
package lossless
