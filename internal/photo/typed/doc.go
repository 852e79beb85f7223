// Package typed cleans what people type and paste into fields: it takes off what
// cannot be seen and what was copied along, and names what remains wrong. It
// guesses nothing: of two numbers in one field, none is taken.
package typed
