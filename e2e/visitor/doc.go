// Package visitor uses the running service without a browser: forms by their field
// names, cookies in a jar, JSON for applications. Unlike a browser it expects the
// service to die during a request and distinguishes that from an answer.
package visitor
