// Package tree finds files of the repository from wherever a test runs.
package tree
