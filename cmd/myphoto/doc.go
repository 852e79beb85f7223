// Command myphoto is the whole service in one program; `myphoto --help` lists
// what it does.
package main
