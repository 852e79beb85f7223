// Package e2e tells stories through the doors of the built program: a real
// browser, real protocols, real databases, a kill in the middle. Its tests
// know nothing of the inside and import none of it; what they need is
// bin/myphoto and bin/myphoto-crash, which make builds first. The second is the
// same program built with the tag "crash": it dies, as by kill -9, the first
// time it passes the point that CRASH_AT names.
//
// A story starts the program with e2e/program, walks its pages with
// e2e/browser, or by bare commands with e2e/visitor, and reads what the sandbox
// delivered with e2e/sandboxclient. Something that is missing (Chromium, the accessibility checker, the built
// program) fails the story; nothing is skipped.
package e2e
