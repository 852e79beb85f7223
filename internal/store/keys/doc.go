// Package keys keeps the wrapped keys of the service, and the public parts of its
// signing keys: sealed as they are, they carry no code of their own.
package keys
