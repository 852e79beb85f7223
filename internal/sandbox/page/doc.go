// Package page shows the sandbox's pages to people: one stylesheet, one strict
// policy for browsers, and rendering into a buffer, so that a page is either
// whole or an error. Nothing is inline and nothing comes from elsewhere.
package page
