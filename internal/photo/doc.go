// Package photo holds the terms and the rules of myPhoto: what an upload, a
// code, an association, a grant and a retrieval are, which act is allowed in
// which state, and how long each of them is kept. It does no input or output
// and imports only the standard library, so every rule can be read and tested
// without a database, a network or a clock: the time is always an argument.
//
// The terms are those of the law; docs/GLOSSARY.md lists them with the Greek
// originals.
package photo
