// Package studio is the counter of a photographer's studio. A form with the
// pictures of one client is validated, its pictures are inspected, and what was
// found decides: pictures that an office would not accept, and advice that nobody
// acknowledged, make a sealed draft; otherwise the upload, its code and the
// messages are committed together. The studio sees its own uploads until the
// client associates them: it can send a new code, correct the contact, replace
// the pictures or take the upload back. Its owner manages the employees, each of
// whom sees only the uploads that he or she made.
package studio
