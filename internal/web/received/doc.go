// Package received shows what the office of each accepted document gets of the
// pictures of an upload, so that nobody sends or approves a cut unseen. The page
// of the studio and that of the citizen show it alike, by the template part of
// the same name.
package received
