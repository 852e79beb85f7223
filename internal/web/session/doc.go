// Package session keeps what the door for people remembers between two requests
// of one browser: who is there and how far the sign-in got, the code that a
// link carried, where the visitor wanted to go. The browser holds a random
// number in one cookie; everything else is sealed in the database.
//
// The middleware [Visits.Keep] opens the visit; the rest of the door reads it
// with [Visits.Open] and changes it with [Visits.Save], with [Visits.Enter]
// when the visitor gains a right (the number in the cookie changes), and with
// [Visits.End]. A visit ends after 20 minutes of silence and 12 hours after
// signing in.
package session
