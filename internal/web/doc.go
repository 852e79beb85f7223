// Package web is the door for people: pages of HTML that work without script,
// in Greek and English. Its rooms are cut by visitor (public, entry, citizen,
// studio); page holds what they share, visit remembers who is there.
//
// New lays the routes of all rooms out behind one gate, which turns the guard
// of each route into a check: strangers are led to sign in, who has not
// finished signing in is led to the page where it goes on, and a wrong profile
// is refused. The chain around the routes, from the outside in: manners of
// httpx, language, foreign origins, limit of the body, visit, gate.
package web
