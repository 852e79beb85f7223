// Package httpx contains what the HTTP server for people and the one for
// applications share: who is calling, how much may be sent, what is logged
// about a request, what happens when a handler panics, the headers of every
// response, and the status of a refusal. It also starts a server and lets it
// finish its work when the program is told to stop.
//
// A server wraps its routes once:
//
//	handler := httpx.Wrap(options, httpx.Routes(mux))
//
// and handlers find the caller and the log of their request with [CallerOf]
// and [LogOf]. Nothing about the actor is passed here: handlers ask a service
// who somebody is and pass the answer on as an argument.
package httpx
