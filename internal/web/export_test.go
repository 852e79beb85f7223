package web

// Uncancelled is the middleware, so that it can be tested alone.
var Uncancelled = uncancelled
