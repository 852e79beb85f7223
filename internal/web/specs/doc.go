// Package specs publishes in words what documents demand of pictures, and by
// which limits pictures are judged: the page of the specifications ([New]), the
// options of the upload form ([DocumentOptions]) and the numbers that its script
// compares a picture with before sending ([ScriptData]). All of it is read from
// package spec, by which the checks decide.
package specs
