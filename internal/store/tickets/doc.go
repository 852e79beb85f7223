// Package tickets holds the records of the tickets that citizens hand to studios: the
// queries on them in one transaction. The rows decide for whom an upload is bound, so
// each has a code (package codes).
package tickets
