// Package page renders the pages of the sandbox: one stylesheet, one strict
// content policy, and rendering into a buffer, so that a page is either complete
// or an error. Nothing is inline and nothing comes from other sites.
package page
