// Package testpersons makes the demo's people for developers of applications: a studio,
// and a citizen for each state that an authorisation may have.
package testpersons
