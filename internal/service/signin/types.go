package signin

import (
	"time"

	"myphoto/internal/photo"
)

// TermsVersion is the version of the terms now in force, the day of their text
// (template.LegalVersion of the pages). A new version is put before everybody
// again at the next sign-in.
const TermsVersion = "2026-11-30"

// Refusals of signing in.
var (
	ErrSignInState = &photo.Error{Kind: photo.Forbidden, Code: "login-state"}
	ErrLegalPerson = &photo.Error{Kind: photo.Forbidden, Code: "legal-person"}
	ErrTaxNumber   = &photo.Error{Kind: photo.Forbidden, Code: "login-tax-number"} // its check digit is wrong
)

// Stage is what a visitor still has to do before acting.
type Stage int

// The stages of signing in, in their order. Sessions keep the numbers.
const (
	StageSignIn  Stage = iota // nobody yet
	StageOTP                  // identified; the one-time code is missing
	StageDetails              // has to confirm the personal details
	StageRole                 // has to choose a role
	StageTerms                // has to accept the terms
	StageReady                // may act
)

// Visitor is what the session keeps about somebody. The zero value is nobody. It
// is sealed with the rest of the session; only this package moves its Stage.
type Visitor struct {
	Person     photo.Person
	Stage      Stage
	Role       photo.Role
	Studio     photo.StudioID
	StudioName string
	Employment string // id
	SignedInAt time.Time
	CodeAt     time.Time // when the one-time code was given in this session; zero: not in this one
}

// RoleChoice is one role that a person may choose after signing in; the pages
// call it «προφίλ».
type RoleChoice struct {
	Role       photo.Role
	Studio     photo.StudioID
	StudioName string
	Employment string // id of the employment; empty unless Role is [photo.RoleEmployee]
	Pending    bool   // the employment still has to be accepted
}

// RoleChoices are the roles in which a visitor may act.
type RoleChoices struct {
	Roles        []RoleChoice // the first is always the citizen's
	Photographer Eligibility  // why the photographer's is or is not among them
	// The business register does not answer, so that roles may be missing: the
	// visitor's own as a photographer, or one in a studio that named the visitor.
	RegisterDown bool
}

// OTPSent is what the page says about a one-time code on its way.
type OTPSent struct {
	Mobile    string // masked
	ExpiresAt time.Time
	NextAt    time.Time // when a new one may be asked for
	Left      int       // tries
}

// Eligibility is whether somebody may act as a photographer, and why not.
type Eligibility struct {
	Eligible bool
	Reason   Ineligibility // empty for somebody who may
	Prefix   string        // the activity codes that count begin with it
}

// Closed reports whether the register knows a business of the person, but none that
// may photograph: the person expects the profile of a photographer.
func (e Eligibility) Closed() bool { return e.Reason == BusinessClosed || e.Reason == NoActivity }

// Ineligibility is why somebody may not act as a photographer.
type Ineligibility string

// The reasons; the records and the ledger keep the words.
const (
	RegisterUnavailable Ineligibility = "register-unavailable" // nobody knows at the moment; never kept
	NotRegistered       Ineligibility = "not-registered"       // no business has the tax number
	BusinessClosed      Ineligibility = "closed"
	NoActivity          Ineligibility = "no-activity" // no sole trader with a photographic activity
)
