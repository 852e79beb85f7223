// Package studio holds the pages of the photographer's counter: the queue of
// the day, the form that uploads a client's pictures, the page of one upload
// with its verdict and the course of its messages, the list, the
// specifications and the employees.
//
// Every page asks service.Studios and decides nothing itself: who may see or
// do what is in the type of the actor, which Config.Who makes. Pictures are
// read from the request into memory, part by part and bounded, because they
// must never touch a disk unsealed.
package studio
