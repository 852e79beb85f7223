package web

// CarriedOut is the middleware, for the test of it alone.
var CarriedOut = carriedOut
