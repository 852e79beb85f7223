//go:build !crash

package main

import (
	"net/http"

	"myphoto/internal/service"
)

// failpointHook is where the build for tests of power cuts dies. The program that
// people run has no such place.
func failpointHook() func(service.Point) { return nil }

// dieHalfway leaves the door as it is.
func dieHalfway(door http.Handler) http.Handler { return door }
