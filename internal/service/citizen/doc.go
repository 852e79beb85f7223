// Package citizen is where citizens act about the files of the subject for whom
// they act. A citizen submits the code that a studio sent, looks at the pictures,
// and approves or rejects them; associates the approved ones, which then are the
// subject's current files; downloads, dissociates or erases them; and sees what
// ever happened to them, with a proof for each event.
//
// Whoever tries codes learns nothing: each try spends one of the day's
// submissions for good, and all codes that cannot be used are refused alike.
package citizen
