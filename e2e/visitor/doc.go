// Package visitor walks the doors of the running service without a browser:
// forms by their field names, a jar of cookies, JSON for applications. Unlike
// a browser it expects the service to die under it, and tells that apart from
// an answer.
package visitor
