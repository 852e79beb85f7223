// Package web serves the pages for people: HTML that works without script, in
// Greek and English. Its rooms follow the visitors (public, signin, citizen,
// studio). page renders, session remembers who is signed in, form reads what
// browsers send, verdict and specs put verdicts and rules into words.
//
// New puts the routes of all rooms behind one gate, which turns the guard of each
// route into a check: visitors who are not signed in are redirected to sign in,
// those who have not finished are redirected to the page where it continues, and a
// wrong profile is refused. The middleware around the routes, from the outside in:
// httpx, host name, language, static files, foreign origins, uncancelled forms, limit
// of the body, session, language of the sign-in, visitor, gate.
package web
