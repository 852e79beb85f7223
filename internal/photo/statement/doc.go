// Package statement adds up the work of a studio by day, employee and document, from
// what is kept about each upload after its files are gone. It knows no client: no
// name, no number, no picture.
package statement
