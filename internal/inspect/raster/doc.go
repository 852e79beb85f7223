// Package raster turns a decoded picture into the pixels that are measured,
// shown and handed over: upright, cut to a document's frame, of the wanted
// size.
//
// A decoded JPEG is three planes, one of brightness and two, mostly coarser
// ones, of colour. Everything that is costly happens on the planes and only
// within the frame: whole boxes of samples are averaged first, what remains is
// filtered with a Catmull-Rom kernel as wide as the reduction asks for, and
// only the few pixels that are left become RGB, are turned upright and, when
// the frame lies askew, are sampled once more along its lines. Nothing is ever
// enlarged: a frame with fewer pixels than wanted is an error.
//
// The currency is an [image.RGBA] with origin (0,0), a stride of four times
// the width and opaque pixels, which is also what a browser's ImageData holds.
// All arithmetic on pixels is in integers, so that the same picture gives the
// same pixels on every machine. Colour profiles are not this package's matter:
// the RGB values are those of the file, to be converted afterwards.
//
// Encode ends the way of a derivative: one JPEG compression, the density of
// the print, and no metadata.
package raster
