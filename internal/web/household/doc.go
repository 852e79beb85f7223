// Package household shows a person's own files and those of the minors in the person's
// custody, and takes the numbers of a minor. The pages about a minor's files are those of
// package citizen, at /citizen/minor/{minor}.
package household
