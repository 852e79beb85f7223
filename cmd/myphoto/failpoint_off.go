//go:build !crash

package main

import (
	"net/http"
)

// failpointHook returns nil. Only the build for tests of power cuts, with the
// tag "crash", has failpoints.
func failpointHook() func(point string) { return nil }

// dieHalfway returns next.
func dieHalfway(next http.Handler) http.Handler { return next }
