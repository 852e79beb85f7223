// Package verdict puts the verdict about the pictures of an upload into words,
// the same for every room: [New] for the photographer, who must act on it;
// [NewSummary] for the citizen, who is told what the photographer was told;
// [NewOptions], the part of a form that says how pictures are judged; and
// [NewDeliverables], what the office of each accepted document receives.
//
// The types are views of templates: part/verdict.html renders what both rooms
// show alike.
package verdict
