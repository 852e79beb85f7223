package photo

import (
	"slices"
	"time"
)

// Person is somebody who has signed in and entered the one-time code. The names
// and the TaxID are kept only in the sealed session; records hold the Subject.
type Person struct {
	Subject    SubjectID
	TaxID      TaxID
	FirstName  string
	LastName   string
	FatherName string
	BirthYear  int
	Session    string // random id of the session, to which one-time codes are bound; no act commits after its end
}

// FullName returns the name as the pages show it, first name first.
func (p Person) FullName() string { return p.FirstName + " " + p.LastName }

// Citizen is a person who acts on the files of a subject: on the person's own
// files, or on those of a minor in the person's custody. Only service/signin makes
// one, after the person accepted the terms, and of that service/custody one who acts
// for a minor: the value itself is the permission.
type Citizen struct {
	Person            // who acts
	For     SubjectID // the minor whose files these are; empty for the person's own files
	ForName string    // of the minor, by the register
	AdultAt time.Time // when the minor comes of age and the custody ends
	Lapsed  bool      // the minor's ΠΑΑΥΠΑ has lapsed: nothing new is associated or authorised
}

// Subject returns the subject of the files on which the citizen acts.
func (c Citizen) Subject() SubjectID {
	if c.For != "" {
		return c.For
	}
	return c.Person.Subject
}

// EndsBefore returns the end of a grant that the citizen gives until the given time,
// which is zero where no date ends it: a minor who comes of age before that, and before
// the files end, is free of what others authorised.
func (c Citizen) EndsBefore(u Upload, until time.Time) time.Time {
	due, _ := u.Due()
	if c.AdultAt.IsZero() || !c.AdultAt.Before(due) || !until.IsZero() && until.Before(c.AdultAt) {
		return until
	}
	return c.AdultAt
}

// Photographer is a person who acts as the owner of a studio, and whose
// photographic activity the business register confirmed. Only service/signin
// makes one.
type Photographer struct {
	Person
	Studio     StudioID
	StudioName string
}

// Employee is a person who accepted an employment that a photographer offered.
// Only service/signin makes one.
type Employee struct {
	Person
	Studio     StudioID
	StudioName string
}

// Operator is a person who may work at the counter of a studio: its photographer
// or an employee. An employee sees only the uploads that he or she made.
type Operator interface {
	// At returns the studio.
	At() StudioID
	// AtName returns the name of the studio.
	AtName() string
	// Who returns the person.
	Who() SubjectID
	// InSession returns the id of the session in which the person acts.
	InSession() string
	// Owner returns the photographer and true, or false for an employee.
	Owner() (Photographer, bool)
}

// RoleOf returns the role in which an operator acts.
func RoleOf(who Operator) Role {
	if _, owner := who.Owner(); owner {
		return RolePhotographer
	}
	return RoleEmployee
}

// At returns the studio.
func (p Photographer) At() StudioID { return p.Studio }

// AtName returns the name of the studio.
func (p Photographer) AtName() string { return p.StudioName }

// Who returns the person.
func (p Photographer) Who() SubjectID { return p.Subject }

// InSession returns the id of the session.
func (p Photographer) InSession() string { return p.Session }

// Owner returns the photographer and true.
func (p Photographer) Owner() (Photographer, bool) { return p, true }

// At returns the studio.
func (e Employee) At() StudioID { return e.Studio }

// AtName returns the name of the studio.
func (e Employee) AtName() string { return e.StudioName }

// Who returns the person.
func (e Employee) Who() SubjectID { return e.Subject }

// InSession returns the id of the session.
func (e Employee) InSession() string { return e.Session }

// Owner returns false: an employee owns no studio.
func (e Employee) Owner() (Photographer, bool) { return Photographer{}, false }

// Application is the program of a public body that has authenticated. Only
// service/application makes one.
type Application struct {
	ID                ApplicationID
	Body              BodyID
	Suspended         bool
	Purposes          []string
	Items             []Item
	Profile           ProfileID // the document for which it needs pictures
	SignatureApproved bool      // approved for issuing or renewing a driving licence
}

// isLicencePurpose reports whether a purpose is one of the two for which a signature
// may be retrieved (article 1 of the decision 34933/2022, FEK B 4484).
func isLicencePurpose(purpose string) bool {
	return purpose == "driving-licence-issue" || purpose == "driving-licence-renewal"
}

// MayReceive checks what depends on the application alone, before any person is
// looked up: that it is not suspended, that the purpose and the items are
// approved, and that a signature is used only for issuing or renewing a driving
// licence. The refusals are [ErrSuspended], [ErrPurpose] and
// [ErrSignatureForbidden].
func (a Application) MayReceive(items []Item, purpose string) error {
	switch {
	case a.Suspended:
		return ErrSuspended
	case !slices.Contains(a.Purposes, purpose):
		return ErrPurpose
	}
	for _, item := range items {
		if item == ItemSignature && (!a.SignatureApproved || !isLicencePurpose(purpose)) {
			return ErrSignatureForbidden
		}
		if !slices.Contains(a.Items, item) {
			return ErrPurpose
		}
	}
	return nil
}

// EligibilityTTL is how long the answer of the business register about a
// photographer is valid before the register is asked again.
const EligibilityTTL = 24 * time.Hour
