// Package webtest starts the whole house for tests of pages: the pages over the
// desks of package servicetest, with the employment of the demo.
//
//	h := webtest.Start(t)
//	maria := h.Client(t)
//	maria.SignIn("maria", photo.RoleCitizen)
//	seen := maria.Get("/citizen")
//
// The clock stands still until it is moved; a second sign-in of the same user moves
// it by half a minute. Messages are sent by Deliver; signing in calls it.
package webtest
