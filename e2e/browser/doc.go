// Package browser uses pages in a real Chromium as a person would: it fills fields
// by their form names, presses buttons and links by their labels, chooses files,
// and reads what is visible. An error in the console of a tab (a violation of the
// content security policy, a missing script) fails the test.
//
// One Chromium serves a test binary; each [Open] has its own cookies. A test
// package that opens tabs ends the browser in its TestMain:
//
//	func TestMain(m *testing.M) { browser.Run(m) }
//
// A machine without Chromium fails the tests.
package browser
