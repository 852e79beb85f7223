// Package analyze judges what the pixels of a picture show: a face photo by the
// measures of package portrait, a signature by those of package signature, both
// for every document that the client needs. It lays the frame of each document
// on the picture: the one the photographer chose, or the one that suits the
// face or the strokes.
//
// It knows no files. The server analyses what it has decoded, the counter's
// browser what it displays, with this very package compiled to WebAssembly; the
// same pixels give the same findings.
package analyze
