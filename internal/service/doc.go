// Package service puts together what does every act: one desk, a package, for
// each kind of visitor, and what the desks share.
//
//   - signin signs people in and is the only maker of actors
//   - studio is where photographers and their employees act
//   - citizen is where people act on files, consent where they decide who may
//     retrieve them
//   - application is where the machines of public bodies retrieve
//   - outbox sends messages, retention ends what may not be kept, admin does what
//     an operator's commands ask for
//
// An act takes its actor as an argument whose type is the permission. It loads,
// asks the rule in package photo, saves with a guarded update, and commits
// together with its ledger event. Desks never call each other; what they share
// lies below service/internal, which nobody else can import. Nothing here knows
// HTTP.
package service
