// Package signin signs people in, keeps their sessions, and is the only maker of
// the actors that the other desks ask for: [photo.Citizen], [photo.Photographer]
// and [photo.Employee].
//
// A sign-in goes through the stages of [Stage]: the identity provider says who
// the person is, a one-time code goes to the mobile that the person confirmed in
// the contact register, the person confirms the details, chooses a role where
// there is a choice, and accepts the terms. A [Visitor] is how far somebody has
// come; the session keeps it sealed. The business register says who is a
// photographer; the owner of a studio says who works there.
package signin
