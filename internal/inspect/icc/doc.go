// Package icc reads the colour profile of a picture and converts its pixels to
// sRGB, which offices and browsers assume for pictures without a profile.
//
// Cameras, telephones and photo editors describe their colours with three
// curves and three primaries (ICC.1:2022 §8.4.3): Display P3, Adobe RGB,
// ProPhoto and sRGB itself are of this kind, in version 2 and in version 4.
// Such a profile becomes two small tables with a matrix in between; pixels are
// converted in place. A profile whose numbers amount to sRGB needs no
// conversion, whatever its name is; one that has only the name is converted.
//
// Everything else is refused with the reason: profiles of printers with
// multi-dimensional tables, CMYK, grey, Lab, device links. A profile that has
// tables beside curves and primaries is refused too, because the tables have
// precedence (ICC.1:2022 §8.10), and the rest may be a crude substitute, or
// deliberately wrong so that nobody uses it by mistake. The photographer's
// remedy is to export as sRGB. docs/decisions/0014-icc.md compares the
// libraries.
//
// A profile is untrusted. Reading it takes time proportional to its tags, and a
// fixed amount of memory.
package icc
