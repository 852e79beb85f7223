// Package ticket holds what a citizen hands to a studio in place of a contact: the
// ticket, its life, and the code by which it is shown and said.
package ticket
