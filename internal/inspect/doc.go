// Package inspect says what uploaded bytes are and what is wrong with them.
//
// Bytes from strangers meet three gates, in this order. First the walk: it
// steps from marker to marker, decodes nothing, and knows the size of the
// picture, its colours, its scans and its metadata after microseconds; limits
// are enforced there, because no recover helps a decoder that was asked for
// gigabytes. Then the rewrite: the master is put together from the parts that
// make the picture (tables, frame, scans, colour profile) and from nothing
// else, so that places, serial numbers, thumbnails and tails are gone while
// every pixel stays as it was. Only then is the master decoded, within a
// budget of memory shared by all requests, to prove that it opens and to draw
// the preview.
//
// The checks at the end compare the file with the profile of each document
// (they are a list, and a new one is one more small function) and let look
// judge what the pixels show. For documents that nothing blocks, the pictures
// are made that their offices receive.
//
// Pictures of QR codes, sent by citizens whose phone cannot scan, pass the
// same gates.
package inspect
