// Package signature measures the picture of a signature and judges what it measured.
//
// A signature comes on paper of any shade, under a lamp that lights one side,
// so nothing here compares with white. First the paper is found: the upper
// quartile of brightness of each small tile, smoothed so that strokes vanish
// and shadows stay. What is darker than its paper by enough is ink, and the
// ink falls into connected parts; crumbs among them are dust. Lines printed
// on the paper are looked for apart, because they are often paler than ink
// and still spoil the copy: strips of the picture must agree on one straight
// line from edge to edge. Everything measured is a number of [Measures], with
// its unit; the limits are data of package photo, and Findings compares.
//
// The package knows pixels alone, no file and no person, runs in the browser
// as it runs on the server, and gives the same numbers on both: its sums are
// whole numbers.
package signature
