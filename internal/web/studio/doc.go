// Package studio serves the pages of the photographer's counter: the queue of
// the day, the form that uploads a client's pictures, the page of one upload
// with its verdict and the timeline of its messages, the list, the
// specifications, the statistics and the employees.
//
// Every page asks studio.Service and decides nothing itself: who may see or do
// what is in the type of the actor, which Config.Actor returns. Pictures are read
// from the request into memory, part by part and bounded (package form), because
// they must never touch a disk unsealed.
package studio
