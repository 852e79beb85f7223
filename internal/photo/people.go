package photo

import (
	"slices"
	"time"
)

// Person is somebody who has signed in and shown the one-time code. Name and
// TaxID live only in the sealed session; records hold the Subject.
type Person struct {
	Subject    SubjectID
	TaxID      TaxID
	FirstName  string
	LastName   string
	FatherName string
	BirthYear  int
	Session    string // random id of the session, for what is bound to it
}

// FullName is the name as the pages show it, first name first.
func (p Person) FullName() string { return p.FirstName + " " + p.LastName }

// Citizen is a person acting about the files of a subject: the person's own,
// or those of somebody for whom the person may act. Only service/signin makes
// one, after the terms were accepted: holding the value is the permission.
type Citizen struct {
	Person           // who acts
	For    SubjectID // whose files; empty for the person's own
}

// Subject returns whose files the citizen acts about.
func (c Citizen) Subject() SubjectID {
	if c.For != "" {
		return c.For
	}
	return c.Person.Subject
}

// Photographer is the owner of a studio whose photographic activity was
// confirmed by the business register, acting as such. Only service/signin
// makes one.
type Photographer struct {
	Person
	Studio     StudioID
	StudioName string
}

// Employee is a person whom a photographer named and who accepted. Only
// service/signin makes one.
type Employee struct {
	Person
	Studio     StudioID
	StudioName string
}

// Operator is whoever may work at a studio's counter: its photographer or an
// employee. An employee sees only the uploads he or she made.
type Operator interface {
	At() StudioID
	Who() SubjectID
	Owner() (Photographer, bool)
}

// At is the studio.
func (p Photographer) At() StudioID { return p.Studio }

// Who is the person.
func (p Photographer) Who() SubjectID { return p.Subject }

// Owner gives the photographer.
func (p Photographer) Owner() (Photographer, bool) { return p, true }

// At is the studio.
func (e Employee) At() StudioID { return e.Studio }

// Who is the person.
func (e Employee) Who() SubjectID { return e.Subject }

// Owner reports that an employee owns nothing.
func (e Employee) Owner() (Photographer, bool) { return Photographer{}, false }

// Application is a body's machine client that has shown its credentials. Only
// service/application makes one.
type Application struct {
	ID                ApplicationID
	Body              BodyID
	Suspended         bool
	Purposes          []string
	Items             []Item
	Profile           ProfileID // the document its pictures are for
	SignatureApproved bool      // approved for issuing or renewing a driving licence
}

// forLicence reports whether a purpose is one of the only two for which a
// signature may leave (article 1 of the decision 34933/2022, FEK B 4484).
func forLicence(purpose string) bool {
	return purpose == "driving-licence-issue" || purpose == "driving-licence-renewal"
}

// MayReceive checks what depends on the application alone, before any person
// is looked up: suspension, approved purpose, approved items, and that a
// signature goes only to issuing or renewing a driving licence.
func (a Application) MayReceive(items []Item, purpose string) error {
	switch {
	case a.Suspended:
		return ErrSuspended
	case !slices.Contains(a.Purposes, purpose):
		return ErrPurpose
	}
	for _, item := range items {
		if item == ItemSignature && (!a.SignatureApproved || !forLicence(purpose)) {
			return ErrSignatureForbidden
		}
		if !slices.Contains(a.Items, item) {
			return ErrPurpose
		}
	}
	return nil
}

// EligibilityTTL is how long the business register's answer about a
// photographer is trusted without asking again.
const EligibilityTTL = 24 * time.Hour
