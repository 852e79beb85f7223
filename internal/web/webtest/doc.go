// Package webtest starts the whole house for tests of pages: the door for
// people over a real service, on a SQLite file and a folder that are thrown
// away, with the surrounding systems of package sandbox beside it and the
// applications and the employment of the demo entered.
//
//	h := webtest.Start(t)
//	maria := h.Client(t)
//	maria.SignIn("maria", service.RoleCitizen)
//	seen := maria.Get("/citizen")
//
// The clock stands still until [House.Advance]. Messages are carried when
// [House.Deliver] is called; signing in does that itself.
package webtest
