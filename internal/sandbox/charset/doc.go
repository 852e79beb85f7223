// Package charset turns the encodings that Greek messages travel in (UTF-8,
// UTF-16BE, ISO 8859-1 and -7, Windows-1252 and -1253) into UTF-8.
package charset
