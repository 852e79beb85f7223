// Package inspect reads untrusted image files and reports what is wrong with
// them.
//
// Untrusted bytes pass three stages, in this order. First the walk: it steps
// from marker to marker, decodes nothing, and knows the size of the picture,
// its colours, its scans and its metadata after microseconds. Limits are
// enforced there, because recover does not help against a decoder that was
// asked for gigabytes. Then the rewrite: the master is assembled from the
// segments that make the picture (tables, frame, scans, colour profile) and
// from nothing else. Locations, serial numbers, thumbnails and trailing bytes
// are gone, and every pixel stays as it was. Only then is the master decoded,
// within a memory budget shared by all requests, to prove that it opens and to
// draw the preview.
//
// The checks at the end compare the file with the profile of each document
// (they are a list, and a new check is one more small function), and package
// analyze judges the pixels. For documents that nothing blocks, the pictures
// that their offices receive are made.
//
// Pictures of QR codes, sent by citizens whose phone cannot scan, pass the same
// stages.
package inspect
