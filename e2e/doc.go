// Package e2e tests the built program from outside: with a real browser, real
// protocols, real databases, and kills at the worst moments. Its tests import
// nothing of the program. They need bin/myphoto and bin/myphoto-crash, which make
// builds first. The second is the same program built with the tag "crash": it dies
// as by kill -9 the first time it passes the point that CRASH_AT names.
//
// A story starts the program with e2e/program, visits its pages with e2e/browser,
// or without a browser with e2e/visitor, and reads what the sandbox received with
// e2e/sandboxclient. A missing tool (Chromium, the accessibility checker, the
// built program) fails the story; nothing is skipped.
package e2e
