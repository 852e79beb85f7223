// Package e2e tells stories through the doors of the built program: a real
// browser, real protocols, real databases, a kill in the middle. Its tests
// know nothing of the inside and import none of it; what they need is
// bin/myphoto, which make builds first.
//
// A story starts the program with e2e/program, walks its pages with
// e2e/browser and reads what the sandbox delivered with e2e/sandboxclient.
// Something that is missing (Chromium, the accessibility checker, the built
// program) fails the story; nothing is skipped.
package e2e
