// Package certificate holds the certificate of the service's own TLS, and reads it
// again when its files change.
package certificate
