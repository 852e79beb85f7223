// Package raster turns a decoded picture into the pixels that are measured,
// displayed and delivered: upright, cut to a document's frame, of the wanted
// size.
//
// A decoded JPEG is three planes, one of luma and two, mostly coarser ones, of
// chroma. Everything costly happens on the planes and only within the frame:
// whole boxes of samples are averaged first, and the rest is filtered with a
// Catmull-Rom kernel as wide as the reduction requires. Only the few remaining
// pixels become RGB and are turned upright; when the frame is turned by an
// angle, they are resampled once more along its sides. Nothing is ever
// enlarged: a frame with fewer pixels than wanted is an error.
//
// Results are an [image.RGBA] with origin (0,0), a stride of four times the
// width and opaque pixels, which is also what a browser's ImageData holds. All
// arithmetic on pixels is in integers, so that the same picture gives the same
// pixels on every machine. Colour profiles are outside this package: the RGB
// values are those of the file, to be converted afterwards.
//
// Encode is the last step of a derivative: one JPEG compression, the density of
// the print, and no metadata.
package raster
