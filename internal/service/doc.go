// Package service is where every act is done, one desk for each kind of
// visitor: Sessions for signing in, Studios for photographers and their
// employees, Citizens, Applications for the machines of public bodies, and
// Housekeeping for the clock. A door holds only the desks its visitors may
// use, and an act takes its actor as an argument whose type is the permission.
//
// An act loads, asks the rule in package photo, saves with a guarded update,
// and commits together with its ledger event. Nothing here knows HTTP.
package service
