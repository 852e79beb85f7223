// Package session manages what the site remembers between two requests of one
// browser: who is signed in and how far the sign-in got, the code of a link, the
// page that was wanted. The browser holds a random token in one cookie; everything
// else is sealed in the database.
//
// The middleware [Manager.Middleware] loads the session. The rest of the site reads
// it with [Manager.Load] and changes it with [Manager.Save], with [Manager.Renew]
// where the visitor gains a right (the token in the cookie changes), and with
// [Manager.Destroy]. A session ends 20 minutes after the last [Manager.Touch], which
// tells that a person was there, and 12 hours after signing in.
package session
