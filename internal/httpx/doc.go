// Package httpx holds the HTTP manners that the door for people and the door
// for applications share: who is calling, how much may be sent, what is
// written down about a request, what happens when a handler panics, which
// headers every reply carries, and which status a refusal has. It also starts
// a server and lets it finish its work when the program is told to stop.
//
// A door wraps its routes once:
//
//	door := httpx.Wrap(manners, httpx.Routes(mux))
//
// and handlers find the caller and the record of their request with [CallerOf]
// and [LogOf]. Nothing about the actor travels here: handlers ask a service
// who somebody is and hand the answer on as an argument.
package httpx
