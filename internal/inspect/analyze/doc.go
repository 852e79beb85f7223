// Package analyze judges what the pixels of a picture show: a face photo by what
// portrait measures, a signature by what ink does, both for every document the
// client needs. It lays the frame of each document on the picture, the one the
// photographer chose or the one the face or the ink asks for.
//
// It knows no files. The server looks at what it has decoded, the counter's
// browser at what it shows, with this very package compiled for it; the same
// pixels give the same findings.
package analyze
