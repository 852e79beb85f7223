// Package signature measures the picture of a signature and judges the
// measures.
//
// A signature comes on paper of any shade, under a lamp that lights one side,
// so nothing here compares with white. First the paper is estimated: the upper
// quartile of brightness of each small tile, smoothed so that strokes vanish
// and shadows stay. What is darker than its paper by enough is ink. The ink is
// divided into connected components; tiny ones are dust. Lines printed on the
// paper are searched separately, because they are often paler than ink and
// still spoil the copy: strips of the picture must agree on one straight line
// from edge to edge. Every measured number is a field of [Measures], with its
// unit; the limits are data of package photo/spec, and Findings compares.
//
// The package knows pixels alone, no file and no person. It runs in the browser
// as on the server and returns the same numbers on both: its sums are integers.
package signature
