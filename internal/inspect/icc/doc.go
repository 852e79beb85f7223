// Package icc reads the colour profile of a picture and brings its pixels to
// sRGB, which is what offices and browsers take numbers for that come without
// a profile.
//
// Cameras, telephones and photo editors describe their colours with three
// curves and three primaries (ICC.1:2022 §8.4.3): Display P3, Adobe RGB,
// ProPhoto and sRGB itself are of this kind, in version 2 and in version 4.
// Such a profile becomes two small tables and a matrix in between; a picture
// passes through them in place. A profile whose numbers come to sRGB needs no
// conversion, whatever it calls itself, and one that only bears the name does.
//
// Everything else is refused with the reason: profiles of printers with tables
// of many dimensions, inks, grey, Lab, links between devices. A profile that
// has tables beside curves and primaries is refused too, because the tables
// come first (ICC.1:2022 §8.10) and the rest may be a crude stand-in, or one
// that is wrong on purpose so that nobody uses it by mistake. The remedy is the
// photographer's: export as sRGB.
//
// A profile is bytes of a stranger. Reading takes time in proportion to its
// tags, and memory of a fixed size.
package icc
