// Package minors asks the registers who a minor is and who has the custody. Nothing of a
// question or an answer is logged.
package minors
