// Command live is the checks of pixels for the counter's browser, compiled to
// WebAssembly. A worker hands it the pixels of the picture that was just
// chosen; it answers with the findings of the server's own checks in the
// language of the page. Elsewhere than in a browser it only says so.
package main
