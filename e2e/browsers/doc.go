// Package browsers walks both journeys, the photographer's and the citizen's, in the
// browsers that e2e/browser does not drive: Firefox ESR, and WebKitGTK, which stands
// for Safari. It speaks WebDriver (https://www.w3.org/TR/webdriver2/), about a dozen
// commands: to WebKitWebDriver over HTTP, to Firefox over its own transport of the
// same commands, Marionette, because Debian has no geckodriver, the program that
// translates between the two.
//
// An error of a script, or a violation of the content security policy, fails the test:
// Firefox tells its console; WebKitGTK gets the pages through a proxy whose script
// reports them. Pictures of the window stay in .cache/shots.
//
// make browsers installs the browsers and runs the tests; make test leaves them out.
// A missing browser fails them.
package browsers
