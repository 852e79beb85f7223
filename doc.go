// Package myphoto is the root of the house and holds no code. The program is
// cmd/myphoto, its rooms are under internal, and house_test.go keeps them on
// their floors: a package imports only packages on lower floors, never a
// neighbour. docs/ARCHITECTURE.md draws the plan.
package myphoto
