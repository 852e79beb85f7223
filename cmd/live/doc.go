// Command live is the analysis of pixels for the counter's browser, compiled to
// WebAssembly. A worker passes it the pixels of the picture that was just
// chosen; it returns the findings of the server's own checks in the language of
// the page. Outside a browser it prints a message and exits.
package main
