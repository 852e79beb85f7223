// Package photo holds the words and the rules of myPhoto: what an upload, a
// code, an association, a grant and a retrieval are, which act is allowed in
// which state, and how long each thing may live. It does no input or output
// and imports only the standard library, so every rule can be read and tested
// without a database, a network or a clock of its own: the time is always an
// argument.
//
// The words are the law's; docs/GLOSSARY.md gives each one its Greek original.
package photo
