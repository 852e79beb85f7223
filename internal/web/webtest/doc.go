// Package webtest starts the whole house for tests of pages: the pages over a real
// service, on a SQLite file and a temporary folder, with the surrounding systems of
// package sandbox and the applications and the employment of the demo.
//
//	h := webtest.Start(t)
//	maria := h.Client(t)
//	maria.SignIn("maria", photo.RoleCitizen)
//	seen := maria.Get("/citizen")
//
// The clock stands still until [House.Advance]. Messages are sent by [House.Deliver];
// signing in calls it.
package webtest
