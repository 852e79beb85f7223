// Package browser walks pages in a real Chromium as a person would: it fills
// fields by their form names, presses what carries a label, chooses files, and
// reads what is visible. Every tab is checked on the side: an error in its
// console (a breach of the content policy, a missing script) fails the test.
//
// One Chromium serves a test binary; each [Open] gets cookies of its own. A
// test package that opens tabs ends the browser in its TestMain:
//
//	func TestMain(m *testing.M) { browser.Run(m) }
//
// A machine without Chromium fails the tests.
package browser
